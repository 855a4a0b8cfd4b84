"""What a page claims of itself, checked: values made regular, and why some cannot be true."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from workers.records import moment, seconds_of
from workers.stages.decode.envelope.times import as_moment
from workers.stages.decode.envelope.urls import canonical

EARLIEST = "1990"
"""Pages are younger than the Web; older dates are those of what a page is about."""

LEEWAY_SECONDS = 24 * 3600.0
"""Clocks are wrong and zones are left out: this far after it was received a date may lie."""

_LANGUAGE = re.compile(r"[a-z]{2,3}(?=[-_,; ]|$)")


def check(
    name: str, value: str, url: str | None, received_at: str | None
) -> tuple[str, str | None]:
    """A claimed value in regular form, and the reason to drop it (None: it can be true)."""
    value = value.strip()
    if not value:
        return "", "empty"
    if name in ("date", "modified"):
        return _date(value, received_at)
    if name == "language":
        match = _LANGUAGE.match(value.lower())
        return (match.group()[:3], None) if match else (value, "no-language-code")
    if name == "canonical_url":
        return _address(value, url)
    if name == "image":
        return (value, None) if canonical(value) else (value, "no-url")
    return value, None


def _date(value: str, received_at: str | None) -> tuple[str, str | None]:
    at = as_moment(value)
    if at is None:
        return value, "no-date"
    if at < EARLIEST:
        return at, "before-the-web"
    if received_at and at > moment(seconds_of(received_at) + LEEWAY_SECONDS):
        return at, "after-it-was-received"
    return at, None


def _address(value: str, url: str | None) -> tuple[str, str | None]:
    address = canonical(value)
    if address is None:
        return value, "no-url"
    if url and urlsplit(address).path in ("", "/") and not urlsplit(address).query:
        known = canonical(url)
        if known and urlsplit(known).path not in ("", "/"):
            return address, "home-page"
    return address, None
