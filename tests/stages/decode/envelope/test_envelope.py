from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.messages import NOON_MS, message
from workers.records import Message, RawArticle
from workers.settings import Settings
from workers.stages.contract import Rejected
from workers.stages.decode.envelope.raw_article import Envelope, article_id, read

LIMIT = 1500
SETTINGS, LOOSE = Settings(max_body_bytes=LIMIT), Settings()
CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases" / "envelope.jsonl").read_text().splitlines()
]
ACCEPTED = [case for case in CASES if "reason" not in case]
REFUSED = [case for case in CASES if "reason" in case]


def _message(case: dict[str, Any]) -> Message:
    value = case.get("value")
    encoded = base64.b64decode(case["value_base64"]) if "value_base64" in case else None
    headers = tuple(
        (name.removesuffix("_latin1"), text.encode("latin-1" if "_latin1" in name else "utf-8"))
        for name, text in case.get("headers", {}).items()
    )
    body = value.encode() if value is not None else encoded
    return message(body, headers, timestamp_ms=case.get("timestamp_ms", NOON_MS))


def _seen(article: RawArticle, field: str) -> Any:
    """A field of the article as the case writes it."""
    match field:
        case "claims":
            assert all(claim.dropped for claim in article.claims)
            return [[claim.field, claim.value] for claim in article.claims]
        case "body_text_of_bytes":
            assert isinstance(article.body, bytes)
            return article.body.decode()
        case "body_bytes_latin1":
            assert isinstance(article.body, bytes)
            return article.body.decode("latin-1")
        case _:
            return getattr(article, field)


@pytest.mark.parametrize("case", ACCEPTED, ids=lambda case: case["name"])
def test_a_message_is_read_as_meant(case: dict[str, Any]) -> None:
    article = read(_message(case), SETTINGS)
    assert {field: _seen(article, field) for field in case["expect"]} == case["expect"]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case["name"])
def test_a_refusal_names_reason_and_field(case: dict[str, Any]) -> None:
    with pytest.raises(Rejected) as refusal:
        read(_message(case), SETTINGS)
    assert (refusal.value.reason, refusal.value.field) == (case["reason"], case.get("field"))
    assert case.get("says", "") in str(refusal.value)
    if case.get("field") and refusal.value.reason == "bad-field":
        assert case["field"] in str(refusal.value)


def test_every_reason_that_the_edge_knows_has_a_case() -> None:
    documented = (read.__doc__ or "").split("reasons")[1].rstrip(". \n")
    reasons = {word.strip() for word in documented.replace("\n", " ").split(",")}
    assert reasons == {case["reason"] for case in REFUSED}


def test_a_body_as_large_as_the_limit_passes() -> None:
    assert read(message(b"x" * LIMIT), SETTINGS).body == b"x" * LIMIT


def test_an_article_without_id_gets_the_same_one_again_wherever_it_lies() -> None:
    value = b'{"body": "Text.", "url": "https://site.example/a"}'
    first = read(message(value, offset=1), SETTINGS)
    again = read(message(value, offset=99, key=None, timestamp_ms=NOON_MS + 7), SETTINGS)
    assert first.id == again.id


def test_text_and_its_utf_8_bytes_have_one_id() -> None:
    as_text = read(message('{"body": "Müde."}'.encode()), SETTINGS)
    encoded = base64.b64encode("Müde.".encode()).decode()
    assert read(message(orjson.dumps({"body_base64": encoded})), SETTINGS).id == as_text.id


def test_tracking_parameters_do_not_change_the_id_but_the_page_does() -> None:
    plain = article_id("https://site.example/a?id=1", "Text.")
    assert article_id("https://site.example/a?id=1&utm_source=rss", "Text.") == plain
    assert article_id("https://site.example/a?id=2", "Text.") != plain
    assert article_id("https://site.example/a?id=1", "Text!") != plain


def test_the_key_is_not_read() -> None:
    value = b'{"body": "Text."}'
    assert read(message(value, key=b"\xff\xfe"), SETTINGS).id == read(message(value), SETTINGS).id


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
fields = st.sampled_from([*Envelope.model_fields, "schema", "other"])


@given(st.binary(max_size=200), st.lists(st.tuples(st.text(max_size=12), st.binary(max_size=30))))
def test_any_bytes_are_an_article_or_rejected(
    value: bytes, headers: list[tuple[str, bytes]]
) -> None:
    _article_or_rejected(message(value, tuple(headers)))


@given(st.dictionaries(fields, json_values))
def test_any_json_object_is_an_article_or_rejected(parsed: dict[str, Any]) -> None:
    _article_or_rejected(message(json.dumps(parsed).encode()))


def _article_or_rejected(raw: Message) -> None:
    try:
        article = read(raw, SETTINGS)
    except Rejected:
        return
    assert article.id
    orjson.dumps({"meta": article.meta, "title": article.title, "url": article.url})
    assert read(raw, SETTINGS) == article


@pytest.mark.parametrize("depth", [255, 300, 900])
def test_a_field_nested_deeper_than_can_be_written_is_refused_by_name(depth: int) -> None:
    meta = b'{"a":' * depth + b"1" + b"}" * depth
    with pytest.raises(Rejected) as caught:
        read(message(b'{"body": "Text.", "meta": ' + meta + b"}"), LOOSE)
    assert (caught.value.reason, caught.value.field) == ("nested-too-deep", "meta")


def test_a_field_nested_as_deep_as_may_be_is_left_as_it_is() -> None:
    meta = b'{"a":' * 190 + b"1" + b"}" * 190
    article = read(message(b'{"body": "T", "meta": ' + meta + b"}"), LOOSE)
    assert orjson.dumps(article.meta) == meta
