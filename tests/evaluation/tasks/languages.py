"""Names in many languages: the task `languages`, the table of docs/languages.md, the cost.

    python -m tests.evaluation.tasks.languages GOLD... [--write]

GOLD has id, lang, set, text and entities a line. For each language: exact F1 by set, the share of
the places found that got coordinates or a country, and what the quote stage can do. --cost times
articles of 3,000 characters made of the texts instead; set OMP_NUM_THREADS=1.
"""

from __future__ import annotations

import argparse
import gzip
import re
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson

from tests.evaluation.tasks.entities import article
from workers.records import Article
from workers.settings import Settings
from workers.stages.contract import run
from workers.stages.quote.extract import support
from workers.stages.tag.languages import BASIC, FULL
from workers.stages.tag.step import Tag

PAGE = Path(__file__).parents[3] / "docs" / "languages.md"
MADE = re.compile(r"(?<=<!-- table -->\n).*(?=<!-- end -->)", re.DOTALL)
TYPES = ("PER", "ORG", "LOC")
CHARACTERS = 3_000  # of an article whose cost is measured
COSTED = 12  # articles a language


def languages(inputs: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """{id, lang, text} to {id, entities}: one item a mention, with start, end, type."""
    step = Tag(Settings())
    for given in inputs:
        yield {"id": given["id"], "entities": mentions(step, given["text"], given["lang"])}


def mentions(step: Tag, text: str, language: str) -> list[dict[str, Any]]:
    """The mentions of the persons, organisations and places of a text."""
    (emit,) = run(step, article("a", text, language), {})
    assert isinstance(emit.record, Article)
    return [
        {
            "start": mention.start,
            "end": mention.end,
            "type": entity.type,
            "located": entity.latitude is not None or entity.country is not None,
        }
        for entity in emit.record.entities or []
        for mention in entity.mentions
        if entity.type in TYPES
    ]


def figures(gold: Iterable[dict[str, Any]]) -> dict[tuple[str, str], Counter[str]]:
    """By language and set: names right, said, there; places right and of those located."""
    step = Tag(Settings())
    counts: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for line in gold:
        there = {(e["start"], e["end"], e["type"]) for e in line["entities"]}
        said = mentions(step, line["text"], line["lang"])
        right = [e for e in said if (e["start"], e["end"], e["type"]) in there]
        places = [e for e in right if e["type"] == "LOC"]
        counts[line["lang"], line.get("set") or line["lang"]].update(
            right=len(right),
            said=len(said),
            there=len(there),
            places=len(places),
            located=sum(e["located"] for e in places),
        )
    return counts


def cost(gold: Iterable[dict[str, Any]]) -> str:
    """Milliseconds of processor time an article of 3,000 characters, and the process's memory."""
    articles: defaultdict[str, list[str]] = defaultdict(lambda: [""])
    for line in gold:
        texts = articles[line["lang"]]
        texts[-1] = f"{texts[-1]}\n{line['text']}" if texts[-1] else line["text"]
        if len(texts[-1]) >= CHARACTERS:
            texts.append("")
    step = Tag(Settings())
    rows = []
    for language, texts in sorted(articles.items()):
        whole = [text for text in texts if len(text) >= CHARACTERS][:COSTED]
        if not whole:
            continue
        mentions(step, whole[0], language)
        began = time.process_time()
        for text in whole:
            mentions(step, text, language)
        spent = (time.process_time() - began) / sum(map(len, whole)) * CHARACTERS
        rows.append(f"{language} {1000 * spent:.0f} ms")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return ", ".join(rows) + f"; at most {peak} MiB"


def f1(count: Counter[str]) -> float:
    """Exact F1 of one set."""
    return 2 * count["right"] / max(1, count["said"] + count["there"])


def table(counts: dict[tuple[str, str], Counter[str]]) -> str:
    """The rows of docs/languages.md: measured languages first, then those only read in."""
    rows = ["| language | names | F1 by set | places located | quotes |", "|---|---|---|---|---|"]
    for language in sorted({*FULL, *BASIC}):
        own = {name: count for (code, name), count in counts.items() if code == language}
        level = "full" if language in FULL else "basic"
        scores = ", ".join(f"{name} {f1(count):.3f}" for name, count in own.items())
        total = sum(own.values(), Counter())
        located = f"{total['located'] / total['places']:.2f}" if total["places"] else "–"
        rows.append(
            f"| {language} | {level}{'' if own else ', unmeasured'} | {scores or '–'} "
            f"| {located} | {support(language)} |"
        )
    return "\n".join(rows) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("--write", action="store_true", help="put the table into docs/languages.md")
    parser.add_argument("--part", type=int, default=1, help="read each so many-th line only (1)")
    parser.add_argument("--cost", action="store_true", help="time an article instead")
    args = parser.parse_args()
    lines = [
        orjson.loads(line)
        for path in args.gold
        for line in gzip.decompress(path.read_bytes()).splitlines()
    ]
    if args.cost:
        print(cost(lines[:: args.part]))
        return
    counts = figures(lines[:: args.part])
    made = table(counts)
    mean = sum(map(f1, counts.values())) / max(1, len(counts))
    print(made, f"mean over {len(counts)} sets: {mean:.4f}", sep="\n")
    if args.write:
        PAGE.write_text(MADE.sub(lambda _: made, PAGE.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
