"""Learns when an article proves that a name means a known person.

    python -m training.linking.train --texts rewrites.jsonl.gz --out workers/.../proof.json

Texts are news (JSON lines with `id`, `text`, `of`; rewritten copies are left out). From each,
examples are made by rule: known persons cut down to their surname (right), unknown persons
given a known one's surname or, seldom, whole name (wrong). A logistic regression is fitted;
figures are cross-validated over texts. The threshold of lone surnames is the least one with
precision .98.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from pathlib import Path
from typing import Any

import numpy as np

from training.linking.examples import Example, examples

FOLDS = 10
PRECISION = 0.98
GIVEN = {
    "gender against": -3.0, "trade": -2.5, "rare surname": 3.4, "in full: bias": 1.0,
    "in full: gender against": -3.0, "in full: age": -1.0, "in full: trade": -2.0,
    "in full: title": -1.0, "in full: other countries only": 0.0,
}  # fmt: skip
"""Weights that are set: news tells a gender by title or a trade too seldom to learn from, and the
surnames that the examples exchange are drawn, so that they tell nothing of how rare one is. A
full name means the known person until several things speak against it."""
FULL = 0.25  # from which a full name is taken: there its few namesakes count more than they are
RIDGE = 0.5  # strength of the pull of the weights to 0


def main() -> None:
    """Makes examples, cross-validates, writes the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--texts-at-most", type=int, default=1000)
    given = parser.parse_args()
    with gzip.open(given.texts, "rt", encoding="utf-8") as lines:
        texts = [row for row in map(json.loads, lines) if row.get("of") is None]
    made = list(examples(texts[: given.texts_at_most], random.Random(1)))
    # A president who was given another president's name is no counterexample.
    made = [one for one in made if one.right or not one.features.get("office and place")]
    names = sorted({name for example in made for name in example.features} - GIVEN.keys())
    rows = np.array([[example.features.get(name, 0.0) for name in names] for example in made])
    right = np.array([example.right for example in made], float)
    weight = np.array([example.weight for example in made])
    article = np.array([example.article for example in made])
    fold = np.array([hash_fold(name) for name in article])
    scored = np.zeros(len(made))
    for k in range(FOLDS):
        inside = fold != k
        scored[~inside] = probability(
            rows[~inside], fit(rows[inside], right[inside], weight[inside])
        )
    lone = np.array(["in full" not in example.kind for example in made])
    threshold = least_threshold(scored[lone], right[lone], weight[lone])
    taken = scored >= np.where(lone, threshold, FULL)
    report(scored, right, weight, taken, made)
    print(f"threshold of a lone surname {threshold:.3f}")
    weights = fit(rows, right, weight)
    out = {
        "lone": round(threshold, 4),
        "full": FULL,
        "weights": {name: round(float(w), 4) for name, w in zip(names, weights, strict=True)}
        | GIVEN,
    }
    given.out.write_text(json.dumps(out, indent=1) + "\n", "utf-8")


def hash_fold(name: str) -> int:
    """The fold of a text, the same in each run."""
    return sum(name.encode()) % FOLDS


def fit(rows: Any, right: Any, weight: Any, steps: int = 60) -> Any:
    """Ridge logistic regression by Newton's method."""
    coefficients = np.zeros(rows.shape[1])
    for _ in range(steps):
        p = probability(rows, coefficients)
        gradient = rows.T @ (weight * (p - right)) + RIDGE * coefficients
        curve = (rows * (weight * p * (1 - p))[:, None]).T @ rows + RIDGE * np.eye(rows.shape[1])
        coefficients -= np.linalg.solve(curve, gradient)
    return coefficients


def probability(rows: Any, coefficients: Any) -> Any:
    """The logistic function of the linear score."""
    return 1 / (1 + np.exp(-np.clip(rows @ coefficients, -30, 30)))


def least_threshold(scored: Any, right: Any, weight: Any) -> float:
    """The least probability from which the precision is at least PRECISION."""
    order = np.argsort(-scored)
    true = np.cumsum((weight * right)[order])
    every = np.cumsum(weight[order])
    good = np.nonzero(true / every >= PRECISION)[0]
    return float(scored[order][good[-1]])


def report(scored: Any, right: Any, weight: Any, taken: Any, made: list[Example]) -> None:
    """Prints precision, recall and calibration, cross-validated."""
    true = (weight * right)[taken].sum()
    print(f"examples {len(made)}, right {int(right.sum())}")
    print(f"precision {true / weight[taken].sum():.4f}  recall {true / (weight * right).sum():.4f}")
    for low in np.arange(0, 1, 0.1):
        inside = (scored >= low) & (scored < low + 0.1)
        if inside.any():
            share = np.average(right[inside], weights=weight[inside])
            print(f"  said {low:.1f} to {low + 0.1:.1f}: {inside.sum():4d}, right {share:.2f}")
    for kind in sorted({example.kind for example in made}):
        own = np.array([example.kind == kind for example in made])
        print(f"  {kind}: {own.sum()}, linked {(taken & own).sum() / own.sum():.3f}")


if __name__ == "__main__":
    main()
