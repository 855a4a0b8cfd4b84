from __future__ import annotations

import pytest

from workers.settings import BadSettings
from workers.stages.tag.recognisers.assignments import Assignment, assignments


def test_each_part_names_a_language_a_kind_and_what_it_is_given() -> None:
    assert assignments("de=spacy:de_core_news_lg, *=onnx:/models/mine") == [
        Assignment("de", "spacy", "de_core_news_lg"),
        Assignment("*", "onnx", "/models/mine"),
    ]


@pytest.mark.parametrize("address", ["http://127.0.0.1:8080/names?x=1", "https://a.example/b"])
def test_an_address_is_the_kind_http(address: str) -> None:
    assert assignments(f"ja={address}") == [Assignment("ja", "http", address)]


def test_nothing_set_is_nothing_assigned() -> None:
    assert assignments("") == assignments(" , ") == []


@pytest.mark.parametrize(
    "setting", ["de", "de=", "de=spacy", "de=spacy:", "=spacy:x", "DE=spacy:x", "german=spacy:x"]
)
def test_what_is_no_assignment_is_named_with_the_variable(setting: str) -> None:
    with pytest.raises(BadSettings, match=rf"NEWSMILL_MODELS: {setting}: not language=kind:name"):
        assignments(setting)


def test_two_recognisers_for_one_language_are_refused() -> None:
    with pytest.raises(BadSettings, match="a second recogniser for de"):
        assignments("de=spacy:a,de=spacy:b")
