from __future__ import annotations

from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.stages.tag.multilingual.pieces import Splitter

SPLIT = Splitter(files("workers.stages.tag.multilingual") / "data" / "pieces.model")


def texts(text: str) -> list[str]:
    pieces = SPLIT(text)
    return [text[start:end] for start, end in zip(pieces.starts, pieces.ends, strict=True)]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Ende (Köln)", ["Ende", "(", "K", "öl", "n", ")"]),
        ("Путин в Москве", ["Путин", "в", "Москве"]),
        ("a  Ａ\u200bb", ["a", "Ａ", "\u200bb"]),
        ("", []),
    ],
)
def test_each_piece_has_its_place_in_the_text(text: str, pieces: list[str]) -> None:
    assert texts(text) == pieces


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_places_are_in_order_and_inside_the_text(text: str) -> None:
    pieces = SPLIT(text)
    places = list(zip(pieces.starts, pieces.ends, strict=True))
    assert all(0 <= start <= end <= len(text) for start, end in places)
    assert all(a[1] <= b[1] and a[0] <= b[1] for a, b in pairwise(places))
    assert len(pieces.ids) == len(places)
