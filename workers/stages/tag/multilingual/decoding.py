"""From scores of tokens to names with probabilities.

Each token has a distribution over seven labels: O, and B- or I- of PER, ORG, LOC. A sequence of
labels is allowed when each I- follows a B- or I- of its type; its weight is the product of its
labels' probabilities. The probability of a name is the weight of the allowed sequences that have
it, as a share of the weight of all (forward-backward over the chain).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

TYPES = ("PER", "ORG", "LOC")
LABELS = ("O", *(f"{prefix}-{kind}" for kind in TYPES for prefix in "BI"))
LEAST = 0.02  # a name below this probability is not followed
LONGEST = 40  # pieces in a name

Floats = NDArray[np.float64]

ALLOWED = np.ones((7, 7))
for _kind in range(3):
    ALLOWED[:, 2 + 2 * _kind] = 0
    ALLOWED[[1 + 2 * _kind, 2 + 2 * _kind], 2 + 2 * _kind] = 1
FIRST = np.array([1.0, 1, 0, 1, 0, 1, 0])


@dataclass(frozen=True, slots=True)
class Name:
    """Tokens start..end (end exclusive) of row `row` are a name of type `label`."""

    row: int
    start: int
    end: int
    label: str
    p: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """How much surer the encoder is than it is right, learnt from sentences kept out of training.

    The log-odds of a name times `slope`, plus `shift`, are those with which it is right.
    """

    slope: float
    shift: float

    def __call__(self, p: float) -> float:
        """The probability with which a name that has this one is right."""
        p = min(max(p, 1e-6), 1 - 1e-6)
        return 1 / (1 + math.exp(-self.slope * math.log(p / (1 - p)) - self.shift))


def probabilities(scores: NDArray[np.float32]) -> Floats:
    """The distributions of the tokens: softmax of the scores."""
    scaled = scores.astype(np.float64)
    scaled -= scaled.max(axis=-1, keepdims=True)
    np.exp(scaled, out=scaled)
    result: Floats = scaled / scaled.sum(axis=-1, keepdims=True)
    return result


def names(p: Floats, lengths: NDArray[np.int64]) -> Iterator[Name]:
    """The names that are at all likely; p: [rows, tokens, 7], lengths: tokens of each row."""
    rows, tokens, _ = p.shape
    ahead = np.ones((tokens + 1, rows, 7))  # weight of what follows, given the label here
    forward = np.zeros((tokens + 1, rows, 7))
    forward[0] = 1.0
    for t in range(tokens - 1, 0, -1):
        after = (ALLOWED @ (p[:, t] * ahead[t]).T).T
        after /= after.max(axis=1, keepdims=True)
        ahead[t - 1] = np.where((t < lengths)[:, None], after, 1.0)
    before = FIRST * np.ones((rows, 7))
    for t in range(tokens):
        forward[t] = before * p[:, t]
        forward[t] /= forward[t].sum(axis=1, keepdims=True)
        before = forward[t] @ ALLOWED
    total = (forward[:tokens] * ahead[:tokens]).sum(axis=2)
    marginal = forward[:tokens] * ahead[:tokens] / total[:, :, None]
    for kind, label in enumerate(TYPES):
        begin = marginal[:, :, 1 + 2 * kind].T
        for row, start in zip(*np.nonzero(begin >= LEAST), strict=True):
            own = slice(0, int(lengths[row]))
            if start < own.stop:
                mass = float(begin[row, start])
                for end, weight in _ends(p[row, own], ahead[own, row], int(start), kind, mass):
                    yield Name(int(row), int(start), end, label, weight)


def _ends(
    p: Floats, ahead: Floats, start: int, kind: int, mass: float
) -> Iterator[tuple[int, float]]:
    """The ends of the names that begin at `start`: at each token the mass goes on or closes."""
    inside = 2 + 2 * kind
    for end in range(start + 1, min(len(p), start + LONGEST) + 1):
        if end == len(p):
            yield end, mass
            return
        here = p[end] * ahead[end] * ALLOWED[inside]
        goes_on = float(here[inside] / here.sum())
        if mass * (1 - goes_on) >= LEAST:
            yield end, mass * (1 - goes_on)
        mass *= goes_on
        if mass < LEAST:
            return
