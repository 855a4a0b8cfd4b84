"""From text to the recogniser's readings, with offsets into the text.

Names do not run over a line break, so each line is read by itself. Lines go to the model
in batches, so that memory does not grow with the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

from workers.stages.tag.recognition.model_view import View
from workers.stages.tag.recognition.probabilities import NerProbabilities

LINE = re.compile(r"[^\r\n\v\f\x85\u2028\u2029]+")

RUN = re.compile(r"\S{400,}")


@dataclass(frozen=True, slots=True)
class Reading:
    """text[start:end] read as `label` with probability `p`."""

    start: int
    end: int
    label: str
    p: float


class Scanner:
    """Reads texts with one pipeline; `limit` is the most characters given to it at once."""

    def __init__(self, pipeline: Language, limit: int) -> None:
        self._tokenizer = pipeline.tokenizer
        self._vocab = pipeline.vocab
        self._probabilities = NerProbabilities(pipeline)
        self._limit = limit

    def knows(self, word: str) -> bool:
        """Whether the word, in small letters, has a vector: never in the small profile."""
        return bool(self._vocab.has_vector(word.lower()))

    def scan(self, seen: View) -> list[Reading]:
        """The readings of a text of any length, in order; offsets are the original's."""
        found: list[Reading] = []
        text = seen.text
        for batch in _batches(lines(text, self._limit), self._limit):
            docs = [self._tokenizer(text[start:end]) for start, end in batch]
            found.extend(self._read(docs, [start for start, _ in batch], seen))
        return found

    def _read(self, docs: Sequence[Doc], starts: Sequence[int], seen: View) -> Iterator[Reading]:
        places = [doc.to_array(["IDX", "LENGTH"]).astype(int) for doc in docs]
        for found in self._probabilities.readings(docs):
            line, shift = places[found.line], starts[found.line]
            first, last = line[found.start], line[found.end - 1]
            start, end = shift + int(first[0]), shift + int(last[0] + last[1])
            yield Reading(*seen.original(start, end), found.label, found.p)


def lines(text: str, limit: int) -> Iterator[tuple[int, int]]:
    """Offsets of what is read at once: lines, cut at a blank before `limit`.

    A run without a blank that is longer than any name is left out: spaCy's tokenizer takes
    quadratic time on one (10,000 brackets: 44 s).
    """
    for match in LINE.finditer(text):
        at = match.start()
        for run in [*RUN.finditer(text, *match.span()), None]:
            end = run.start() if run else match.end()
            yield from _pieces(text, at, end, limit)
            at = run.end() if run else end


def _pieces(text: str, start: int, end: int, limit: int) -> Iterator[tuple[int, int]]:
    while end - start > limit:
        cut = text.rfind(" ", start + limit // 2, start + limit)
        cut = cut if cut > start else start + limit
        yield start, cut
        start = cut
    if start < end and not text[start:end].isspace():
        yield start, end


def _batches(spans: Iterator[tuple[int, int]], limit: int) -> Iterator[list[tuple[int, int]]]:
    batch: list[tuple[int, int]] = []
    size = 0
    for start, end in spans:
        if batch and size + end - start > limit:
            yield batch
            batch, size = [], 0
        batch.append((start, end))
        size += end - start
    if batch:
        yield batch
