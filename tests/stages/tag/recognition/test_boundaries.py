"""Repairs of a name's ends: the spans are given, so that no model decides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.stages.tag.languages import Language, language
from workers.stages.tag.recognition.boundaries import repair
from workers.stages.tag.recognition.spans import Span

KNOWN = language("en")
assert isinstance(KNOWN, Language)
ENGLISH = KNOWN

PERSONS = {
    "Between Lindqvist": ["Lindqvist"],
    "With Senator Lindqvist": ["Lindqvist"],
    "Will Lindqvist": ["Will Lindqvist"],
    "Lindqvist, Haddad": ["Lindqvist", "Haddad"],
    "Omar Haddad, Jr": ["Omar Haddad, Jr"],
    "Photofirst/Omar Haddad": ["Omar Haddad"],
    "Omar Haddad/": ["Omar Haddad"],
    "Omar Haddad https://example.org/omar": ["Omar Haddad"],
    "example.org/stories/38447": [],
    "Pres. Lindqvist": ["Lindqvist"],
    "Omar Haddad (OH": ["Omar Haddad"],
    "عمر حداد": [],
    "Šárka Đurić": ["Šárka Đurić"],
}


@pytest.mark.parametrize("read", PERSONS)
def test_what_is_read_as_a_person_is_cut_to_names(read: str) -> None:
    spans = repair(read, [Span(0, len(read), {"PER": 1.0})], ENGLISH)
    assert [read[span.start : span.end] for span in spans] == PERSONS[read]


@pytest.mark.parametrize("kind", ["ORG", "LOC"])
def test_bodies_and_places_keep_their_commas(kind: str) -> None:
    read = "Lindqvist, Haddad"
    spans = repair(read, [Span(0, len(read), {kind: 1.0})], ENGLISH)  # type: ignore[dict-item]
    assert [read[span.start : span.end] for span in spans] == [read]


@pytest.mark.parametrize("between", [" (Pepe) ", " “Pepe” "])
def test_a_nickname_ties_two_parts_of_a_name(between: str) -> None:
    text = f"Pedro{between}Castellanos"
    at = text.index("Castellanos")
    spans = [Span(0, 5, {"PER": 1.0}), Span(at, len(text), {"PER": 1.0})]
    assert [(s.start, s.end) for s in repair(text, spans, ENGLISH)] == [(0, len(text))]


@pytest.mark.parametrize("between", [" called it “absurd.” ", " (who left) ", " said. “No.” "])
def test_other_words_do_not(between: str) -> None:
    text = f"Pedro{between}Castellanos"
    at = text.index("Castellanos")
    spans = [Span(0, 5, {"PER": 1.0}), Span(at, len(text), {"PER": 1.0})]
    assert [(s.start, s.end) for s in repair(text, spans, ENGLISH)] == [(0, 5), (at, len(text))]


@pytest.mark.parametrize("tail", ["-Lewis", "-in", "-led", "-Lewis-led"])
def test_a_name_goes_on_over_its_own_hyphen(tail: str) -> None:
    text = f"Geordin Hill{tail} spoke"
    (span,) = repair(text, [Span(0, 12, {"PER": 1.0})], ENGLISH)
    assert text[span.start : span.end] == "Geordin Hill" + (tail if "led" not in tail else "")


BITS = st.sampled_from(["Anna", "Berg", "the", "for", "Sen.", ", ", "/", " ", " https:", "(", "”"])


@given(st.lists(BITS, min_size=1, max_size=8).map("".join))
def test_repaired_names_lie_in_what_was_read_and_apart(read: str) -> None:
    spans = repair(read, [Span(0, len(read), {"PER": 1.0})], ENGLISH)
    ends = [end for span in spans for end in (span.start, span.end)]
    assert ends == sorted(ends)
    assert all(0 <= span.start < span.end <= len(read) for span in spans)
