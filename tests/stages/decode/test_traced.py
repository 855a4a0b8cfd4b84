"""The text that remembers: receipts and offset map stay true under any edits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.stages.decode.offsets import received_offset, utf16_offset
from workers.stages.decode.traced import Cut, Edit, Traced, shown


@st.composite
def batches(draw, text_length):
    """Sorted disjoint stretches of a text of this length."""
    points = sorted(draw(st.lists(st.integers(0, text_length), max_size=8)))
    return list(zip(points[::2], points[1::2], strict=False))


@st.composite
def worked_on(draw):
    """A text after up to four batches of edits and cuts."""
    traced = Traced.of(draw(st.text(alphabet="abcäé😀\n", max_size=30)))
    for number in range(draw(st.integers(0, 4))):
        stretches = draw(batches(len(traced.text)))
        if draw(st.booleans()):
            traced = traced.remove(Cut(start, end, f"reason{number}") for start, end in stretches)
        else:
            texts = draw(st.lists(st.text("xyz", max_size=3), min_size=4, max_size=4))
            edits = [
                Edit(start, end, after, f"rule{number}")
                for (start, end), after in zip(stretches, texts, strict=False)
            ]
            traced = traced.replace(edits)
    return traced


@given(worked_on())
def test_every_kept_character_maps_back_to_itself(traced):
    for start, since, length in traced.spans():
        assert traced.text[start : start + length] == traced.received[since : since + length]


@given(worked_on())
def test_kept_stretches_and_changes_make_up_the_text_and_the_received_text(traced):
    pieces = [(start, start + n, since, since + n) for start, since, n in traced.spans()]
    pieces += [(c.start, c.end, c.since, c.until) for c in traced.changes]
    pieces.sort()
    now = received = 0
    for start, end, since, until in pieces:
        assert (start, since) == (now, received)
        now, received = end, until
    assert (now, received) == (len(traced.text), len(traced.received))


@given(worked_on())
def test_a_receipt_says_what_stands_there_now(traced):
    for repair in traced.repairs():
        assert traced.text[repair.start : repair.end] == repair.after
        assert repair.before != repair.after or repair.rule == ""
    for removal in traced.removals():
        assert 0 <= removal.position <= len(traced.text)
    positions = [removal.position for removal in traced.removals()]
    assert positions == sorted(positions)


@given(worked_on())
def test_undoing_every_change_gives_the_received_text(traced):
    text, at = "", 0
    for change in traced.changes:
        text += traced.text[at : change.start] + traced.received[change.since : change.until]
        at = change.end
    assert text + traced.text[at:] == traced.received


def test_an_edit_across_an_earlier_one_makes_one_receipt_of_both():
    traced = Traced.of("Caf\u00c3\u00a9 &amp; bar").replace([Edit(3, 5, "é", "mojibake", "cp1252")])
    traced = traced.replace([Edit(3, 10, "é &", "entity")])
    (repair,) = traced.repairs()
    assert (repair.before, repair.after) == ("Ã© &amp;", "é &")
    assert (repair.rule, repair.codec) == ("mojibake+entity", "cp1252")


def test_a_change_that_is_taken_back_leaves_no_receipt():
    traced = Traced.of("abc").replace([Edit(1, 2, "x", "one")]).replace([Edit(1, 2, "b", "two")])
    assert traced.repairs() == []
    assert traced.spans() == [(0, 0, 3)]


@pytest.mark.parametrize("stretches", [[(3, 4), (1, 2)], [(0, 3), (2, 4)], [(2, 9)], [(3, 2)]])
def test_edits_that_overlap_or_are_unsorted_or_lie_outside_are_refused(stretches):
    with pytest.raises(ValueError, match="edit"):
        Traced.of("abcde").replace(Edit(start, end, "x", "r") for start, end in stretches)


def test_a_repaired_character_has_no_received_offset():
    spans = [(0, 0, 3), (4, 7, 2)]
    assert [received_offset(spans, at) for at in range(7)] == [0, 1, 2, None, 7, 8, None]
    assert received_offset([], 0) is None


@given(st.text())
def test_utf16_offsets_are_those_of_the_encoded_text(text):
    for at in range(len(text) + 1):
        assert utf16_offset(text, at) == len(text[:at].encode("utf-16-le", "surrogatepass")) // 2


def test_a_receipt_can_show_bytes_that_were_no_text():
    assert shown("it\udc92s \ud83d") == "it\\x92s \\ud83d"
