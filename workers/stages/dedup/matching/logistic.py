"""Learnt rules: weighted features and their products, summed to a probability.

Logistic regression on standardised features and the products of every two of them: smooth,
so that a little more or less of anything changes the answer a little, and able to say that
a feature matters in short texts only. The weights are data (`data/*.json`) that a script in
`training/` writes: with them stand the date, the seed and what they were learnt on.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import orjson

DATA = Path(__file__).parent / "data"
FARTHEST = 3.0
"""Standard deviations from the mean beyond which a feature says no more."""


@dataclass(frozen=True, slots=True)
class Logistic:
    """`features` are name, centre, scale and weight, `products` two indices and a weight.

    From `threshold` on the answer is yes.
    """

    features: tuple[tuple[str, float, float, float], ...]
    products: tuple[tuple[int, int, float], ...]
    intercept: float
    threshold: float

    def log_odds(self, values: Mapping[str, float]) -> tuple[float, list[float]]:
        """The log odds, and what each feature adds; of a product each factor has half."""
        standard = [
            max(-FARTHEST, min(FARTHEST, (values[name] - centre) / scale))
            for name, centre, scale, _ in self.features
        ]
        rows = zip(standard, self.features, strict=True)
        parts = [value * weight for value, (_, _, _, weight) in rows]
        for one, other, weight in self.products:
            half = standard[one] * standard[other] * weight / 2
            parts[one] += half
            parts[other] += half
        return self.intercept + sum(parts), parts

    def evidence(self, parts: list[float]) -> dict[str, float]:
        """What each group of features adds: a name's first word is its group."""
        groups: dict[str, float] = {}
        for (name, *_), part in zip(self.features, parts, strict=True):
            group = name.split()[0]
            groups[group] = groups.get(group, 0.0) + part
        return {group: round(added, 1) for group, added in groups.items()}


def probability(log_odds: float) -> float:
    """Log odds to a probability."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, log_odds))))


@cache
def learnt(name: str) -> Logistic:
    """The rule `name` as it ships."""
    data = orjson.loads((DATA / f"{name}.json").read_bytes())
    return Logistic(
        features=tuple(
            (row["name"], row["centre"], row["scale"], row["weight"]) for row in data["features"]
        ),
        products=tuple(tuple(row) for row in data["products"]),
        intercept=data["intercept"],
        threshold=data["threshold"],
    )
