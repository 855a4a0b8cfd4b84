"""Pairs of texts and what the second one is, by the real steps over four shards."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from tests.evaluation.tasks.dedup import Line, article
from workers import topology

PAIRS = [
    orjson.loads(line) for line in (Path(__file__).parent / "cases" / "pairs.jsonl").open("rb")
]


def answer(pair: dict) -> str:
    """The kind of the second article's outcome."""
    line = Line()
    ids, urls = pair.get("ids", ["first", "second"]), pair.get("urls", [None, None])
    titles, at = pair.get("titles", [None, None]), [0, pair.get("days", 0.01) * 86_400]
    for number, text in enumerate((pair["first"], pair["second"])):
        fields = {"url": urls[number], "title": titles[number]}
        line.feed(article(ids[number], text, at[number], **fields))
        line.settle()
    first, second = line.sent
    assert first.topic == topology.UNIQUE
    if second.topic == topology.DUPLICATES:
        assert second.record.duplicate_of == ids[0]
        return second.record.kind
    assert second.record.dedup is not None
    return "revision" if second.record.dedup.revision_of == ids[0] else "unique"


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["name"])
def test_the_second_of_two_texts_is(pair, request):
    if pair["kind"] == "known-failure":
        request.applymarker(pytest.mark.xfail(strict=True, reason="no shared wording"))
    assert answer(pair) == pair["expect"]


def test_a_duplicate_says_which_rule_fired_and_its_figures():
    line = Line()
    edited = next(pair for pair in PAIRS if pair["name"] == "a few words replaced")
    line.feed(article("first", edited["first"], 0))
    line.settle()
    line.feed(article("second", edited["second"], 1, url="https://example.org/x", title="T"))
    line.settle()
    copy = line.sent[-1].record
    assert (copy.rule, copy.duplicate_of, copy.cluster_id) == ("jaccard", "first", "first")
    assert 0.43 <= copy.jaccard < copy.containment < 1
    assert copy.shared_numbers == 1
    assert (copy.url, copy.title, copy.corrects) == ("https://example.org/x", "T", False)
    assert copy.origin.offset == 1000
