"""Trains the rule for copies: `python -m training.dedup_rule GOLD.jsonl [--write]`.

GOLD has {id, text, cluster} a line in order of arrival (`../shared/data/dedup/dedup_dev.jsonl`).
To its pairs that share a key are added pairs made from its texts and from templates
(`training/dedup_pairs.py`). Weights are fitted by logistic regression; figures come from
cross-validation in which all pairs that have a text, a template or a chain of candidates in
common are in one fold. --write puts the weights and the threshold into the package.
"""

from __future__ import annotations

import argparse
import hashlib
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from training import dedup_pairs, logistic
from workers.stages.dedup.matching.features import of_copies
from workers.stages.dedup.matching.logistic import DATA
from workers.stages.dedup.matching.overlap import Overlap, overlap
from workers.stages.dedup.matching.reading import Reading, read
from workers.stages.dedup.matching.rule import RELATED, SAME_TEXT

SEED = 16
FOLDS = 5
RIDGE = 10.0
THRESHOLDS = tuple(round(0.5 + 0.05 * step, 2) for step in range(10))


@dataclass(frozen=True, slots=True)
class Example:
    """A pair to learn from; `ids` where it is a pair of the gold articles."""

    found: Overlap
    same: bool
    group: str
    kind: str
    ids: tuple[int, int] | None = None


class Sets:
    """Disjoint sets: what is joined ends up in one."""

    def __init__(self) -> None:
        self._up: dict[Any, Any] = {}

    def find(self, item: Any) -> Any:
        """The set's name."""
        while self._up.get(item, item) != item:
            item = self._up[item]
        return item

    def join(self, one: Any, other: Any) -> None:
        """Makes one set of two."""
        self._up[self.find(one)] = self.find(other)


def candidates(readings: list[Reading]) -> Iterator[tuple[int, int]]:
    """Pairs (later, earlier) that share a key and a fifth of the smaller one's wording."""
    by_key: dict[int, list[int]] = defaultdict(list)
    for number, reading in enumerate(readings):
        for key in reading.keys:
            by_key[key].append(number)
    pairs = {pair for numbers in by_key.values() for pair in combinations(numbers, 2)}
    for one, other in sorted(pairs):
        found = overlap(readings[other].sketch, readings[one].sketch)
        if found.exact or found.containment >= RELATED:
            yield other, one


def examples(rows: list[dict[str, Any]], seed: int) -> list[Example]:
    """Real pairs, then made ones."""
    readings, sets = [read(row["text"]) for row in rows], Sets()
    pairs = list(candidates(readings))
    for pair in pairs:
        sets.join(*pair)
    real = [
        Example(
            found=overlap(readings[later].sketch, readings[earlier].sketch),
            same=rows[later]["cluster"] == rows[earlier]["cluster"],
            group=f"real {sets.find(later)}",
            kind="real",
            ids=(later, earlier),
        )
        for later, earlier in pairs
    ]
    stories = [
        (f"real {sets.find(number)}", row["text"])
        for number, row in enumerate(rows)
        if len(row["text"]) > 500
    ]
    rng = random.Random(seed)
    made = [
        *dedup_pairs.template_pairs(rng, 40),
        *dedup_pairs.edited_pairs(stories, rng, 1500),
        *dedup_pairs.boilerplate_pairs(stories, rng, 300),
        *dedup_pairs.background_pairs(stories, rng, 300),
        *dedup_pairs.different_pairs(stories, rng, 300),
        *dedup_pairs.spun_pairs(stories, rng, 300),
    ]
    return real + [
        Example(
            found=overlap(read(pair.copy).sketch, read(pair.original).sketch),
            same=pair.same,
            group=pair.group,
            kind=pair.kind,
        )
        for pair in made
    ]


def fold_of(group: str) -> int:
    """The fold of a group, by its name."""
    return hashlib.sha1(group.encode()).digest()[0] % FOLDS


def judged(given: list[Example]) -> logistic.Matrix:
    """The probability of each pair by the rule that was fitted on the other folds."""
    values, answers = matrix(given)
    folds = np.array([fold_of(example.group) for example in given])
    chance = logistic.cross_validated(values, answers, folds, RIDGE, squares=True)
    equal = [example.found.jaccard >= SAME_TEXT for example in given]
    related = [example.found.containment >= RELATED for example in given]
    return np.where(equal, 1.0, np.where(related, chance, 0.0))


def matrix(given: list[Example]) -> tuple[logistic.Matrix, logistic.Matrix]:
    """Features and answers."""
    values = [list(of_copies(example.found).values()) for example in given]
    return np.array(values), np.array([float(example.same) for example in given])


def clustered(
    rows: list[dict[str, Any]], given: list[Example], chance: logistic.Matrix, threshold: float
) -> tuple[float, float, float]:
    """Pairwise precision, recall and F1 of the clusters that the real pairs make."""
    sets = Sets()
    for example, probability in zip(given, chance, strict=True):
        if example.ids and probability >= threshold:
            sets.join(*example.ids)
    gold = Counter(row["cluster"] for row in rows)
    found = Counter(sets.find(number) for number in range(len(rows)))
    both = Counter((row["cluster"], sets.find(number)) for number, row in enumerate(rows))
    right = _pairs(both)
    precision, recall = right / max(1, _pairs(found)), right / max(1, _pairs(gold))
    return precision, recall, 2 * precision * recall / (precision + recall)


def _pairs(sizes: Counter[Any]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes.values())


def by_kind(given: list[Example], chance: logistic.Matrix, threshold: float) -> dict[str, str]:
    """Of each kind of made pairs the share judged rightly."""
    right: dict[tuple[str, bool], list[bool]] = defaultdict(list)
    for example, probability in zip(given, chance, strict=True):
        if example.ids is None:
            right[example.kind, example.same].append((probability >= threshold) == example.same)
    shares = {key: f"{sum(hits) / len(hits):.3f} of {len(hits)}" for key, hits in right.items()}
    return {
        f"{kind} ({'copies' if same else 'not copies'})": shares[kind, same]
        for kind, same in sorted(shares)
    }


def main() -> None:
    """Prints the cross-validated figures; writes the rule when told to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path, help="articles with their clusters, JSON lines")
    parser.add_argument("--threshold", type=float, help="instead of the one with the best F1")
    parser.add_argument("--write", action="store_true", help="write the rule into the package")
    args = parser.parse_args()
    rows = [orjson.loads(line) for line in args.gold.read_bytes().splitlines() if line]
    given = examples(rows, SEED)
    chance = judged(given)
    print("cross-validated, pairs of the gold clusters\nthreshold  precision  recall  F1")
    scores = {t: clustered(rows, given, chance, t) for t in THRESHOLDS}
    for threshold, (precision, recall, f1) in scores.items():
        print(f"{threshold:9.2f}  {precision:9.4f}  {recall:6.4f}  {f1:.4f}")
    threshold = args.threshold or max(scores, key=lambda t: scores[t][2])
    print(f"\nmade pairs judged rightly at {threshold}")
    for kind, share in by_kind(given, chance, threshold).items():
        print(f"{kind:34} {share}")
    if args.write:
        facts = {
            "seed": SEED,
            "learnt on (copies, others)": logistic.counted([(e.kind, e.same) for e in given]),
            "threshold": threshold,
        }
        model = logistic.fit(*matrix(given), RIDGE)
        model.write(DATA / "copies.json", list(of_copies(given[0].found)), facts)


if __name__ == "__main__":
    main()
