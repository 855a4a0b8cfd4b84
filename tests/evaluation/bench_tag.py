"""The tag stage beside plain spaCy, sm and md, in one run: articles a second and F1.

    python -m tests.evaluation.bench_tag entities.jsonl [--articles 100]

Each input line is {id, text, entities: [{start, end, type}]}. An article is 3,000 characters;
times are CPU seconds of this process, so that other load counts little. F1 is strict on
ends (leading articles aside) and type, over PER, ORG and LOC. Run with OMP_NUM_THREADS=1.
"""

from __future__ import annotations

import argparse
import gzip
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson

from tests.evaluation.tasks.entities import article
from workers.linguistics.spacy_models import model
from workers.settings import Settings
from workers.stages.tag.languages import ONTONOTES
from workers.stages.tag.names.normalise import trimmed
from workers.stages.tag.step import Tag
from workers.stages.tag.tagger import UNUSED

Name = tuple[int, int, str]
Finder = Callable[[str], Iterator[Name]]
ARTICLE_SIGNS = 3_000
SCORED = frozenset({"PER", "ORG", "LOC"})
ARTICLES = frozenset({"the", "a", "an"})


def plain(profile: str) -> Finder:
    """spaCy's recogniser as it comes, its labels mapped to ours."""
    pipeline = model("en", profile, UNUSED)

    def find(text: str) -> Iterator[Name]:
        for entity in pipeline(text).ents:
            if kind := ONTONOTES.get(entity.label_):
                yield entity.start_char, entity.end_char, kind

    return find


def ours(profile: str) -> Finder:
    """The whole stage."""
    step = Tag(Settings.model_validate({"nlp_profile": profile}))

    def find(text: str) -> Iterator[Name]:
        for entity in step.prepare(article("a", text)).entities or []:
            for mention in entity.mentions:
                yield mention.start, mention.end, entity.type

    return find


def measure(find: Finder, rows: list[dict[str, Any]]) -> tuple[float, float]:
    """Articles of 3,000 characters a CPU second, and F1."""
    list(find(rows[0]["text"]))  # loads what is loaded at the first text
    right = found = wanted = 0
    start = time.process_time()
    results = [set(find(row["text"])) for row in rows]
    seconds = time.process_time() - start
    for row, result in zip(rows, results, strict=True):
        text = row["text"]
        gold = _scored(text, {(e["start"], e["end"], e["type"]) for e in row["entities"]})
        given = _scored(text, result)
        right, found, wanted = right + len(gold & given), found + len(given), wanted + len(gold)
    chars = sum(len(row["text"]) for row in rows)
    return chars / ARTICLE_SIGNS / seconds, 2 * right / max(1, found + wanted)


def _scored(text: str, names: set[Name]) -> set[Name]:
    return {(*trimmed(text, s, e, ARTICLES), kind) for s, e, kind in names if kind in SCORED}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path, help="JSON lines, plain or .gz")
    parser.add_argument("--articles", type=int, default=100, help="how many lines (default 100)")
    given = parser.parse_args()
    opened = gzip.open if given.file.suffix == ".gz" else open
    with opened(given.file, "rb") as lines:
        rows = [orjson.loads(line) for line, _ in zip(lines, range(given.articles), strict=False)]
    finders = {
        "plain spaCy sm": lambda: plain("sm"),
        "plain spaCy md": lambda: plain("md"),
        "tag stage, sm": lambda: ours("sm"),
        "tag stage, md": lambda: ours("md"),
    }
    base = 0.0
    print(f"{len(rows)} articles\n{'':18}{'articles/s':>11}{'ratio':>8}{'F1':>8}")
    for name, build in finders.items():
        speed, f1 = measure(build(), rows)
        base = base or speed
        print(f"{name:18}{speed:11.1f}{speed / base:8.2f}{f1:8.3f}", flush=True)


if __name__ == "__main__":
    main()
