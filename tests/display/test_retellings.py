"""Of several articles it is told which one retells another, escaped, side by side."""

from __future__ import annotations

import io
from pathlib import Path

import orjson
from rich.console import Console

from tests.evaluation.tasks.dedup import article
from workers.display.retellings import retellings, section, terminal

CASES = Path(__file__).parents[1] / "stages/dedup/matching/cases/rewrites.jsonl"
PIER, OTHER = (orjson.loads(line) for line in CASES.read_bytes().splitlines()[:2])


def test_the_one_that_retells_is_told_with_its_source_and_their_names():
    texts = [PIER["first"], OTHER["second"], PIER["second"]]
    [found] = retellings([article(f"a{n}", text, n) for n, text in enumerate(texts)])
    assert (found.article.id, found.source.id) == ("a2", "a0")
    assert ("farrant", "farrant") in found.rows
    out = io.StringIO()
    Console(file=out, width=100).print(terminal(found))
    assert "a2 retells a0" in out.getvalue()


def test_copies_and_other_articles_are_not_told():
    texts = [PIER["first"], PIER["first"] + " More follows.", OTHER["second"]]
    assert retellings([article(f"a{n}", text, n) for n, text in enumerate(texts)]) == []


def test_ids_are_escaped_on_a_page():
    given = [article("<a>", PIER["first"], 0), article("<script>", PIER["second"], 1)]
    [found] = retellings(given)
    told = section(found)
    assert "<script>" not in told
    assert "&lt;script&gt; retells &lt;a&gt;" in told
