"""One set of names out of many readings.

The chosen set has the greatest sum of (probability - threshold) among all sets without an
overlap: the decision with the least expected loss when a wrong name costs as much as a
missed one. Types are left open here: a name's whole document decides (vote.py).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from workers.records import EntityType
from workers.stages.tag.scan import Reading

Weights = dict[EntityType, float]

THRESHOLD = 0.5


@dataclass(slots=True)
class Span:
    """A name at start..end; `weights` are the model's probabilities for its types."""

    start: int
    end: int
    weights: Weights
    type: EntityType = "MISC"
    found: str = "model"
    hints: set[str] = field(default_factory=set)

    @property
    def p(self) -> float:
        """Probability that a name of any type stands exactly here."""
        return min(1.0, sum(self.weights.values()))


def choose(readings: Iterable[Reading], types: Mapping[str, EntityType]) -> list[Span]:
    """The names of a text, in order, none overlapping another."""
    weights: defaultdict[tuple[int, int], Weights] = defaultdict(dict)
    for reading in readings:
        kind = types.get(reading.label)
        if kind is not None:
            at = weights[reading.start, reading.end]
            at[kind] = at.get(kind, 0.0) + reading.p
    spans = [Span(start, end, held) for (start, end), held in weights.items()]
    return _best_set([span for span in spans if span.p > THRESHOLD / 2])


def _best_set(spans: list[Span]) -> list[Span]:
    """Weighted interval scheduling."""
    spans.sort(key=lambda span: (span.end, span.start))
    ends = [span.end for span in spans]
    total = [0.0]
    before: list[int | None] = []
    for index, span in enumerate(spans):
        fits = bisect_right(ends, span.start, 0, index)
        gain = total[fits] + span.p - THRESHOLD
        take = gain > total[-1]
        before.append(fits if take else None)
        total.append(max(gain, total[-1]))
    chosen = []
    index = len(spans)
    while index:
        previous = before[index - 1]
        if previous is None:
            index -= 1
        else:
            chosen.append(spans[index - 1])
            index = previous
    return chosen[::-1]
