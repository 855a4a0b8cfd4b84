"""Boilerplate lines go, prose stays; the cases are data in `cases/lines.jsonl`.

A line of a case begins with "= " (must stay) or "- " (must go).
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.stages.decode.case_files import named, read
from workers.stages.decode.boilerplate import removal
from workers.stages.decode.boilerplate.line_shapes import is_prose
from workers.stages.decode.traced import Traced

CASES = read("boilerplate/cases/lines.jsonl")


@pytest.mark.parametrize("case", named("boilerplate/cases/lines.jsonl"))
@pytest.mark.parametrize("gap", ["\n", "\n\n"], ids=["lines", "paragraphs"])
def test_only_the_lines_that_a_case_marks_are_removed(case, gap):
    text = gap.join(line[2:] for line in case["lines"])
    kept = gap.join(line[2:] for line in case["lines"] if line.startswith("= "))
    assert removal.remove(Traced.of(text)).text == kept


def test_every_removal_has_a_receipt_that_says_what_and_why():
    text = "The bridge is closed for two years.\n\nLeave a Reply\n\nName *"
    done = removal.remove(Traced.of(text))
    assert done.text == "The bridge is closed for two years."
    assert [(cut.text.strip(), cut.reason) for cut in done.removals()] == [
        ("Leave a Reply", "tail-opener"),
        ("Name *", "tail-opener"),
    ]
    assert all(cut.position == len(done.text) for cut in done.removals())


def test_removals_put_back_give_the_received_text():
    for case in CASES:
        text = "\n\n".join(line[2:] for line in case["lines"])
        done = removal.remove(Traced.of(text))
        restored, shift = done.text, 0
        for cut in done.removals():
            at = cut.position + shift
            restored = restored[:at] + cut.text + restored[at:]
            shift += len(cut.text)
        assert restored == text, case["name"]


def test_a_text_of_nothing_but_boilerplate_is_left_alone():
    text = "Share\nTweet\nLeave a Reply"
    assert removal.remove(Traced.of(text)).text == text


lines = st.lists(
    st.one_of(
        st.sampled_from(sorted({line[2:] for case in CASES for line in case["lines"]})),
        st.text(max_size=80),
    ),
    max_size=12,
)


@given(lines)
def test_removing_twice_removes_no_more_prose(parts):
    once = removal.remove(Traced.of("\n".join(parts))).text
    again = removal.remove(Traced.of(once)).text
    prose = [line for line in once.split("\n") if is_prose(line)]
    assert [line for line in again.split("\n") if is_prose(line)] == prose


@given(lines)
def test_what_stays_are_whole_lines_of_the_text_in_order(parts):
    text = "\n".join(parts)
    kept = removal.remove(Traced.of(text)).text.split("\n")
    source = iter(text.split("\n"))
    assert all(any(line == found for found in source) for line in kept)


@given(st.text(alphabet=st.characters(categories=("L", "Zs", "Po")), min_size=60, max_size=300))
def test_a_paragraph_of_one_line_is_never_cut(paragraph):
    text = (
        f"The council voted on Tuesday.\n{paragraph.replace(chr(10), ' ')} said the mayor, at last."
    )
    assert removal.remove(Traced.of(text)).text == text
