"""Times as scrapers write them, to the one form that the records use."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from dateutil import parser

from workers.records import moment

OLDEST_YEAR = 1600
"""Newspapers begin in 1605; below, it is a default value or a slip."""

MILLISECONDS_FROM = 1e11
"""As seconds this is the year 5138, so a larger number counts milliseconds."""


_NUMBER = re.compile(r"-?\d{9,13}(?:\.\d+)?")
_ZONE = re.compile(r"\s*(?:(?:UTC|GMT)?\s*([+-]\d\d):?(\d\d)|(?:UTC|GMT|Z))(?:\s*\([^)]*\))?$")
_NAMED = re.compile(r"[A-Za-z]{3,}\.? \d{1,2},? \d{4}|\d{1,2}\.? [A-Za-z]{3,}\.?,? \d{4}")
LONGEST = 60


def as_moment(value: str | float) -> str | None:
    """ISO 8601, RFC 2822 (as in RSS) or POSIX seconds or milliseconds, as a `moment`.

    Without an offset it is taken as UTC. None for what is no date.
    """
    try:
        at = _read(value)
        if at.tzinfo is None:
            at = at.replace(tzinfo=UTC)
        written = moment(at.timestamp())
    except (ValueError, OverflowError, OSError, TypeError):
        return None
    return written if at.year >= OLDEST_YEAR else None


def offset(value: str) -> str | None:
    """The time zone of a date as written ("+09:00"); None for a day, or a time without one."""
    try:
        at = _read(value)
    except (ValueError, OverflowError, OSError, TypeError):
        return None
    zone = at.utcoffset()
    if zone is None or _NUMBER.fullmatch(value.strip()) or len(value.strip()) <= len("2026-01-31"):
        return None
    minutes = int(zone.total_seconds() // 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def _read(value: str | float) -> datetime:
    if isinstance(value, int | float):
        return _from_number(value)
    value = value.strip()
    return _from_number(float(value)) if _NUMBER.fullmatch(value) else _from_text(value)


def _from_number(value: float) -> datetime:
    return datetime.fromtimestamp(value / 1000 if abs(value) > MILLISECONDS_FROM else value, UTC)


def _from_text(value: str) -> datetime:
    given, value = value, _ZONE.sub(lambda m: f"{m[1]}:{m[2]}" if m[1] else "Z", value)
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(given)  # it reads "+0100", and drops "+01:00"
    except (ValueError, IndexError, TypeError):
        if len(value) > LONGEST or not _NAMED.search(value):
            raise ValueError("no date") from None
    at: datetime = parser.parse(value, ignoretz=False)
    return at
