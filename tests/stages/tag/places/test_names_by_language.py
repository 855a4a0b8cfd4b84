from __future__ import annotations

import pytest

from workers.stages.tag.places.names_by_language import international


@pytest.mark.parametrize(
    ("name", "language", "known"),
    [
        ("Köln", "de", "Köln"),
        ("Кёльн", "ru", "Köln"),
        ("科隆", "zh", "Köln"),
        ("Москве", "ru", "Moscow"),
        ("Warszawie", "pl", "Warsaw"),
        ("Praha", "cs", "Prague"),
        ("Helsingissä", "fi", "Helsinki"),
        ("Viena", "es", "Vienna"),
        ("東京", "ja", "Tokyo"),
        ("الرياض", "ar", "Riyadh"),
        ("กรุงเทพมหานคร", "th", "Bangkok"),
        ("Deutschland", "de", "Germany"),
        ("Германии", "ru", "Germany"),
        ("России", "ru", "Russia"),
        ("中国", "zh", "China"),
        ("북한", "ko", "North Korea"),
        ("Estados Unidos", "es", "United States"),
    ],
)
def test_a_place_in_the_articles_language_is_the_one_of_the_lists(
    name: str, language: str, known: str
) -> None:
    assert international(name, language) == known


@pytest.mark.parametrize(("name", "language"), [("Xyzzyburg", "de"), ("", "ru"), ("Путин", "ru")])
def test_what_is_no_place_has_no_name_there(name: str, language: str) -> None:
    assert international(name, language) is None
