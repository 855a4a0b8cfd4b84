"""Which phenomena the quote stage handles: shares of gold quotes found, by what they show.

    python -m tests.evaluation.predict quotes < GOLD.jsonl > PREDICTIONS.jsonl
    python -m tests.evaluation.quote_phenomena GOLD.jsonl PREDICTIONS.jsonl

Only gold quotes that must be found and have a speaker count.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.evaluation.calibrate import scorer

COMMON = ("said", "say", "told", "tell", "add", "wrote", "write", "ask")
INVERTED = ("said", "says", "asked", "added", "wrote", "recalled")


def phenomena(text: str, piece: dict[str, Any], score: ModuleType) -> Iterator[str]:
    """The names of what a gold quote shows."""
    quote = piece["quote"]
    cue = (quote.get("cue") or "").lower()
    yield piece["kind"]
    if quote["speaker"].lower() in score.PRONOUNS:
        yield "pronoun speaker"
    elif not quote.get("speaker_name"):
        yield "unnamed speaker"
    if len(quote["speaker"].split()) > 5:
        yield "speaker of six words and more"
    if cue and not any(word in cue for word in COMMON):
        yield "rare cue"
    if "according" in cue:
        yield "according to"
    start, end = quote["start"], quote["end"]
    behind = text[end : quote["speaker_start"]].strip(" ,\"”'").split()
    if piece["kind"] == "direct" and behind and behind[0].lower() in INVERTED:
        yield "inversion"
    if "\n" in text[min(quote["speaker_end"], start) : max(quote["speaker_start"], start)]:
        yield "speaker in another paragraph"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path)
    parser.add_argument("predictions", type=Path)
    args = parser.parse_args()
    score = scorer(args.gold.parents[2] / "score" / "score_quotes.py")
    predicted = score.load(args.predictions)
    total: Counter[str] = Counter()
    found: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for id_, row in score.load(args.gold).items():
        text = row["text"]
        mask = score.quoted_mask(text)
        gold = [
            p for p in score.pieces(text, mask, row["quotes"]) if not p["quote"].get("optional")
        ]
        guess = score.pieces(text, mask, predicted[id_]["quotes"])
        hits = dict(score.match(gold, guess, False))
        for n, piece in enumerate(gold):
            if not piece["quote"].get("speaker"):
                continue
            sure = n in hits and score.speaker_right(text, piece["quote"], guess[hits[n]]["quote"])
            for name in phenomena(text, piece, score):
                total[name] += 1
                found[name] += n in hits
                right[name] += sure
    print("| phenomenon | gold | found | found, speaker right |\n|---|---|---|---|")
    for name, count in total.most_common():
        print(f"| {name} | {count} | {found[name] / count:.3f} | {right[name] / count:.3f} |")


if __name__ == "__main__":
    main()
