"""CloudEvents in structured mode: one JSON object with the attributes and the data of an event.

Read as the same event in binary mode would be: attributes become headers ("ce_id"), the data the
value (https://cloudevents.io, version 1.0, JSON format and Kafka binding).
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from email.message import Message as MimeHeaders
from typing import Any

import orjson

from workers.stages.contract import Rejected
from workers.stages.decode.envelope import json_value

STRUCTURED, BATCH = "cloudevents+json", "cloudevents-batch+json"
REQUIRED = ("specversion", "id", "source", "type")
_DATA = ("data", "data_base64", "datacontenttype", "dataschema")


@dataclass(frozen=True, slots=True)
class Event:
    """An event taken apart. `data` is an envelope's fields, or a page as text or bytes."""

    headers: dict[str, str]
    data: dict[str, Any] | str | bytes


def is_event(mime: MimeHeaders | None, parsed: dict[str, Any]) -> bool:
    """Whether a JSON object is an event: by its content type, else by its attributes."""
    if mime is not None and mime.get_content_subtype() == STRUCTURED:
        return True
    has_data = "data" in parsed or "data_base64" in parsed
    has_body = "body" in parsed or "body_base64" in parsed
    return has_data and not has_body and all(name in parsed for name in REQUIRED)


def refuse_batch(mime: MimeHeaders | None) -> None:
    """Raises `Rejected` for a batch: a message of Kafka is one article with one outcome."""
    if mime is not None and mime.get_content_subtype() == BATCH:
        raise Rejected(
            "not-an-object",
            "a batch of CloudEvents: send one event a message (`newsmill feed` parts a batch)",
        )


def read(parsed: dict[str, Any]) -> Event:
    """The event in a JSON object.

    Raises `Rejected`: missing-body, two-bodies, bad-base64, bad-field (an attribute that is
    missing or no text), bad-json and not-an-object (data that is JSON, but no object).
    """
    for name in REQUIRED:
        if not isinstance(parsed.get(name), str) or not parsed[name]:
            raise Rejected("bad-field", f"{name}: every CloudEvent has this attribute", name)
    headers = {
        f"ce_{name.lower()}": value if isinstance(value, str) else orjson.dumps(value).decode()
        for name, value in parsed.items()
        if name not in _DATA and value is not None
    }
    kind = parsed.get("datacontenttype")
    if isinstance(kind, str):
        headers["content-type"] = kind
    return Event(headers, _data(parsed, _is_json(kind)))


def _data(parsed: dict[str, Any], as_json: bool) -> dict[str, Any] | str | bytes:
    data, encoded = parsed.get("data"), parsed.get("data_base64")
    if data is not None and encoded is not None:
        raise Rejected("two-bodies", "a CloudEvent has data or data_base64, not both", "data")
    if encoded is not None:
        try:
            value = base64.b64decode("".join(str(encoded).split()), validate=True)
        except (binascii.Error, ValueError) as error:
            raise Rejected("bad-base64", f"data_base64: {error}", "data_base64") from None
        return json_value.loads(value) if as_json else value
    if data is None:
        raise Rejected("missing-body", "a CloudEvent without data or data_base64", "data")
    if isinstance(data, str) and data.lstrip()[:1] == "{" and as_json:
        return json_value.loads(data.encode("utf-8", "surrogatepass"))  # JSON written into JSON
    if not isinstance(data, dict | str):
        kind = type(data).__name__
        raise Rejected("not-an-object", f"data: wanted a page or an object, not {kind}", "data")
    return data


def _is_json(kind: Any) -> bool:
    if not isinstance(kind, str):
        return False
    return kind.partition(";")[0].strip().lower().endswith("json")
