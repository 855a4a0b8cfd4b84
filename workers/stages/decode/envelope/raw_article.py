"""The edge: a Kafka message, as scrapers send it, to a checked `RawArticle`.

Three shapes are accepted. A JSON object with the fields of `Envelope`; the page itself
(HTML or text, any charset) as the value, the same fields in headers, where the names of
binary CloudEvents (`ce_id`, …) are understood too; or a CloudEvent in structured mode.
"""

from __future__ import annotations

from email.message import Message as MimeHeaders
from hashlib import blake2b
from typing import Any

import orjson
from pydantic import ValidationError

from workers.records import Claim, Message, Origin, RawArticle, moment
from workers.settings import Settings
from workers.stages.contract import Rejected
from workers.stages.decode.envelope import cloud_events, description, headers, json_value
from workers.stages.decode.envelope.fields import Envelope
from workers.stages.decode.envelope.times import as_moment
from workers.stages.decode.envelope.urls import canonical, site

SCHEMA = "newsmill.raw/1"
MAX_ID_BYTES = 1024


def read(message: Message, settings: Settings) -> RawArticle:
    """The article in a message of `articles.raw`.

    Raises `Rejected` with one of the reasons no-value, bad-json, not-an-object,
    bad-field, unknown-schema, missing-body, two-bodies, bad-base64, empty-body,
    body-too-large, bad-timestamp.
    """
    if message.value is None:
        raise Rejected("no-value", "the message has no value: send the article, or nothing")
    given = headers.texts(message)
    mime = headers.content_type(given.get("content-type"))
    cloud_events.refuse_batch(mime)
    if _is_envelope(message.value, mime):
        parsed = json_value.loads(message.value)
        if cloud_events.is_event(mime, parsed):
            event = cloud_events.read(parsed)
            given = {**given, "content-type": "", **event.headers}
            envelope, body = _of_event(event)
        else:
            envelope, body = _of_fields(parsed)
    else:
        envelope, body = Envelope(content_type=given.get("content-type")), message.value
    headers.fill(envelope, given)
    _split_content_type(envelope)
    _check_size(body, settings.max_body_bytes)
    return _article(message, envelope, body)


def article_id(url: str | None, body: bytes | str) -> str:
    """The id of an article that brings none: the same page again gets the same id."""
    data = body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")
    page = (canonical(url) or "").encode("utf-8", "surrogatepass")
    return blake2b(page + b"\0" + data, digest_size=16).hexdigest()


def _is_envelope(value: bytes, mime: MimeHeaders | None) -> bool:
    """By the content type where one is given, else by the look of the value."""
    if mime is not None:
        return mime.get_content_subtype().endswith("json")
    start = value[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] == b"{":
        return True
    try:
        orjson.loads(value)
    except orjson.JSONDecodeError:
        return False
    return True  # a JSON array, string or number: read() says what is wrong with it


def _of_event(event: cloud_events.Event) -> tuple[Envelope, bytes | str]:
    if isinstance(event.data, dict):
        return _of_fields(event.data)
    return Envelope(content_type=event.headers.get("content-type")), event.data


def _of_fields(parsed: dict[str, Any]) -> tuple[Envelope, bytes | str]:
    schema = str(parsed.get("schema", ""))
    if schema.startswith("newsmill."):
        if schema != SCHEMA:
            raise Rejected("unknown-schema", f"schema: {schema!r}, known is {SCHEMA!r}", "schema")
        del parsed["schema"]
    try:
        envelope = Envelope.model_validate(parsed)
    except ValidationError as error:
        raise _bad_field(error) from None
    return envelope, json_value.body_of(parsed)


def _bad_field(error: ValidationError) -> Rejected:
    first = error.errors(include_url=False)[0]
    field = str(first["loc"][0])
    kind = type(first["input"]).__name__
    return Rejected("bad-field", f"{field}: {first['msg'].lower()}, not {kind}", field)


def _split_content_type(envelope: Envelope) -> None:
    """ "text/html; charset=x" is a type and a charset, in whatever way it came."""
    mime = headers.content_type(envelope.content_type)
    envelope.content_type = mime.get_content_type() if mime else None
    if mime and envelope.charset is None:
        envelope.charset = mime.get_content_charset()


def _check_size(body: bytes | str, limit: int) -> None:
    size = len(body) if isinstance(body, bytes) else len(body.encode("utf-8", "surrogatepass"))
    if size > limit:
        raise Rejected(
            "body-too-large",
            f"the body has {size} bytes, the limit NEWSMILL_MAX_BODY_BYTES is {limit}",
            "body",
        )
    if not body.strip():
        raise Rejected("empty-body", "the body is empty or blank", "body")


def _article(message: Message, envelope: Envelope, body: bytes | str) -> RawArticle:
    try:
        received_at = moment(max(message.timestamp_ms, 0) / 1000)
    except (ValueError, OverflowError):
        raise Rejected(
            "bad-timestamp",
            f"the message's timestamp {message.timestamp_ms} is no time",
            "timestamp",
        ) from None
    claims: list[Claim] = []
    left: dict[str, Any] = {}  # what stands in a field of ours and is no such thing
    url = envelope.url
    if url is not None and canonical(url) is None:
        claims.append(_refused("url", url, "not an http(s) url"))
        url = None
    return RawArticle(
        id=_id(envelope.id, url, body),
        body=body,
        received_at=received_at,
        origin=Origin(topic=message.topic, partition=message.partition, offset=message.offset),
        url=url.strip() if url else None,
        source=envelope.source or site(url),
        fetched_at=_time("fetched_at", envelope.fetched_at, claims),
        published_at=_time("published_at", envelope.published_at, claims),
        title=envelope.title,
        authors=description.authors(envelope.author, envelope.authors, left),
        modified_at=_time("modified_at", _moment_of(envelope.modified_at, left), claims),
        image=description.text("image", envelope.image, left),
        section=description.text("section", envelope.section, left),
        tags=description.tags(envelope.tags, left),
        lane=description.lane(envelope.lane, left),
        summary=envelope.summary,
        language=envelope.language,
        content_type=envelope.content_type,
        charset=envelope.charset,
        meta={**(envelope.model_extra or {}), **left, **(envelope.meta or {})},
        claims=claims,
    )


def _id(given: str | int | None, url: str | None, body: bytes | str) -> str:
    if given is None or not str(given).strip():
        return article_id(url, body)
    if len(str(given).encode()) > MAX_ID_BYTES:
        raise Rejected("bad-field", f"id: longer than {MAX_ID_BYTES} bytes", "id")
    return str(given)


def _moment_of(value: Any, left: dict[str, Any]) -> str | float | None:
    if value is None or (isinstance(value, str | int | float) and not isinstance(value, bool)):
        return value
    left["modified_at"] = value
    return None


def _time(field: str, value: str | float | None, claims: list[Claim]) -> str | None:
    if value is None:
        return None
    at = as_moment(value)
    if at is None:
        claims.append(_refused(field, str(value), "not a date that can be read"))
    return at


def _refused(field: str, value: str, why: str) -> Claim:
    return Claim(field=field, value=value, origin="envelope", dropped=why)
