"""`newsmill tail --where`."""

from __future__ import annotations

import json

import pytest

from workers.cli.where import conditions, holds

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
    assert holds(json.dumps(QUOTE).encode(), conditions(given)) is fits


def test_of_a_list_one_is_enough_and_null_is_no_value() -> None:
    assert holds(json.dumps(ARTICLE).encode(), conditions(["entity=Marania"]))
    assert not holds(json.dumps(ARTICLE).encode(), conditions(["title=None"]))


@pytest.mark.parametrize("given", ["speaker", "speaker=", "=x"])
def test_a_condition_without_field_or_value_ends_the_command(given: str) -> None:
    with pytest.raises(SystemExit):
        conditions([given])
