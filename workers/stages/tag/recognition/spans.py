"""One set of names out of many readings.

The chosen set has the greatest sum of (probability - threshold) among all sets without an
overlap: the decision with the least expected loss when a wrong name costs as much as a
missed one. Types are left open here: a name's whole document decides (entity_type/vote.py).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from workers.records import EntityType
from workers.stages.tag.languages import FULL, Language
from workers.stages.tag.recognition.recogniser import Reading

Weights = dict[EntityType, float]

THRESHOLD = 0.5
PLAIN_THRESHOLD = 0.38
"""For languages of which no words are known, where nothing later finds what was missed.

F1 is greatest at half of the F1 that is reached, when probabilities are calibrated (Lipton, Elkan,
Naryanaswamy 2014: Optimal thresholding of classifiers to maximize F1 measure).
"""
CAPITALS_THRESHOLD = 0.1
KNOWN_THRESHOLD = 0.25
KNOWN_GAIN = 0.05  # small: a longer name that is likelier than not goes before its known part
CAPITALS = re.compile(r"[A-Z][A-Z&.]*[A-Z]")


@dataclass(slots=True)
class Span:
    """A name at start..end.

    `weights` are the model's probabilities for its types, `hints` the cues that hold for it
    (entity_type/cues.py), `found` says which step found it.
    """

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


def likeliest(weights: Weights) -> EntityType:
    """The type with the greatest weight."""
    return max(weights.items(), key=lambda item: item[1])[0]


def choose(
    text: str,
    readings: Iterable[Reading],
    language: Language,
    is_known: Callable[[str], bool],
) -> list[Span]:
    """The names of a text, in order, none overlapping another.

    `is_known` tells of a name whether the lists have it: then less is needed of the model.
    """
    weights: defaultdict[tuple[int, int], Weights] = defaultdict(dict)
    for reading in readings:
        kind = language.types.get(reading.label)
        if kind is not None:
            at = weights[reading.start, reading.end]
            at[kind] = at.get(kind, 0.0) + reading.p
    spans = [Span(start, end, held) for (start, end), held in weights.items()]
    gains = []
    for span in spans:
        threshold = _threshold(text, span, language) if language.code in FULL else PLAIN_THRESHOLD
        gain = span.p - threshold
        doubtful = gain <= 0 and span.p >= KNOWN_THRESHOLD
        if doubtful and is_known(text[span.start : span.end]):
            gain = KNOWN_GAIN
        gains.append((span, gain))
    return _best_set(gains)


def _threshold(text: str, span: Span, language: Language) -> float:
    """Lower for capitals in running text, which are seldom anything but a name.

    Three of them are enough, two only behind a word such as "in".
    """
    before, after = text[max(0, span.start - 30) : span.start], text[span.end : span.end + 30]
    if not CAPITALS.fullmatch(text, span.start, span.end) or not _any_small(before + after):
        return THRESHOLD
    last = before.split()[-1:]
    short = span.end - span.start < 3 and not language.within.issuperset(last)
    return THRESHOLD if short else CAPITALS_THRESHOLD


def _any_small(text: str) -> bool:
    return any(char.islower() for char in text)


def _best_set(gains: list[tuple[Span, float]]) -> list[Span]:
    """Weighted interval scheduling."""
    gains.sort(key=lambda pair: (pair[0].end, pair[0].start))
    spans = [span for span, _ in gains]
    ends = [span.end for span in spans]
    total = [0.0]
    before: list[int | None] = []
    for index, (span, worth) in enumerate(gains):
        fits = bisect_right(ends, span.start, 0, index)
        gain = total[fits] + worth
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


def merged(
    spans: Sequence[Span], new: Iterable[Span], wins: Callable[[Span, Sequence[Span]], bool]
) -> list[Span]:
    """The spans with those new ones that win against the ones they touch, in order.

    `spans` are in order and free of overlaps; a new span that overlaps one taken before is
    left out.
    """
    starts = [span.start for span in spans]
    taken: list[Span] = []
    gone: set[int] = set()
    reached = 0
    for span in sorted(new, key=lambda span: (span.start, -span.end)):
        low = max(0, bisect_left(starts, span.start) - 1)
        high = bisect_left(starts, span.end)
        touched = [i for i in range(low, high) if spans[i].end > span.start]
        if span.start >= reached and wins(span, [spans[i] for i in touched]):
            gone.update(touched)
            taken.append(span)
            reached = span.end
    kept = [span for index, span in enumerate(spans) if index not in gone]
    return sorted([*kept, *taken], key=lambda span: span.start)
