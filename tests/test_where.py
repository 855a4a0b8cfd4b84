"""`newsmill tail --where`."""

from __future__ import annotations

import json

import pytest

from workers.cli.where import conditions, holds
from workers.records import Article, Join, QuoteRecord, Walk

QUOTE = {
    "article_id": "a",
    "quote": {
        "kind": "direct",
        "speaker": {"name": "Óskar  Teller", "entity_key": "PER:oskar teller"},
    },
}
ARTICLE = {"entities": [{"name": "Ada Quillon"}, {"name": "Marania"}], "title": None}


@pytest.mark.parametrize(
    ("given", "fits"),
    [
        (["speaker=Oskar Teller"], True),
        (["speaker=oskar teller", "quote.kind=direct"], True),
        (["speaker=PER:oskar teller"], True),
        (["speaker=Teller"], False),
        (["speaker=Oskar Teller", "quote.kind=indirect"], False),
        (["quote.speaker.role=mayor"], False),
    ],
)
def test_a_quote_is_shown_when_all_conditions_fit(given: list[str], fits: bool) -> None:
    assert holds(json.dumps(QUOTE).encode(), conditions(given, QuoteRecord)) is fits


def test_of_a_list_one_is_enough_and_null_is_no_value() -> None:
    assert holds(json.dumps(ARTICLE).encode(), conditions(["entity=Marania"], Article))
    assert not holds(json.dumps(ARTICLE).encode(), conditions(["title=None"], Article))


@pytest.mark.parametrize("given", ["speaker", "speaker=", "=x"])
def test_a_condition_without_field_or_value_ends_the_command(given: str) -> None:
    with pytest.raises(SystemExit):
        conditions([given], QuoteRecord)


@pytest.mark.parametrize(
    "field", ["speakr", "quote", "quote.speaker.nom", "quote.text.x", "co_speakers"]
)
def test_a_field_that_no_record_has_is_named_with_those_that_there_are(
    field: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        conditions([f"{field}=x"], QuoteRecord)
    assert f"no field {field} in these records; there are article_id, " in capsys.readouterr().err


def test_fields_in_lists_in_free_objects_and_of_either_kind_are_known() -> None:
    given = ["quote.co_speakers.name=x", "quote.speaker.candidates=x"]
    assert len(conditions(given, QuoteRecord)) == 2
    assert len(conditions(["meta.crawl.depth=1", "decoding.spans=1"], Article)) == 2
    assert len(conditions(["article.title=x", "copy.kind=near"], Walk | Join)) == 2
