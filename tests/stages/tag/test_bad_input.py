"""Input that no newspaper would print: the stage goes on, and its offsets are right."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stages.tag.articles import article, entities, tagged
from workers.records import Entity
from workers.settings import Settings
from workers.stages.tag.recognition.recogniser import lines
from workers.stages.tag.step import Tag

NAMES = [
    "Anna Berg",
    "Berg",
    "Anna Berg (AB)",
    "AB",
    "Paris",
    "the WHO",
    "Omar Haddad",
    "NATO",
    "Kyiv",
    "U.S.",
]
WORDS = [*NAMES, "said", "in", "and", "(", ")", ",", "“", "”", "\n", "\u200b", "🎉", "A", "习近平"]


def check(text: str, found: list[Entity]) -> None:
    """Offsets hold, no mention overlaps another, ids are unique."""
    mentions = sorted((m.start, m.end, m) for entity in found for m in entity.mentions)
    for start, end, mention in mentions:
        assert text[start:end] == (mention.corrected_from or mention.text)
        assert 0 <= start < end <= len(text)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(mentions))
    assert len({entity.id for entity in found}) == len(found)
    for entity in found:
        assert entity.count == len(entity.mentions) > 0
        assert 0 <= entity.salience <= 1
        assert 0 <= entity.confidence <= 1


BAD = {
    "empty": "",
    "blank": " \n\t\n ",
    "one letter": "A",
    "capitals": "PRESIDENT BERG MET OMAR HADDAD IN PARIS. NATO SAID NOTHING AT ALL.",
    "small letters": "president berg met omar haddad in paris.",
    "brackets": "(" * 5_000 + "Anna Berg" + ")" * 5_000,
    "a word of 50,000 letters": "a" * 50_000 + " Anna Berg",
    "emoji": "🎉🎉 Anna Berg 😀 visited 🇫🇷 Paris 👍🏽 with the WHO🎈.",
    "mixed scripts": "Владимир Путин met 习近平 in Beijing, said Anna Berg. رئيس",
    "zero-width characters": "An\u200bna Berg met Omar\u00ad Haddad in Pa\u00adris\u200e.",
    "control characters": "Anna Berg\x00 met \x01Omar Haddad\x7f.",
    "lone surrogate": "Anna Berg \ud800 met Omar Haddad.",
    "1,500 names": ", ".join(f"Anna {a}{b}er" for a in "BDFGKLMNPR" for b in "aeiou" * 30),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gives_sound_entities(name: str, tag: Tag) -> None:
    check(BAD[name], entities(tag, BAD[name]))


@settings(max_examples=60)
@given(st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join))
def test_any_words_give_sound_entities_and_the_same_again(tag: Tag, text: str) -> None:
    found = entities(tag, text)
    check(text, found)
    assert entities(tag, text) == found


@pytest.mark.parametrize("language", ["eo", "xx", None])
def test_a_language_without_a_model_is_passed_on_untagged(language: str | None, tag: Tag) -> None:
    passed = tagged(tag, article("Anna Berg wohnt in Paris.", language))
    assert passed.entities == []
    assert passed.entities_support == "unsupported"


def test_a_long_text_is_tagged_in_pieces_with_right_offsets() -> None:
    pieces = Tag(Settings(nlp_piece_chars=1_000))
    text = "Anna Berg met Omar Haddad in Paris on a cold day in May. " * 120
    found = entities(pieces, text)
    check(text, found)
    assert {e.name: e.count for e in found} == {"Anna Berg": 120, "Omar Haddad": 120, "Paris": 120}


@given(st.text(alphabet="ab \n\u2028(", max_size=300), st.integers(1, 40))
def test_lines_keep_order_and_limit(text: str, limit: int) -> None:
    spans = list(lines(text, limit))
    assert all(0 < end - start <= limit for start, end in spans)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
    covered = "".join(text[start:end] for start, end in spans)
    assert "".join(covered.split()) == "".join(text.split())
