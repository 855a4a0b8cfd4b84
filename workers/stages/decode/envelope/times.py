"""Times as scrapers write them, to the one form that the records use."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from workers.records import moment

OLDEST_YEAR = 1600
"""Newspapers begin in 1605; below, it is a default value or a slip."""

MILLISECONDS_FROM = 1e11
"""As seconds this is the year 5138, so a larger number counts milliseconds."""


def as_moment(value: str | float) -> str | None:
    """ISO 8601, RFC 2822 (as in RSS) or POSIX seconds or milliseconds, as a `moment`.

    Without an offset it is taken as UTC. None for what is no date.
    """
    try:
        at = _from_number(value) if isinstance(value, int | float) else _from_text(value.strip())
        if at.tzinfo is None:
            at = at.replace(tzinfo=UTC)
        written = moment(at.timestamp())
    except (ValueError, OverflowError, OSError, TypeError):
        return None
    return written if at.year >= OLDEST_YEAR else None


def _from_number(value: float) -> datetime:
    return datetime.fromtimestamp(value / 1000 if abs(value) > MILLISECONDS_FROM else value, UTC)


def _from_text(value: str) -> datetime:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return parsedate_to_datetime(value)
