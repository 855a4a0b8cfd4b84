"""Names that were found once, found again: the spans are given, so that no model decides."""

from __future__ import annotations

from workers.records import EntityType
from workers.stages.tag.languages import Language, language
from workers.stages.tag.recognition.repeats import repeats
from workers.stages.tag.recognition.spans import Span

KNOWN = language("en")
assert isinstance(KNOWN, Language)
ENGLISH = KNOWN


def span(text: str, name: str, kind: EntityType, p: float = 0.95, nth: int = 0) -> Span:
    """The nth place of `name` in the text, as a name of type `kind`."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(name, start + 1)
    return Span(start, start + len(name), {kind: p}, kind)


def names(text: str, *spans: Span) -> list[tuple[str, str]]:
    ordered = sorted(spans, key=lambda given: given.start)
    return [
        (text[s.start : s.end], s.type) for s in repeats(text, ordered, ENGLISH, lambda word: False)
    ]


def test_a_phrase_that_begins_with_a_known_person_is_cut_to_the_person() -> None:
    text = "Thandeka Mokoena spoke. Proceedings against Mokoena in Parliament went on."
    found = names(
        text,
        span(text, "Thandeka Mokoena", "PER"),
        span(text, "Mokoena in Parliament", "ORG", 0.6),
    )
    assert found == [("Thandeka Mokoena", "PER"), ("Mokoena", "PER")]


def test_a_phrase_that_ends_with_a_known_person_is_cut_to_the_person() -> None:
    text = "Thandeka Mokoena spoke. Portraits of Mokoena hung on every wall."
    found = names(
        text, span(text, "Thandeka Mokoena", "PER"), span(text, "Portraits of Mokoena", "ORG")
    )
    assert found == [("Thandeka Mokoena", "PER"), ("Mokoena", "PER")]


def test_a_body_that_is_named_after_a_person_stays_whole() -> None:
    text = "Thandeka Mokoena spoke at the University of Mokoena."
    found = names(
        text, span(text, "Thandeka Mokoena", "PER"), span(text, "University of Mokoena", "ORG")
    )
    assert found == [("Thandeka Mokoena", "PER"), ("University of Mokoena", "ORG")]


def test_a_forename_read_by_itself_goes_to_its_surname() -> None:
    text = "The court named Thando Mokoena. Mr Mokoena denied it."
    found = names(text, span(text, "Thando", "MISC", 0.7), span(text, "Mokoena", "PER", nth=1))
    assert found == [("Thando Mokoena", "PER"), ("Mokoena", "PER")]


def test_a_place_before_a_surname_is_no_forename() -> None:
    text = "On Friday in Mongolia Mokoena met reporters. Mr Mokoena denied it."
    found = names(text, span(text, "Mongolia", "LOC", 0.7), span(text, "Mokoena", "PER", nth=1))
    assert ("Mongolia", "LOC") in found


def test_a_town_before_a_found_surname_is_no_forename() -> None:
    text = "Thandeka Mokoena left Durban. In the hills above Durban Mokoena built a house."
    found = names(text, span(text, "Thandeka Mokoena", "PER"), span(text, "Durban", "LOC"))
    assert ("Mokoena", "PER") in found
    assert ("Durban Mokoena", "PER") not in found


def test_words_of_a_headline_in_capitals_are_no_forenames() -> None:
    text = "BUT VOTERS FAVOUR MOKOENA\n\nThandeka Mokoena won, and MOKOENA stood on the posters."
    found = names(text, span(text, "Thandeka Mokoena", "PER"), span(text, "MOKOENA", "PER"))
    assert found[0] == ("MOKOENA", "PER")
