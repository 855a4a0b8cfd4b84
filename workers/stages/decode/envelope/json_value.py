"""The JSON of an envelope: read whatever was meant, without losing the body's bytes."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable
from typing import Any

import orjson

from workers.stages.contract import Rejected
from workers.stages.decode.envelope.likely_body import likely_bodies

MOST_NESTED = 200
"""Objects in objects; orjson reads 1,024 and writes 254, and records go round others' fields."""

LARGEST_INT_DIGITS = 18
"""Longer integers do not fit into JSON as orjson writes it (64 bits)."""


def loads(value: bytes) -> dict[str, Any]:
    """The JSON object in `value`; raises `Rejected` (bad-json, not-an-object, nested-too-deep).

    Scrapers write JSON in a legacy charset, or with half a surrogate pair, though the
    standard forbids both. The strings of such an object keep their odd bytes as lone
    surrogates ("surrogateescape"), which `body_of` and `_mended` undo.
    """
    try:
        parsed = orjson.loads(value.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError:
        parsed = _lenient(value)
    if not isinstance(parsed, dict):
        kind = type(parsed).__name__
        raise Rejected("not-an-object", f"the value is a JSON {kind}, wanted an object")
    for name, field in parsed.items():
        if _is_deep(field):
            raise Rejected(
                "nested-too-deep", f"{name} is nested deeper than {MOST_NESTED} objects", str(name)
            )
    return parsed


def _is_deep(field: Any) -> bool:
    level = [field]
    for _ in range(MOST_NESTED):
        level = [inner for item in level for inner in _inside(item)]
        if not level:
            return False
    return True


def _inside(item: Any) -> Iterable[Any]:
    if isinstance(item, dict):
        return item.values()
    return item if isinstance(item, list) else ()


def body_of(parsed: dict[str, Any]) -> bytes | str:
    """The body of a checked envelope; raises `Rejected` (missing-body, two-bodies, bad-base64)."""
    text, encoded = parsed.get("body"), parsed.get("body_base64")
    if text is not None and encoded is not None:
        raise Rejected("two-bodies", "send body or body_base64, not both", "body_base64")
    if encoded is not None:
        try:
            return base64.b64decode("".join(encoded.split()), validate=True)
        except (binascii.Error, ValueError) as error:
            raise Rejected("bad-base64", f"body_base64: {error}", "body_base64") from None
    if text is None:
        raise Rejected("missing-body", _missing(parsed), "body")
    body: bytes | str = text
    return body


def _missing(parsed: dict[str, Any]) -> str:
    fields = ", ".join(sorted(map(str, parsed))[:12]) or "none"
    told = f"neither body nor body_base64; fields: {fields}"
    if not (likely := likely_bodies(parsed)):
        return told
    looks = "looks like one" if len(likely) == 1 else "look like one"
    return f"{told}; {', '.join(likely)} {looks}: newsmill feed --map body={likely[0]}"


def _lenient(value: bytes) -> Any:
    damaged = False
    try:
        encoding = json.detect_encoding(value)
        text = value.decode(encoding, "surrogateescape")
        damaged = encoding.startswith("utf-8") and any("\udc80" <= c <= "\udcff" for c in text)
        parsed = json.loads(text, parse_int=_fitting_int)
    except (ValueError, RecursionError) as error:
        raise Rejected(
            "bad-json",
            f"the value is not JSON: {error}. "
            "A page itself is taken with a content-type header such as text/html.",
        ) from None
    if not isinstance(parsed, dict):
        return parsed
    body = parsed.pop("body", None)
    fields: dict[str, Any] = _mended(parsed)
    if isinstance(body, str) and damaged:
        body = _bytes(body)
    return fields if body is None else {**fields, "body": body}


def _fitting_int(digits: str) -> int | float:
    return int(digits) if len(digits) <= LARGEST_INT_DIGITS else float(digits)


def _bytes(text: str) -> bytes | str:
    """The bytes as they stood in the message: the charset chain can tell what they mean."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # an escaped half of a pair stands beside odd bytes
        return text


def _mended(value: Any) -> Any:
    """`value` with strings that can be written as UTF-8."""
    match value:
        case str():
            return _mended_text(value)
        case dict():
            return {_mended_text(name): _mended(item) for name, item in value.items()}
        case list():
            return [_mended(item) for item in value]
        case _:
            return value


def _mended_text(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        try:
            return text.encode("utf-8", "surrogateescape").decode("windows-1252", "replace")
        except UnicodeEncodeError:
            return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
