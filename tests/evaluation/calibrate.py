"""Fits the quote stage's confidence on gold quotes and shows how far it can be trusted.

    python -m tests.evaluation.calibrate GOLD.jsonl            # the reliability table
    python -m tests.evaluation.calibrate GOLD.jsonl --write    # and the figures that ship

A quote is right when its span matches a gold one (half of the union), its speaker is the
gold speaker and, where the gold names somebody, its name ends in the same word; rules of
`score_quotes.py` in the data's folder. The table is cross-validated: the confidence of
each half of the articles comes from the other half.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
from collections import defaultdict
from pathlib import Path
from types import ModuleType
from typing import Any

import orjson

from tests.evaluation.tasks.quotes import quotes
from workers.stages.quote.finished import confidence

BINS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.01)
Judged = tuple[tuple[str, ...], bool, str]
"""(features of a predicted quote, whether it is right, article id)."""


def judged(gold: list[dict[str, Any]], score: ModuleType) -> list[Judged]:
    """Each predicted quote that can be judged, with its features."""
    rows = []
    for article, predicted in zip(gold, quotes(iter(gold)), strict=True):
        text = article["text"]
        mask = score.quoted_mask(text)
        truth = score.pieces(text, mask, article["quotes"])
        guess = score.pieces(text, mask, predicted["quotes"])
        hits = {p: g for g, p in score.match(truth, guess, False)}
        for n, piece in enumerate(guess):
            quote = piece["quote"]
            match = truth[hits[n]]["quote"] if n in hits else None
            right = match is not None
            if match is not None:
                right = not match.get("speaker") or score.speaker_right(text, match, quote)
                if right and match.get("speaker_name"):
                    right = score.name_right(match, quote)
            rows.append((tuple(quote["features"]), right, article["id"]))
    return rows


def scorer(path: Path) -> ModuleType:
    """The scorer that comes with the gold data, as a module."""
    spec = importlib.util.spec_from_file_location("score_quotes", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def half(article: str) -> int:
    """Which half of the data an article belongs to."""
    return hashlib.sha1(article.encode()).digest()[0] % 2


def reliability(rows: list[Judged]) -> list[tuple[str, int, float, float]]:
    """(bin, quotes, mean confidence, share that is right), cross-validated."""
    fitted = [confidence.fit([(f, r) for f, r, a in rows if half(a) == side]) for side in (0, 1)]
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for features, right, article in rows:
        given = confidence.of(features, fitted[1 - half(article)])
        place = max(n for n, low in enumerate(BINS) if given >= low)
        bins[place].append((given, right))
    return [
        (
            f"{BINS[place]:.2f}-{min(1.0, BINS[place + 1]):.2f}",
            len(held),
            sum(given for given, _ in held) / len(held),
            sum(right for _, right in held) / len(held),
        )
        for place, held in sorted(bins.items())
    ]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path, help="gold quotes, e.g. DATA/data/quotes/…_dev.jsonl")
    parser.add_argument("--scorer", type=Path, help="score_quotes.py (default: beside the data)")
    parser.add_argument("--write", action="store_true", help="write data/confidence.json")
    args = parser.parse_args()
    module = scorer(args.scorer or args.gold.parents[2] / "score" / "score_quotes.py")
    gold = [orjson.loads(line) for line in args.gold.read_bytes().splitlines() if line]
    rows = judged(gold, module)
    print("| confidence | quotes | mean given | right |\n|---|---|---|---|")
    for name, count, given, right in reliability(rows):
        print(f"| {name} | {count} | {given:.3f} | {right:.3f} |")
    if args.write:
        confidence.write(confidence.fit([(features, right) for features, right, _ in rows]))


if __name__ == "__main__":
    main()
