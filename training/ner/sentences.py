"""Sentences with names, read, mixed, varied and cut into batches of tokens."""

from __future__ import annotations

import gzip
import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from workers.stages.tag.multilingual.decoding import LABELS
from workers.stages.tag.multilingual.pieces import END, PAD, START, Pieces, Splitter

MASK = 250001
LONGEST = 160
IGNORED = -100

# How much a sentence of a set counts beside one of a set whose labels are whole.
WEIGHTS = {"europeana-nl": 0.3, "hiner": 0.5, "turkish-wiki-ner": 0.7}

# The share of a language in the mix grows with the square root of its sentences.
TEMPERATURE = 0.5

Span = tuple[int, int, str]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text and the names in it: (start, end, type), in code points, in order, apart."""

    text: str
    spans: tuple[Span, ...]
    group: str
    lang: str


def read(paths: Iterable[Path]) -> list[Sentence]:
    """The sentences of JSON lines (.gz or not): id, lang, text, entities and, if known, set."""
    sentences = []
    for path in paths:
        stored = path.read_bytes()
        for line in (gzip.decompress(stored) if path.suffix == ".gz" else stored).splitlines():
            row = json.loads(line)
            spans = sorted((e["start"], e["end"], e["type"]) for e in row["entities"])
            group = row.get("set") or "uner-" + row["lang"]
            sentences.append(Sentence(row["text"], tuple(spans), group, row["lang"]))
    return sentences


class Mixture:
    """Draws sentences without end: languages by share, then sets and sentences by weight."""

    def __init__(self, sentences: Sequence[Sentence], seed: int) -> None:
        self.random = random.Random(seed)
        by_lang: dict[str, list[Sentence]] = defaultdict(list)
        for sentence in sentences:
            by_lang[sentence.lang].append(sentence)
        self.langs = sorted(by_lang)
        self.sentences = [by_lang[lang] for lang in self.langs]
        counts = [sum(WEIGHTS.get(s.group, 1.0) for s in all_) for all_ in self.sentences]
        self.shares = [count**TEMPERATURE for count in counts]
        self.queues: list[list[Sentence]] = [[] for _ in self.langs]
        self.names: dict[tuple[str, str], list[str]] = defaultdict(list)
        for sentence in sentences:
            for start, end, kind in sentence.spans:
                self.names[sentence.lang, kind].append(sentence.text[start:end])

    def draw(self) -> Sentence:
        """One sentence; each of a language comes once before any comes again."""
        at = self.random.choices(range(len(self.langs)), self.shares)[0]
        queue = self.queues[at]
        while True:
            if not queue:
                queue.extend(self.random.sample(self.sentences[at], len(self.sentences[at])))
            sentence = queue.pop()
            if self.random.random() < WEIGHTS.get(sentence.group, 1.0):
                return sentence

    def varied(self) -> Sentence:
        """A drawn sentence, at times joined to others, recased, or with other names in it."""
        chance = self.random.random
        sentence = self.draw()
        if chance() < 0.3:
            sentence = self.joined(sentence)
        if chance() < 0.12:
            sentence = self.renamed(sentence)
        if chance() < 0.06:
            sentence = Sentence(recased(sentence.text, str.upper), *rest(sentence))
        elif chance() < 0.03:
            sentence = Sentence(recased(sentence.text, str.lower), *rest(sentence))
        elif chance() < 0.03:
            sentence = Sentence(titled(sentence.text), *rest(sentence))
        return sentence

    def joined(self, sentence: Sentence) -> Sentence:
        """With one more sentence of the same set behind it, as in an article."""
        at = self.langs.index(sentence.lang)
        other = self.random.choice(self.sentences[at])
        if other.group != sentence.group or len(sentence.text) + len(other.text) > 400:
            return sentence
        blank = "" if sentence.lang in {"zh", "ja"} else " "
        text = sentence.text + blank + other.text
        shift = len(text) - len(other.text)
        moved = tuple((s + shift, e + shift, k) for s, e, k in other.spans)
        return Sentence(text, sentence.spans + moved, sentence.group, sentence.lang)

    def renamed(self, sentence: Sentence) -> Sentence:
        """With half of its names replaced by others of the same type and language."""
        parts, spans, at, length = [], [], 0, 0
        for start, end, kind in sentence.spans:
            before = sentence.text[at:start]
            name = sentence.text[start:end]
            if self.random.random() < 0.5:
                name = self.random.choice(self.names[sentence.lang, kind])
            parts += [before, name]
            length += len(before) + len(name)
            spans.append((length - len(name), length, kind))
            at = end
        parts.append(sentence.text[at:])
        return Sentence("".join(parts), tuple(spans), sentence.group, sentence.lang)


def rest(sentence: Sentence) -> tuple[tuple[Span, ...], str, str]:
    """All of a sentence but its text."""
    return sentence.spans, sentence.group, sentence.lang


def recased(text: str, change: Callable[[str], str]) -> str:
    """Every character changed that stays one character."""
    return "".join(c if len(new := change(c)) != 1 else new for c in text)


def titled(text: str) -> str:
    """With a capital at each word, as English headlines have it."""
    out, before = [], " "
    for character in text:
        new = character.upper() if before.isspace() else character
        out.append(new if len(new) == 1 else character)
        before = character
    return "".join(out)


def labelled(split: Splitter, sentence: Sentence) -> tuple[Ints, Ints]:
    """The token ids and label numbers of a sentence, at most LONGEST, START and END included."""
    pieces = split(sentence.text)
    ids = [START, *pieces.ids[: LONGEST - 2], END]
    labels = [IGNORED, *_labels(pieces, sentence.spans)[: LONGEST - 2], IGNORED]
    return np.array(ids, np.int64), np.array(labels, np.int64)


def _labels(pieces: Pieces, spans: Sequence[Span]) -> list[int]:
    """The label of each piece: of a name if it has a character of it; B- for a name's first."""
    labels: list[int] = []
    at, opened = 0, -1
    for start, end in zip(pieces.starts, pieces.ends, strict=True):
        while at < len(spans) and spans[at][1] <= start:
            at += 1
        label = "O"
        if at < len(spans) and start == end:  # a blank by itself: in a name, or not
            if spans[at][0] < start and opened == at:
                label = "I-" + spans[at][2]
        elif at < len(spans) and spans[at][0] < end:
            label = ("I-" if opened == at else "B-") + spans[at][2]
            opened = at
        labels.append(LABELS.index(label))
    return labels


