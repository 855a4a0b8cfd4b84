"""Whatever the text, the article gets exactly one answer."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.evaluation.tasks.dedup import Line, article
from workers import topology
from workers.records import Walk
from workers.settings import Settings
from workers.stages.contract import Rejected
from workers.stages.dedup.step import Visit, set_out


@settings(deadline=None)
@given(st.lists(st.text(max_size=200), min_size=1, max_size=6), st.sampled_from([1, 3, 8]))
def test_every_article_gets_one_answer(texts, shards):
    line = Line(shards)
    for number, text in enumerate(texts):
        line.feed(article(f"a{number}", text, number))
        line.settle()
    answers = [
        emit.key
        for emit in line.sent
        if not (getattr(emit.record, "corrects", False) or getattr(emit.record, "passed", False))
    ]
    assert answers == [f"a{number}" for number in range(len(texts))]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\0\0\0",
        "a" * 1_000_000,
        "word " * 200_000,
        "好" * 300_000,
        "1 " * 300_000,
        "\u0301" * 9,
    ],
    ids=["empty", "NUL", "one long word", "one word", "one character", "one number", "marks only"],
)
def test_a_text_of_a_strange_kind_is_answered_and_its_copy_too(text):
    line = Line(4)
    for second in (0, 1):
        line.feed(article(f"a{second}", text, second))
        line.settle()
    first, second_ = line.sent
    assert first.topic == topology.UNIQUE
    assert second_.topic == (topology.DUPLICATES if text.strip("\0\u0301") else topology.UNIQUE)


def test_a_long_text_is_compared_by_its_beginning_only():
    walk = set_out(article("a", " ".join(f"w{n}" for n in range(170_000)), 0), 4)
    assert len(walk.sketch) < 2000


def test_texts_of_a_megabyte_that_differ_late_are_near_copies():
    line = Line(4)
    common = " ".join(f"w{n}" for n in range(100_000))
    for id_ in ("one", "two"):
        line.feed(article(id_, common + " ending " + id_, ord(id_[0])))
        line.settle()
    assert line.sent[-1].record.kind == "near"


@pytest.mark.parametrize(
    ("field", "value"),
    [("sketch", "????"), ("sketch", "AAAA"), ("keys", ["no number"]), ("page", "")],
)
def test_a_walk_that_cannot_be_read_is_rejected_with_its_reason(field, value):
    walk: Walk = set_out(article("a", "some words " * 20, 0), 4)
    setattr(walk, field, value)
    with pytest.raises(Rejected) as rejected:
        Visit(Settings()).prepare(walk)
    assert rejected.value.reason == "bad-walk"
