"""What the model is given instead of the text, and where its words stand in the text."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workers.stages.tag.recognition.model_view import recased, view

SMALL = frozenset({"in", "the", "of"})
PIECES = ['"', "“", "”", "‘", "’", "'", " ", "Ana", "Che", "El Gordo", "Ruiz", "in", "\u200b", "\n"]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Ana “Kiki” Ruiz left.", "Ana Ruiz left."),
        ('Ana "La Reina" Ruiz left.', "Ana Ruiz left."),
        ("A. B. ‘Dada’ Rao left.", "A. B. Rao left."),
        ("Ana “Kiki” Ruiz left “Kiki” Ruiz.", "Ana Ruiz left Kiki Ruiz."),
        ("Kiki Ruiz left. “Kiki” Ruiz!", "Kiki Ruiz left. Kiki Ruiz!"),
    ],
)
def test_a_nickname_is_not_read(text: str, seen: str):
    assert view(text, SMALL).text == seen


@pytest.mark.parametrize(
    "text",
    [
        "In “Hamlet” Branagh shone.",
        "He called Ana “crazy” Ruiz thought.",
        "She said “Fine” Ruiz left.",
        "Ana’s “Lemonade” Tour began.",
        "the song “Hello” Ruiz sang",
        "Ana “a word, then another” Ruiz",
    ],
)
def test_other_quotes_are_read(text: str):
    assert view(text, SMALL).text == text


@given(
    st.lists(st.sampled_from(PIECES)).map("".join)
    | st.text(alphabet="ABcß ŉİ\n\u200b\u00ad", max_size=60),
    st.sampled_from([SMALL, frozenset()]),
)
@example('Ana "El Gordo" Ruiz', SMALL)
@example('Che Ruiz "Che" Ruiz', SMALL)
def test_each_character_of_the_view_stands_where_it_says(text: str, small: frozenset[str]):
    seen = view(text, small)
    assert len(recased(text, small)) == len(text)
    for place, char in enumerate(seen.text):
        start, end = seen.original(place, place + 1)
        assert end == start + 1
        assert text[start].casefold() == char.casefold()


@pytest.mark.parametrize("piece", ["a.", "Ana “Ki ", "“Ana” Ruiz ", "“", "Ana “K" + "-k" * 40])
def test_half_a_million_characters_are_seen_through_once(piece: str):
    """What looks at them again from every character on does not end within the test's time."""
    text = piece * (500_000 // len(piece))
    seen = view(text, SMALL)
    assert seen.original(0, 1) == (text.index(seen.text[0]), text.index(seen.text[0]) + 1)
