"""The example articles: written for Newsmill, damaged in the ways that scrapers meet."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import orjson

from workers.inputs.outgoing import Outgoing, envelope
from workers.stages.decode.envelope.raw_article import article_id
from workers.stages.decode.envelope.urls import site

FOLDER = Path(__file__).parent / "data"


def articles() -> list[Outgoing]:
    """All of them, in the order to feed; `place` is the file with what is odd about it."""
    lines = (FOLDER / "manifest.jsonl").read_bytes().splitlines()
    return [_article(orjson.loads(line)) for line in lines]


def _article(entry: dict[str, Any]) -> Outgoing:
    """`send` says how: as a JSON envelope, as a page with headers, or as it stands."""
    body = (FOLDER / entry["file"]).read_bytes()
    place = f"{entry['file']}: {entry['note']}"
    fields: dict[str, str] = entry["fields"]
    if entry["send"] == "envelope":
        return envelope(orjson.dumps(fields | _body(body)), place)
    key = site(fields.get("url")) or article_id(None, body)
    headers = tuple((name.replace("_", "-"), value.encode()) for name, value in fields.items())
    return Outgoing(key.encode(), body, headers, place)


def _body(body: bytes) -> dict[str, str]:
    try:
        return {"body": body.decode()}
    except UnicodeDecodeError:
        return {"body_base64": base64.b64encode(body).decode()}
