"""Header fields of a message, as pages and CloudEvents bring them, into the envelope."""

from __future__ import annotations

from email.message import Message as MimeHeaders
from typing import Any

from workers.records import Message
from workers.stages.decode.envelope.fields import Envelope
from workers.stages.decode.envelope.urls import canonical

HEADER_FIELDS = {
    "url": "url",
    "source": "source",
    "title": "title",
    "author": "author",
    "summary": "summary",
    "language": "language",
    "content-language": "language",
    "charset": "charset",
    "fetched-at": "fetched_at",
    "published-at": "published_at",
    "modified-at": "modified_at",
    "authors": "authors",
    "image": "image",
    "section": "section",
    "tags": "tags",
    "lane": "lane",
    "ce_time": "fetched_at",
}
"""Header (lower case, "_" as "-" but after "ce_") -> field; the first one present counts."""


def texts(message: Message) -> dict[str, str]:
    """The headers as text, names in lower case; of several with one name the last counts."""
    return {name.lower(): _text(value) for name, value in message.headers if value is not None}


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("windows-1252", "replace")


def content_type(value: str | None) -> MimeHeaders | None:
    """A content type with its parameters, None for what is none."""
    if not value or "/" not in value:
        return None
    headers = MimeHeaders()
    headers["content-type"] = " ".join(value.split())
    return headers


def fill(envelope: Envelope, headers: dict[str, str]) -> None:
    """Header fields count where the envelope says nothing; unknown ones go to `meta`."""
    extra: dict[str, Any] = {}
    for name, value in headers.items():
        plain = name if name.startswith("ce_") else name.replace("_", "-")
        field = HEADER_FIELDS.get(plain)
        if field is not None:
            if getattr(envelope, field) is None:
                setattr(envelope, field, value)
        elif name == "ce_subject" and canonical(value) and envelope.url is None:
            envelope.url = value
        elif not _is_transport(name):
            extra[name] = value
    if envelope.id is None:
        envelope.id = headers.get("id") or _event_id(headers)
    if extra:
        envelope.meta = {**extra, **(envelope.meta or {})}


def _event_id(headers: dict[str, str]) -> str | None:
    """CloudEvents promise that source and id together are unique, not the id alone."""
    if "ce_id" not in headers:
        return None
    return "/".join(part for part in (headers.get("ce_source"), headers["ce_id"]) if part)


def _is_transport(name: str) -> bool:
    """Headers about the message, not the article; those of dead letters among them."""
    return name in ("id", "content-type", "ce_id", "ce_specversion", "ce_type") or name.startswith(
        ("__connect.", "newsmill.")
    )
