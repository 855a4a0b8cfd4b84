"""What the quote stage finds and costs, beside textacy, in one run on the same articles.

    .venv-peers/bin/python -m tests.evaluation.bench_quote GOLD.jsonl [--articles N]

GOLD has id, text and quotes a line, as `score_quotes.py` (in the data's folder) reads it.
Both use the same spaCy model with the same matrix products. Ours is timed without the tag
stage, whose entities it is given; textacy with the pipeline that it needs. Seconds are of
CPU; the ratio of the two rates is what holds on another machine.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import orjson

from tests.evaluation.calibrate import scorer
from tests.evaluation.tasks.quotes import article_of
from workers.linguistics.spacy_models import model
from workers.records import Article
from workers.settings import load
from workers.stages import steps
from workers.stages.quote.extract import quotes
from workers.stages.quote.marks.pairing import lines

Predict = Callable[[Article], list[dict[str, Any]]]
VIEWS = ("direct/span", "direct/span+speaker", "direct/span+name", "all/span", "all/span+speaker")


def ours(article: Article) -> list[dict[str, Any]]:
    """The stage's quotes of a tagged article."""
    found = quotes(article.text, "en", article.entities or [], article.id, load())
    return [
        {
            "start": quote.start,
            "end": quote.end,
            "speaker": quote.speaker.text,
            "speaker_start": quote.speaker.start,
            "speaker_end": quote.speaker.end,
            "speaker_name": quote.speaker.name,
        }
        for quote in found
    ]


def textacy(article: Article) -> list[dict[str, Any]]:
    """What `textacy.extract.direct_quotations` finds, a paragraph at a time.

    It raises on an odd number of marks; whole articles would often give nothing.
    """
    from textacy.extract import direct_quotations  # noqa: PLC0415 (only in .venv-peers)

    predicted = []
    for low, high in lines(article.text):
        doc = model("en", load().nlp_profile)(article.text[low:high])
        try:
            found = list(direct_quotations(doc))
        except ValueError:
            continue
        for quote in found:
            first, last = quote.speaker[0], quote.speaker[-1]
            predicted.append(
                {
                    "start": low + quote.content.start_char,
                    "end": low + quote.content.end_char,
                    "speaker": " ".join(token.text for token in quote.speaker),
                    "speaker_start": low + first.idx,
                    "speaker_end": low + last.idx + len(last),
                }
            )
    return predicted


def measure(
    predict: Predict, articles: list[Article], gold: list[dict[str, Any]], score: ModuleType
) -> tuple[dict[str, float], float]:
    """(F1 by view, articles a second of CPU)."""
    predict(articles[0])
    started = time.process_time()
    predicted = [predict(article) for article in articles]
    rate = len(articles) / (time.process_time() - started)
    rows = [
        score.score_article(row["text"], row["quotes"], guess)
        for row, guess in zip(gold, predicted, strict=True)
    ]
    figures = {}
    for view in VIEWS:
        kind, _, what = view.partition("/")
        at = {"span": 0, "span+speaker": 3, "span+name": 6}[what]
        sums = score.total([row[kind, "overlap"] for row in rows])
        figures[view] = score.prf(*sums[at : at + 3])[2]
    return figures, rate


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path)
    parser.add_argument("--articles", type=int, default=None, help="only the first so many")
    args = parser.parse_args()
    gold = [orjson.loads(line) for line in args.gold.read_bytes().splitlines() if line]
    gold = gold[: args.articles]
    score = scorer(args.gold.parents[2] / "score" / "score_quotes.py")
    tag = steps("tag", load())[0]
    articles = [tag.prepare(article_of(row["id"], row["text"])) for row in gold]
    words = sum(len(row["text"].split()) for row in gold) / len(gold)
    print(f"{len(gold)} articles of {words:.0f} words")
    print(f"{'F1':10}" + "".join(f"{view:>21}" for view in VIEWS) + f"{'articles/s':>12}")
    systems: dict[str, Predict] = {"ours": ours}
    if find_spec("textacy"):
        systems["textacy"] = textacy
    else:
        print("textacy is not installed: make peers, then run this with .venv-peers/bin/python")
    rates = {}
    for name, predict in systems.items():
        figures, rates[name] = measure(predict, articles, gold, score)
        line = "".join(f"{figures[view]:21.3f}" for view in VIEWS)
        print(f"{name:10}{line}{rates[name]:12.1f}", flush=True)
    if "textacy" in rates:
        print(f"ours runs at {rates['ours'] / rates['textacy']:.1f} times textacy's rate")


if __name__ == "__main__":
    main()
