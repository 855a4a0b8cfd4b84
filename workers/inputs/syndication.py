"""RSS and Atom: the entries that bring their article with them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import feedparser

from workers.inputs.field_maps import FieldMap
from workers.inputs.json_values import as_envelope
from workers.inputs.opening import whole
from workers.inputs.outgoing import Notes, Outgoing, Unreadable
from workers.stages.decode.envelope.urls import canonical

TEASER = "entry that has only a teaser: fetch its page, or --map body=summary if that is all of it"
_TAGS = re.compile(r"<[^>]*>|\s+")
_CUT = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|\[&#8230;\]|&hellip;\]?)\W*$")


def read(
    stream: io.BufferedReader, file: str, fields: FieldMap, notes: Notes
) -> Iterator[Outgoing]:
    """The entries with full content (`content:encoded`, Atom's `content`); others are counted.

    With a map of the body, all entries that have what it names. Raises `Unreadable` for what is
    no feed.
    """
    value = whole(stream, file)
    # A stream, for feedparser takes bytes that look like one for a file name or an address.
    parsed = feedparser.parse(io.BytesIO(value), sanitize_html=False)
    if not parsed.get("version"):
        why = parsed.get("bozo_exception", "no entries")
        raise Unreadable(f"{file}: no RSS or Atom feed: {why}")
    mapped = "body" in fields.targets
    for number, entry in enumerate(parsed.entries):
        item = _article(entry, parsed.feed)
        if not mapped and "body" not in item:
            notes.left_out[file, TEASER] += 1
            continue
        place = f"{file}, entry {number + 1}"
        yield from as_envelope(item, fields, place)
    if parsed.bozo and not parsed.entries:
        raise Unreadable(f"{file}: no entries: {parsed.get('bozo_exception')}")


def _article(entry: Any, feed: Any) -> dict[str, Any]:
    """An entry as fields of an envelope; links without a site are those of the feed's."""
    base = feed.get("link") or ""
    url = urljoin(base, entry.get("link") or "") or None
    image = next((m.get("url") for m in entry.get("media_content", []) if m.get("url")), None)
    item: dict[str, Any] = {
        "url": url,
        "title": entry.get("title"),
        "summary": entry.get("summary"),
        "authors": [a.name for a in entry.get("authors", []) if a.get("name")],
        "published_at": entry.get("published"),
        "modified_at": dict.get(entry, "updated"),
        "tags": [tag.term for tag in entry.get("tags", []) if tag.get("term")],
        "image": urljoin(base, image) if image else None,
        "language": feed.get("language"),
        "source": None if canonical(url) else feed.get("title"),
        "feed": {"id": entry.get("id"), "title": feed.get("title")},
    }
    content = _full(entry)
    if content is not None:
        item["body"], item["content_type"] = content.value, content.get("type") or "text/html"
        if _plain(item["summary"] or "") == _plain(content.value):
            item["summary"] = None  # feedparser gives the one for the other
    return {name: value for name, value in item.items() if value}


def _full(entry: Any) -> Any:
    """The entry's content if it is more than a teaser."""
    given = [
        c
        for c in entry.get("content", [])
        if str(c.get("type", "")).startswith("text") or c.get("type") == "application/xhtml+xml"
    ]
    content = max(given, key=lambda c: len(c.value), default=None)
    if content is None or not (text := _plain(content.value)) or _CUT.search(text):
        return None
    summary = _plain(entry.get("summary", ""))
    known = "summary_detail" in entry and summary != text
    return None if known and len(text) < len(summary) else content


def _plain(value: str) -> str:
    return _TAGS.sub(" ", value).strip()
