"""The shipped recogniser on sentences of our own; figures on gold data are in docs/languages.md."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.stages.tag.multilingual.pieces import Pieces
from workers.stages.tag.multilingual.recogniser import (
    BATCH,
    MOST,
    batches,
    may_hold_names,
    multilingual,
    whole_words,
)
from workers.stages.tag.recognition.model_view import View


def likely(text: str, least: float = 0.5) -> set[tuple[str, str]]:
    """The names that are more probable than not."""
    found = multilingual().scan(View(text))
    return {(text[r.start : r.end], r.label) for r in found if r.p > least}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Gestern reiste Olaf Scholz nach Madrid.", {("Olaf Scholz", "PER"), ("Madrid", "LOC")}),
        ("Ayer Pedro Sánchez viajó a Berlín.", {("Pedro Sánchez", "PER"), ("Berlín", "LOC")}),
        ("Владимир Путин прилетел в Пекин.", {("Владимир Путин", "PER"), ("Пекин", "LOC")}),
        ("Premier Donald Tusk był w Krakowie.", {("Donald Tusk", "PER"), ("Krakowie", "LOC")}),
        ("Mark Rutte bezocht gisteren Parijs.", {("Mark Rutte", "PER"), ("Parijs", "LOC")}),
        (
            "Ulf Kristersson besökte Helsingfors.",
            {("Ulf Kristersson", "PER"), ("Helsingfors", "LOC")},
        ),
        ("国家主席习近平访问德国。", {("习近平", "PER"), ("德国", "LOC")}),
        ("岸田文雄首相は東京で会談した。", {("岸田文雄", "PER"), ("東京", "LOC")}),
    ],
)
def test_names_are_found_with_offsets_of_the_text(text: str, names: set[tuple[str, str]]) -> None:
    assert names <= likely(text)


def test_the_same_names_are_found_far_into_a_long_text() -> None:
    filler = "Das Wetter war an diesem Tag recht schön und alle gingen spazieren. " * 300
    text = filler + "Gestern reiste Olaf Scholz nach Madrid."
    assert {("Olaf Scholz", "PER"), ("Madrid", "LOC")} <= likely(text)


def test_a_sentence_without_end_is_read_to_its_end() -> None:
    text = "und dann war es so und " * 200 + "gestern reiste Olaf Scholz nach Madrid"
    assert {("Olaf Scholz", "PER"), ("Madrid", "LOC")} <= likely(text)


@pytest.mark.parametrize(
    ("sentence", "may"),
    [
        ("gestern war es schön.", False),
        ("вчера было хорошо", False),
        ("12. 3. – 45 %", False),
        ("", False),
        ("Gestern war es schön.", True),
        ("昨天很好。", True),
        ("كان الطقس جميلا", True),
        ("เมื่อวานอากาศดี", True),
    ],
)
def test_only_what_cannot_hold_a_name_is_left_out(sentence: str, may: bool) -> None:
    assert may_hold_names(sentence) is may


@pytest.mark.parametrize(
    ("text", "part", "whole"),
    [
        ("die Merkelová sagte", "Merkel", "Merkelová"),
        ("Ankara'da", "Ankara", "Ankara"),
        ("在北京大学", "北京", "北京"),
        ("서울에서", "서울", "서울"),
        ("Rhein-Main", "Rhein", "Rhein"),
    ],
)
def test_names_end_with_words_where_blanks_part_words(text: str, part: str, whole: str) -> None:
    start = text.index(part)
    begin, end = whole_words(text, start, start + len(part))
    assert text[begin:end] == whole


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(1, MOST), max_size=60))
def test_batches_hold_every_window_once_and_never_too_much(lengths: list[int]) -> None:
    windows = [Pieces([5] * n, [0] * n, [1] * n) for n in lengths]
    made = list(batches(windows))
    assert sorted(len(p.ids) for batch in made for p in batch) == sorted(lengths)
    for batch in made:
        longest = max(len(p.ids) for p in batch) + 2
        assert len(batch) == 1 or len(batch) * longest <= BATCH


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_and_places_are_inside_it(text: str) -> None:
    for reading in multilingual().scan(View(text)):
        assert 0 <= reading.start < reading.end <= len(text)
        assert 0 < reading.p <= 1
