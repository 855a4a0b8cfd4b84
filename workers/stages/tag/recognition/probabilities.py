"""Every reading that the NER model considers, with its probability.

spaCy's entity recogniser walks over the tokens and at each takes the best action (begin,
in, last, unit, out). What it leaves behind is one reading without a figure. Here the same
weights are read as probabilities: for a token outside an entity the actions depend on that
token alone, so all tokens are scored in one product; for a token inside, on the entity's
first token too, so only the starts that are at all likely are followed. The sums are
exact, cost less than spaCy's own walk, and give every later step (confidence, votes over a
document, repairs of boundaries) a weight to reckon with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

Arc = tuple[int, int, int, float]
"""First token, end, index of the label, probability given that the first token is free."""

LONGEST = 14  # tokens in an entity; one of 7,840 gold names of the dev set is longer
LEAST = 0.01  # a reading below this probability is not followed


@dataclass(frozen=True, slots=True)
class Reading:
    """Tokens start..end (end exclusive) of line `line` read as `label`, with probability."""

    line: int
    start: int
    end: int
    label: str
    p: float


class NerProbabilities:
    """The recogniser of one pipeline, opened; safe to use from several threads."""

    def __init__(self, pipeline: Language) -> None:
        recogniser = pipeline.get_pipe("ner")
        model = recogniser.model  # type: ignore[attr-defined]
        self._tok2vec = model.get_ref("tok2vec")
        self._lower = model.get_ref("lower")
        upper = model.get_ref("upper")
        self._weights: Floats = upper.get_param("W").T.copy()
        self._bias: Floats = upper.get_param("b")
        moves = recogniser.moves  # type: ignore[attr-defined]
        names = [str(moves.get_class_name(i)) for i in range(moves.n_moves)]
        self.labels = sorted(
            {name[2:] for name in names if name.startswith("B-") and len(name) > 2}
        )
        column = {name: i for i, name in enumerate(names)}
        self._begin = np.array([column[f"B-{x}"] for x in self.labels])
        self._unit = np.array([column[f"U-{x}"] for x in self.labels])
        self._in = np.array([column[f"I-{x}"] for x in self.labels])
        self._last = np.array([column[f"L-{x}"] for x in self.labels])
        self._out = column["O"]

    def readings(self, lines: Sequence[Doc]) -> list[Reading]:
        """The readings of some lines (entities do not cross them), in reading order."""
        sizes = [len(line) for line in lines]
        if not sum(sizes):
            return []
        found = self._score(lines, np.array(sizes))
        offsets = np.cumsum([0, *sizes])
        owner = np.searchsorted(offsets, [start for start, *_ in found], side="right") - 1
        return [
            Reading(int(line), start - int(offsets[line]), end - int(offsets[line]), label, p)
            for line, (start, end, label, p) in zip(owner, found, strict=True)
        ]

    def _score(self, lines: Sequence[Doc], sizes: Ints) -> list[tuple[int, int, str, float]]:
        features = self._lower.predict(self._tok2vec.predict(list(lines)))
        pad, own = features[0], features[1:]
        bias = self._lower.get_param("b")
        ends = np.repeat(np.cumsum(sizes), sizes)
        scores = self._hidden(own[:, 0] + pad[1] + pad[2] + bias) @ self._weights + self._bias
        last = np.arange(len(own)) == ends - 1
        space = np.concatenate([line.to_array("IS_SPACE") for line in lines])
        outside = self._outside(scores, last, space.astype(bool))
        spans = self._units(outside) + self._longer(own, bias, outside, ends)
        return self._marginals(spans, outside[:, -1], sizes)

    def _hidden(self, summed: Floats) -> Floats:
        """Maxout over the pieces, of which these models have two or three."""
        most: Floats = summed[..., 0]
        for piece in range(1, summed.shape[-1]):
            most = np.maximum(most, summed[..., piece])
        return most

    def _outside(self, scores: Floats, last: NDArray[np.bool_], space: NDArray[np.bool_]) -> Floats:
        """Probabilities of unit x labels, begin x labels, out; one row a token."""
        chosen = np.concatenate(
            [scores[:, self._unit], scores[:, self._begin], scores[:, [self._out]]], axis=1
        )
        count = len(self.labels)
        chosen[space, : 2 * count] = -np.inf
        chosen[last, count : 2 * count] = -np.inf
        chosen -= chosen.max(axis=1, keepdims=True)
        np.exp(chosen, out=chosen)
        chosen /= chosen.sum(axis=1, keepdims=True)
        return chosen

    def _units(self, outside: Floats) -> list[Arc]:
        rows, labels = np.nonzero(outside[:, : len(self.labels)] >= LEAST)
        weights = outside[rows, labels]
        return [
            (int(row), int(row) + 1, int(label), float(p))
            for row, label, p in zip(rows, labels, weights, strict=True)
        ]

    def _longer(self, own: Floats, bias: Floats, outside: Floats, ends: Ints) -> list[Arc]:
        count = len(self.labels)
        begin = outside[:, count : 2 * count]
        starts = np.nonzero(begin.sum(axis=1) >= LEAST)[0]
        mass = begin[starts].copy()
        found: list[Arc] = []
        for step in range(1, LONGEST):
            at = starts + step
            summed = own[at, 0] + own[starts, 1] + own[at - 1, 2] + bias
            scores = self._hidden(summed) @ self._weights + self._bias
            closes = 1 / (1 + np.exp(scores[:, self._in] - scores[:, self._last]))
            closes[at == ends[starts] - 1] = 1.0
            closing = mass * closes
            rows, labels = np.nonzero(closing >= LEAST)
            found += [
                (int(starts[row]), int(at[row]) + 1, int(label), float(closing[row, label]))
                for row, label in zip(rows, labels, strict=True)
            ]
            mass *= 1 - closes
            on = mass.sum(axis=1) >= LEAST
            starts, mass = starts[on], mass[on]
            if not len(starts):
                break
        return found

    def _marginals(
        self, spans: Sequence[Arc], out: Floats, sizes: Ints
    ) -> list[tuple[int, int, str, float]]:
        """Each span's share of all readings of its line.

        What was cut off below `LEAST` is shared out where it branched off, so that the
        readings from each token on sum to one and a forward pass is enough.
        """
        leaving = out.astype(float)
        np.add.at(leaving, [start for start, *_ in spans], [p for *_, p in spans])
        stays = (out / leaving).tolist()
        reach = [0.0] * (len(out) + 1)
        starts = set((np.cumsum(sizes) - sizes).tolist())
        found = []
        arcs = sorted(spans, reverse=True)
        for token in range(len(out)):
            here = 1.0 if token in starts else reach[token]
            reach[token + 1] += here * stays[token]
            while arcs and arcs[-1][0] == token:
                _, end, label, p = arcs.pop()
                weight = here * p / leaving[token]
                reach[end] += weight
                found.append((token, end, self.labels[label], float(weight)))
        return found
