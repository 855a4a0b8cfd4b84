"""Whether a source fell silent, or sends something else than before: from its own past."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

FEWEST_GAPS = 8
LONGEST_PAUSE = 2.0
LEAST_SECONDS = 15 * 60
LATELY = 10
BEFORE = 20
FAR = 3.3
TIMES = 2.0


def silent(times: Sequence[float], now: float) -> float | None:
    """The longest pause before, in seconds, of a source whose pause now is twice as long.

    `times` are when its articles came, in order. None of a source that is not silent or
    too new to tell: a night's or a weekend's pause counts from the second one on.
    """
    gaps = [late - early for early, late in pairwise(times)]
    if len(gaps) < FEWEST_GAPS:
        return None
    longest = max(gaps)
    pause = now - times[-1]
    return longest if pause > max(LONGEST_PAUSE * longest, LEAST_SECONDS) else None


def changed(values: Sequence[float]) -> tuple[float, float] | None:
    """The medians before and lately, where the last ten values are not as those before.

    Told by the rank-sum test (Mann and Whitney 1947, normal approximation with the
    correction for ties): at 3.3 deviations one source in a thousand is flagged by chance at
    a time. The medians must differ by half or more, too: of a source with many articles
    any small difference is certain.
    """
    before, lately = values[:-LATELY], values[-LATELY:]
    if len(before) < BEFORE:
        return None
    was, is_ = median(before), median(lately)
    if max(was, is_) < TIMES * min(was, is_) or was == is_:
        return None
    return (was, is_) if abs(_deviations(before, lately)) > FAR else None


def _deviations(one: Sequence[float], other: Sequence[float]) -> float:
    """How far the rank sum of `other` is from what chance gives, in standard deviations."""
    n, m = len(one), len(other)
    ranked = sorted([*((v, 0) for v in one), *((v, 1) for v in other)])
    total, ties, at = 0.0, 0.0, 0
    while at < len(ranked):
        end = at
        while end < len(ranked) and ranked[end][0] == ranked[at][0]:
            end += 1
        total += (at + end + 1) / 2 * sum(side for _, side in ranked[at:end])
        ties += (end - at) ** 3 - (end - at)
        at = end
    expected = m * (n + m + 1) / 2
    variance = n * m / 12 * (n + m + 1 - ties / ((n + m) * (n + m - 1)))
    return (total - expected) / math.sqrt(variance) if variance else 0.0