def batches(
    mixture: Mixture, split: Splitter, tokens: int, pool: int = 3000, masked: float = 0.04
) -> Iterator[tuple[Ints, Ints]]:
    """Batches of about `tokens` tokens, of sentences of about one length: ids and labels.

    `masked`: the share of the tokens that the model must label without seeing them.
    """
    numbers = np.random.default_rng(mixture.random.randrange(2**32))
    while True:
        drawn = [labelled(split, mixture.varied()) for _ in range(pool)]
        drawn.sort(key=lambda pair: len(pair[0]))
        cuts, at = [], 0
        while at < len(drawn):
            end = at + 1
            while end < len(drawn) and (end - at + 1) * len(drawn[end][0]) <= tokens:
                end += 1
            cuts.append(drawn[at:end])
            at = end
        mixture.random.shuffle(cuts)
        for cut in cuts:
            ids, labels = padded(cut)
            hidden = (numbers.random(ids.shape) < masked) & (labels != IGNORED)
            yield np.where(hidden, MASK, ids), labels


def padded(pairs: Sequence[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
    """The ids and labels of sentences as two arrays [sentences, longest]."""
    longest = max(len(ids) for ids, _ in pairs)
    ids = np.full((len(pairs), longest), PAD, np.int64)
    labels = np.full((len(pairs), longest), IGNORED, np.int64)
    for row, (some, theirs) in enumerate(pairs):
        ids[row, : len(some)] = some
        labels[row, : len(theirs)] = theirs
    return ids, labels
