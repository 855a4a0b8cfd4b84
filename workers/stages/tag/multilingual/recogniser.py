"""Reads texts in any language for names, with offsets into the text.

A line is cut into sentences, sentences are put together again up to a size that the encoder
reads well, and what cannot hold a name (in scripts with capitals: what has none) is left out.
Batches hold texts of about one length, so that little is padded, and never more than a fixed
number of tokens, so that memory does not grow with the text.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from workers.stages.tag.multilingual.decoding import Calibration, Name, names, probabilities
from workers.stages.tag.multilingual.e5_weights import WordVectors
from workers.stages.tag.multilingual.pieces import END, PAD, START, Pieces, Splitter
from workers.stages.tag.recognition.model_view import View
from workers.stages.tag.recognition.recogniser import Reading, lines

FULL = 96  # pieces up to which sentences of a line are read together
MOST = 400  # pieces read at once, of a sentence without end: the encoder takes 510
BATCH = 256  # tokens in a batch, padding included: more leave the processor's cache (180 to 125 ms)
LINE = 20_000  # characters of a line without a break that are looked at together

SENTENCE = re.compile(r"[.!?…؟۔।]+[\"'”’»)\]]*\s+|[。！？｡]+[”’」』）]*")
CASED = re.compile(r"[A-Za-z\u00c0-\u024f\u0370-\u058f\u1e00-\u1fff]")
UNCASED = re.compile(r"[\u0590-\u1cff\u2c80-\ua63f\ua720-\ufaff\U00010000-\U0003ffff]")
WORD = re.compile(r"[^\W_]")
WITHOUT_BLANKS = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]"
)
"""Letters of scripts in which a name can end within a run of letters; Hangul for its particles."""


class MultilingualScanner:
    """The shipped recogniser; one is enough for all languages of a process."""

    def __init__(
        self, encoder: Path, pieces: Path, calibration: Calibration, threads: int = 1
    ) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(encoder),
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=["SkipLayerNormFusion"],
        )
        self._calibration = calibration
        self._split = Splitter(pieces)
        self._vectors = WordVectors()

    def knows(self, word: str) -> bool:
        """Whether the word is known as none that names anything: there is no such list here."""
        return False

    def scan(self, seen: View) -> list[Reading]:
        """The readings of a text of any length, in order; offsets are the original's."""
        found: defaultdict[tuple[int, int, str], float] = defaultdict(float)
        windows = list(self._windows(seen.text))
        for batch in batches(windows):
            for name in self._names(batch):
                pieces = batch[name.row]
                start, end = whole_words(
                    seen.text, pieces.starts[name.start], pieces.ends[name.end - 1]
                )
                if WORD.search(seen.text, start, end):
                    found[start, end, name.label] += name.p
        return [
            Reading(*seen.original(start, end), label, self._calibration(min(1.0, p)))
            for (start, end, label), p in sorted(found.items())
        ]

    def _windows(self, text: str) -> Iterator[Pieces]:
        """What is read at once: sentences of a line that may hold names; places are the text's."""
        for begin, stop in lines(text, LINE):
            held = Pieces([], [], [])
            for start, end in sentences(text, begin, stop):
                if not may_hold_names(text[start:end]):
                    continue
                pieces = moved(self._split(text[start:end]), start)
                if held.ids and len(held.ids) + len(pieces.ids) > FULL:
                    yield from cut(held)
                    held = Pieces([], [], [])
                held.ids.extend(pieces.ids)
                held.starts.extend(pieces.starts)
                held.ends.extend(pieces.ends)
            yield from cut(held)

    def _names(self, batch: Sequence[Pieces]) -> Iterator[Name]:
        longest = max(len(pieces.ids) for pieces in batch)
        ids: NDArray[np.int64] = np.full((len(batch), longest + 2), PAD, np.int64)
        lengths = np.array([len(pieces.ids) for pieces in batch])
        for row, pieces in enumerate(batch):
            ids[row, : len(pieces.ids) + 2] = [START, *pieces.ids, END]
        mask = (np.arange(longest + 2) < lengths[:, None] + 2).astype(np.int32)
        (scores,) = self._session.run(None, {"words": self._vectors(ids), "mask": mask})
        return names(probabilities(scores[:, 1:-1]), lengths)


def sentences(text: str, begin: int, stop: int) -> Iterator[tuple[int, int]]:
    """The sentences of a line, roughly: one cut at an abbreviation is put together again later."""
    start = begin
    for match in SENTENCE.finditer(text, begin, stop):
        yield start, match.end()
        start = match.end()
    if start < stop:
        yield start, stop


def may_hold_names(sentence: str) -> bool:
    """False for what has no letter, and for small letters alone in a script with capitals."""
    if UNCASED.search(sentence):
        return True
    return CASED.search(sentence) is not None and not sentence.islower()


def moved(pieces: Pieces, by: int) -> Pieces:
    """The same pieces, of a text in which theirs begins at `by`."""
    return Pieces(
        pieces.ids, [start + by for start in pieces.starts], [end + by for end in pieces.ends]
    )


def cut(pieces: Pieces) -> Iterator[Pieces]:
    """The pieces in runs that the encoder can take; nothing of a long sentence is left out."""
    for at in range(0, len(pieces.ids), MOST):
        to = at + MOST
        yield Pieces(pieces.ids[at:to], pieces.starts[at:to], pieces.ends[at:to])


def batches(windows: Sequence[Pieces]) -> Iterator[list[Pieces]]:
    """The windows, those of about one length together."""
    batch: list[Pieces] = []
    for pieces in sorted(windows, key=lambda pieces: len(pieces.ids)):
        if batch and (len(batch) + 1) * (len(pieces.ids) + 2) > BATCH:
            yield batch
            batch = []
        batch.append(pieces)
    if batch:
        yield batch


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch widened to whole words, in scripts that part words by blanks."""
    while start > 0 and _joined(text, start):
        start -= 1
    while end < len(text) and _joined(text, end):
        end += 1
    return start, end


def _joined(text: str, at: int) -> bool:
    """Whether the characters before and behind this place belong to one word."""
    left, right = text[at - 1], text[at]
    if not (left.isalnum() and right.isalnum()):
        return False
    return not (WITHOUT_BLANKS.match(left) or WITHOUT_BLANKS.match(right))


@cache
def multilingual(threads: int = 1) -> MultilingualScanner:
    """The one shipped recogniser of this process."""
    data = files(__package__) / "data"
    calibration = Calibration(**json.loads((data / "calibration.json").read_text("utf-8")))
    with as_file(data / "encoder.onnx") as encoder, as_file(data / "pieces.model") as pieces:
        return MultilingualScanner(encoder, pieces, calibration, threads)
