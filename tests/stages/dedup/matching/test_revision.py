"""Versions of one page."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.evaluation.tasks.dedup import Line, article
from workers import topology
from workers.stages.dedup.matching.revision import compare, sentences

OLD = "The council met on Monday. It voted to close the market.\nTraders were angry. "
TEXT = "The council met on Monday. It voted to close the market after two years of talks. " * 5
URL = "https://example.org/story"


def test_a_revision_names_the_sentences_that_came_and_went():
    new = "The council met on Monday. It voted to keep the market.\nTraders were angry."
    revision = compare("v1", OLD, new)
    assert (revision.of, revision.added, revision.removed) == (
        "v1",
        ["It voted to keep the market."],
        ["It voted to close the market."],
    )
    assert 0.3 < revision.similarity < 1


def test_a_sentence_that_only_moved_is_no_change():
    revision = compare("v1", "One came. Two went.", "Two went. One came.")
    assert (revision.added, revision.removed) == ([], [])


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("He said: “No.” She left.", ["He said: “No.”", "She left."]),
        ("会议结束。他离开了。", ["会议结束。", "他离开了。"]),
        ("他说：「不。」她走了。", ["他说：「不。」她走了。"]),
        ("One line\nanother line", ["One line", "another line"]),
        (" \n ", []),
    ],
)
def test_sentences_end_at_marks_and_line_breaks(text, cut):
    assert sentences(text) == cut


@given(st.text(st.sampled_from("ab .!?”\n。")), st.text(st.sampled_from("ab .!?”\n。")))
def test_added_and_removed_change_places_with_old_and_new(old, new):
    there, back = compare("x", old, new), compare("x", new, old)
    assert there.added == back.removed
    assert there.removed == back.added
    assert there.similarity == back.similarity


def versions(*steps: tuple[str, str, str | None]) -> Line:
    line = Line(4)
    for second, (id_, text, url) in enumerate(steps):
        line.feed(article(id_, text, second, url=url))
        line.settle()
    return line


def test_each_version_is_a_revision_of_the_one_before_and_stays_in_its_cluster():
    line = versions(("v1", TEXT, URL), ("v2", TEXT + "Second.", URL), ("v3", TEXT + "Third.", URL))
    assert [emit.topic for emit in line.sent] == [topology.UNIQUE] * 3
    dedups = [emit.record.dedup for emit in line.sent]
    assert [d.revision_of for d in dedups] == [None, "v1", "v2"]
    assert [d.cluster_id for d in dedups] == ["v1", "v1", "v1"]
    assert (dedups[2].revision.added, dedups[2].revision.removed) == (["Third."], ["Second."])


def test_a_page_that_goes_back_to_an_earlier_text_is_a_revision_again():
    line = versions(("v1", TEXT, URL), ("v2", TEXT + "Second.", URL), ("v3", TEXT, URL))
    assert [emit.topic for emit in line.sent] == [topology.UNIQUE] * 3
    assert line.sent[-1].record.dedup.revision_of == "v2"
    assert line.sent[-1].record.dedup.revision.removed == ["Second."]


def test_a_page_fetched_again_unchanged_was_seen_before():
    line = versions(("v1", TEXT, URL), ("v2", TEXT + "Second.", URL), ("v3", TEXT + "Second.", URL))
    answer = line.sent[-1].record
    assert (answer.kind, answer.duplicate_of) == ("recrawl", "v2")


def test_a_copy_of_a_revision_on_another_site_is_a_copy():
    line = versions(("v1", TEXT, URL), ("v2", TEXT + "Second.", URL), ("c", TEXT + "Second.", None))
    answer = line.sent[-1].record
    assert (answer.duplicate_of, answer.cluster_id) == ("v1", "v1")


def test_a_new_version_of_a_page_that_was_a_copy_is_a_copy_still():
    other = "https://example.net/copy"
    line = versions(("a", TEXT, URL), ("b1", TEXT, other), ("b2", TEXT + "More.", other))
    assert [emit.topic for emit in line.sent[1:]] == [topology.DUPLICATES] * 2
    assert line.sent[2].record.duplicate_of == "a"


def test_an_old_version_that_comes_late_is_superseded_and_does_not_make_the_newer_one_a_copy():
    line = Line(4)
    for id_, second in (("v2", 10), ("v1", 5)):
        line.feed(article(id_, TEXT + id_, second, url=URL))
        line.settle()
    assert [emit.topic for emit in line.sent] == [topology.UNIQUE, topology.DUPLICATES]
    late = line.sent[-1].record
    assert (late.id, late.kind, late.duplicate_of, late.corrects) == (
        "v1",
        "superseded",
        "v2",
        False,
    )


def test_the_page_names_itself_by_its_canonical_url():
    line = Line(4)
    for id_, query in (("v1", "?from=home"), ("v2", "?from=feed")):
        line.feed(article(id_, TEXT, ord(id_[1]), url=URL + query, canonical_url=URL))
        line.settle()
    assert line.sent[-1].record.kind == "recrawl"


def test_a_site_with_one_canonical_url_for_all_pages_has_its_copies_found():
    front, other = "https://example.com/", " ".join(f"quite another word{n}" for n in range(60))
    line = versions(("a", TEXT, None), ("own", other, front), ("copy", TEXT, front))
    answer = line.sent[-1].record
    assert (answer.kind, answer.duplicate_of) == ("exact", "a")


@pytest.mark.parametrize("seed", range(60))
def test_a_revision_that_meets_its_page_on_the_way_home_is_no_copy(seed):
    chance = random.Random(seed)
    words = [f"word{chance.randrange(10**6)}" for _ in range(200)]
    line = Line(8)
    line.feed(article("v1", " ".join(words[:150]), 0, url=URL))
    line.feed(article("v2", " ".join(words[40:]), 1, url=URL))
    while waiting := [shard for shard, queue in line.walks.items() if queue]:
        line.visit(chance.choice(waiting))
    told = {emit.key: emit for emit in line.sent}
    assert told["v2"].topic == topology.UNIQUE
    if told["v1"].topic == topology.DUPLICATES:  # the other was quicker
        assert list(told) == ["v2", "v1"]
        assert told["v1"].record.kind == "superseded"
