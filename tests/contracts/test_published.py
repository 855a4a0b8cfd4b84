"""A schema that was published never breaks those who read it."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.describe.__main__ import PUBLISHED, ROOT, published, record_schemas
from workers.describe.published import breaks, lines

SCHEMAS = record_schemas()
QUOTE = "newsmill.quote/1"
BEFORE = list(lines(QUOTE, SCHEMAS[QUOTE]))


def changed(**fields):
    """The quote schema with fields replaced; None takes one away."""
    schema = copy.deepcopy(SCHEMAS[QUOTE])
    for name, field in fields.items():
        if field is None:
            del schema["properties"][name]
        else:
            schema["properties"][name] = field
    return schema


def test_todays_schemas_keep_every_promise():
    promised = (ROOT / PUBLISHED).read_text(encoding="utf-8").splitlines()
    assert breaks(promised, published(SCHEMAS)) == []


def test_fields_of_nested_objects_are_promised_too():
    assert f"{QUOTE} quote.speaker.name string|null optional" in BEFORE
    assert "newsmill.article/1 entities[].mentions[].start integer required" in published(SCHEMAS)


@pytest.mark.parametrize("gone", ["quote", "language", "index"])
def test_a_field_that_went_away_is_named(gone):
    found = breaks(BEFORE, lines(QUOTE, changed(**{gone: None})))
    assert any(f"removed: {QUOTE} {gone} " in problem for problem in found)


def test_a_renamed_field_is_one_that_went_away():
    schema = changed(url=None, address={"type": ["string", "null"]})
    assert breaks(BEFORE, lines(QUOTE, schema)) == [f"removed: {QUOTE} url string|null optional"]


def test_another_type_is_named_with_both_types():
    [problem] = breaks(BEFORE, lines(QUOTE, changed(index={"type": "string"})))
    assert problem == (f"changed: {QUOTE} index integer required -> {QUOTE} index string required")


def test_a_value_taken_from_an_enumeration_is_a_break():
    schema = copy.deepcopy(SCHEMAS[QUOTE])
    schema["definitions"]["Quote"]["properties"]["kind"]["enum"].remove("scare")
    assert len(breaks(BEFORE, lines(QUOTE, schema))) == 1


def test_a_value_added_to_an_enumeration_is_no_break():
    schema = copy.deepcopy(SCHEMAS[QUOTE])
    schema["definitions"]["Quote"]["properties"]["kind"]["enum"].append("sung")
    assert breaks(BEFORE, lines(QUOTE, schema)) == []


def test_a_required_field_that_becomes_optional_is_a_break():
    schema = changed()
    schema["required"].remove("index")
    assert len(breaks(BEFORE, lines(QUOTE, schema))) == 1


def test_a_new_optional_field_is_no_break():
    assert breaks(BEFORE, lines(QUOTE, changed(translated={"type": "string"}))) == []


def test_a_new_required_field_is_a_break():
    schema = changed(translated={"type": "string"})
    schema["required"].append("translated")
    [problem] = breaks(BEFORE, lines(QUOTE, schema))
    assert problem.startswith("new but required")


def test_a_new_version_may_require_what_it_likes():
    schema = changed(translated={"type": "string"})
    schema["required"].append("translated")
    assert breaks(BEFORE, [*BEFORE, *lines("newsmill.quote/2", schema)]) == []


@given(st.sets(st.sampled_from(BEFORE)))
def test_exactly_the_missing_lines_are_reported(missing):
    kept = [line for line in BEFORE if line not in missing]
    assert sorted(breaks(BEFORE, kept)) == sorted(f"removed: {line}" for line in missing)
