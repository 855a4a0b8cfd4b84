"""Fits the rules of `workers.stages.dedup.matching.logistic`: Newton's method, a ridge.

Small and exact, so that training needs no more than the product itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations_with_replacement
from pathlib import Path

import numpy as np
import numpy.typing as npt
import orjson

from workers.stages.dedup.matching.logistic import FARTHEST

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Model:
    """Means and standard deviations of the features; weights of them and of their products."""

    centres: Matrix
    scales: Matrix
    products: list[tuple[int, int]]
    weights: Matrix
    intercept: float

    def predict(self, values: Matrix) -> Matrix:
        """The probability for each row."""
        standard = _standard(values, self.centres, self.scales)
        return _probability(self.intercept + _design(standard, self.products) @ self.weights)

    def write(self, path: Path, names: Sequence[str], facts: Mapping[str, object]) -> None:
        """Writes the rule as the stage reads it, with `facts` about its training."""
        count = len(names)
        rows = zip(names, self.centres, self.scales, self.weights[:count], strict=True)
        data = {
            "date": date.today().isoformat(),
            **facts,
            "intercept": round(self.intercept, 4),
            "features": [
                {"name": name, "centre": _short(c), "scale": _short(s), "weight": _short(w)}
                for name, c, s, w in rows
            ],
            "products": [
                [one, other, _short(weight)]
                for (one, other), weight in zip(self.products, self.weights[count:], strict=True)
            ],
        }
        path.write_bytes(orjson.dumps(data, option=orjson.OPT_INDENT_2) + b"\n")


def fit(values: Matrix, answers: Matrix, ridge: float, squares: bool = True) -> Model:
    """The model for features (rows: pairs) and answers (0 or 1); the intercept is free."""
    centres, scales = values.mean(axis=0), values.std(axis=0)
    scales[scales == 0] = 1.0
    products = list(combinations_with_replacement(range(values.shape[1]), 2)) if squares else []
    design = _design(_standard(values, centres, scales), products)
    design = np.hstack([np.ones((len(design), 1)), design])
    penalty = np.diag([1e-9] + [ridge] * (design.shape[1] - 1))
    weights = np.zeros(design.shape[1])
    for _ in range(100):
        chance = _probability(design @ weights)
        slope = design.T @ (answers - chance) - penalty @ weights
        curve = (design * (chance * (1 - chance))[:, None]).T @ design + penalty
        step = np.linalg.solve(curve, slope)
        weights += step
        if np.abs(step).max() < 1e-8:
            break
    return Model(centres, scales, products, weights[1:], float(weights[0]))


def cross_validated(
    values: Matrix, answers: Matrix, folds: npt.NDArray[np.int64], ridge: float, squares: bool
) -> Matrix:
    """For each row the probability by the model that was fitted on the other folds."""
    chance = np.zeros(len(values))
    for fold in np.unique(folds):
        model = fit(values[folds != fold], answers[folds != fold], ridge, squares)
        chance[folds == fold] = model.predict(values[folds == fold])
    return chance


def counted(kinds: Sequence[tuple[str, bool]]) -> dict[str, list[int]]:
    """Of each kind of pairs how many are to be found, and how many not."""
    counts = Counter(kinds)
    return {
        kind: [counts[kind, True], counts[kind, False]] for kind in sorted({k for k, _ in kinds})
    }


def _design(standard: Matrix, products: Sequence[tuple[int, int]]) -> Matrix:
    columns = [standard[:, [one]] * standard[:, [other]] for one, other in products]
    return np.hstack([standard, *columns])


def _standard(values: Matrix, centres: Matrix, scales: Matrix) -> Matrix:
    return np.asarray(np.clip((values - centres) / scales, -FARTHEST, FARTHEST))


def _probability(log_odds: Matrix) -> Matrix:
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -30, 30))))


def _short(figure: float) -> float:
    return round(float(figure), 4)
