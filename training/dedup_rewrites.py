"""Trains the rule for rewritten copies.

    python -m training.dedup_rewrites REWRITES.jsonl.gz [--others OTHERS.jsonl ...] [--write]

REWRITES has {id, text, of, kind, event} a line in order of arrival: `of` is the source's id
(null for an original), `event` is equal for different articles about one event
(`../shared/data/rewrites/rewrites.jsonl.gz`). OTHERS have {text} and, where known, {cluster}:
articles none of which is a rewrite of another one of another cluster. Pairs that share an
anchor key are candidates; all pairs of one event are in one fold of the cross-validation.
"""

from __future__ import annotations

import argparse
import gzip
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from training import logistic
from training.dedup_rule import fold_of
from workers.stages.dedup.matching.features import of_rewrites
from workers.stages.dedup.matching.logistic import DATA
from workers.stages.dedup.matching.overlap import Overlap, overlap
from workers.stages.dedup.matching.reading import Reading, read
from workers.stages.dedup.matching.rewritten import FEWEST, OTHER_WORDS

RIDGE = 3.0
SQUARES = False
THRESHOLDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Example:
    """A candidate pair, `later` and `earlier` by their numbers."""

    found: Overlap
    same: bool
    group: str
    later: int
    earlier: int


def root(row: dict[str, Any]) -> str:
    """What rewrites of one source have in common, with the source."""
    return str(row.get("of") or row.get("cluster") or row["id"])


def candidates(readings: list[Reading]) -> Iterator[tuple[int, int]]:
    """Pairs (later, earlier) that share an anchor key."""
    by_key: dict[int, list[int]] = defaultdict(list)
    for number, reading in enumerate(readings):
        for key in reading.anchor_keys:
            by_key[key].append(number)
    pairs = {pair for numbers in by_key.values() for pair in combinations(numbers, 2)}
    yield from ((other, one) for one, other in sorted(pairs))


def examples(rows: Rows) -> list[Example]:
    """The candidate pairs of one collection; copies word for word are left to the other rule."""
    readings = [read(row["text"]) for row in rows]
    found = []
    for later, earlier in candidates(readings):
        same = root(rows[later]) == root(rows[earlier])
        if same and rows[later].get("event") is None:
            continue
        found.append(
            Example(
                found=overlap(readings[later].sketch, readings[earlier].sketch),
                same=same,
                group=str(rows[later].get("event") or root(rows[later])),
                later=later,
                earlier=earlier,
            )
        )
    return found


def matrix(given: list[Example]) -> tuple[logistic.Matrix, logistic.Matrix]:
    """Features and answers."""
    values = [list(of_rewrites(example.found).values()) for example in given]
    return np.array(values), np.array([float(example.same) for example in given])


def judged(given: list[Example]) -> logistic.Matrix:
    """The probability of each pair by the rule that was fitted on the other folds."""
    values, answers = matrix(given)
    folds = np.array([fold_of(example.group) for example in given])
    chance = logistic.cross_validated(values, answers, folds, RIDGE, SQUARES)
    weighed = [e.found.anchors.shared >= FEWEST and e.found.jaccard < OTHER_WORDS for e in given]
    return np.where(weighed, chance, 0.0)


def figures(
    rows: Rows, given: list[Example], chance: logistic.Matrix, threshold: float
) -> dict[str, float]:
    """Precision, recall (also by kind) and the originals that are called rewrites."""
    best: dict[int, tuple[float, int]] = {}
    for example, probability in zip(given, chance, strict=True):
        if probability >= threshold:
            best[example.later] = max(
                best.get(example.later, (0.0, 0)), (float(probability), example.earlier)
            )
    right = {n for n, (_, of) in best.items() if root(rows[n]) == root(rows[of])}
    rewrites = [n for n, row in enumerate(rows) if row["of"]]
    kinds = Counter(rows[n]["kind"] for n in rewrites)
    hits = Counter(rows[n]["kind"] for n in rewrites if n in right)
    return {
        "precision": len(right.intersection(rewrites)) / max(1, len(best)),
        "recall": hits.total() / max(1, kinds.total()),
        "originals": sum(n in best for n in range(len(rows)) if not rows[n]["of"])
        / max(1, len(rows) - len(rewrites)),
        **{kind: hits[kind] / kinds[kind] for kind in sorted(kinds)},
    }


def lines(path: Path) -> Rows:
    """The rows of a file of JSON lines, compressed or not."""
    packed = path.read_bytes()
    text = gzip.decompress(packed) if path.suffix == ".gz" else packed
    return [orjson.loads(line) for line in text.splitlines() if line]


def main() -> None:
    """Prints the cross-validated figures; writes the rule when told to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rewrites", type=Path)
    parser.add_argument("--others", type=Path, nargs="*", default=[])
    parser.add_argument("--threshold", type=float, default=0.5)
    parser.add_argument("--write", action="store_true", help="write the rule into the package")
    args = parser.parse_args()
    rows = lines(args.rewrites)
    given = examples(rows)
    elsewhere = [example for path in args.others for example in examples(lines(path))]
    chance = judged(given + elsewhere)
    print("cross-validated; originals: those called rewrites; elsewhere: pairs of --others")
    for threshold in THRESHOLDS:
        found = figures(rows, given, chance[: len(given)], threshold)
        false = int((chance[len(given) :] >= threshold).sum())
        shown = "  ".join(f"{name} {figure:.4f}" for name, figure in found.items())
        print(f"{threshold:.2f}  {shown}  elsewhere {false} of {len(elsewhere)}")
    if args.write:
        pairs = given + elsewhere
        facts = {
            "learnt on (rewrites, others)": [
                sum(example.same for example in pairs),
                sum(not example.same for example in pairs),
            ],
            "threshold": args.threshold,
        }
        model = logistic.fit(*matrix(pairs), RIDGE, SQUARES)
        model.write(DATA / "rewrites.json", list(of_rewrites(pairs[0].found)), facts)


if __name__ == "__main__":
    main()
