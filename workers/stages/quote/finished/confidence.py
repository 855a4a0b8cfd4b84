"""How sure a quote is: the share of like quotes that were right on gold data.

Like quotes are those of the same rule, kind and kind of speaker; where gold data held
few of those, the share is drawn towards that of the rule, and of all quotes (Laplace's
rule with a prior). `tests/evaluation/calibrate.py` fits the figures and shows how far
they can be trusted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import orjson

from workers.stages.quote import lexicon

Features = tuple[str, ...]
"""(rule, kind of quote, kind of speaker, what else matters)."""
Shares = dict[str, list[int]]
"""Features from the general to the special, joined by spaces -> [right, all]."""
UNPARSED = 0.8
"""Factor for languages read by the words alone: speakers of German quotes are right in .80
where those of English ones are in .98 (SpkAtt-2023 and PolNeAR)."""
SUPPOSED = 0.6
"""Factor where nothing but place tells which body `the company` is."""
PRIOR = 8
"""Quotes that the more general share counts for."""


def of(features: Features, shares: Shares | None = None) -> float:
    """The confidence of a quote with these features, from 0 to 1."""
    if shares is None:
        shares = lexicon.table("confidence")
    estimate = 0.5
    for depth in range(len(features) + 1):
        right, total = shares.get(" ".join(features[:depth]), [0, 0])
        estimate = (right + PRIOR * estimate) / (total + PRIOR)
    return round(estimate, 3)


def fit(judged: Iterable[tuple[Features, bool]]) -> Shares:
    """The shares in judged quotes."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for features, is_right in judged:
        for depth in range(len(features) + 1):
            key = " ".join(features[:depth])
            total[key] += 1
            right[key] += is_right
    return {key: [right[key], total[key]] for key in sorted(total)}


def write(shares: Shares) -> None:
    """Writes the figures that ship with the package."""
    path = Path(__file__).parents[1] / "data" / "confidence.json"
    path.write_bytes(orjson.dumps(shares, option=orjson.OPT_INDENT_2) + b"\n")
