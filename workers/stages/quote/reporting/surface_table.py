"""The words of the languages that are not parsed, one table each (`data/surface.json`)."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from workers.stages.quote import lexicon

WORD = re.compile(r"[^\W_]+(?:[-.'’][^\W_]+)*")


def languages() -> frozenset[str]:
    """The languages that have a table."""
    return frozenset(lexicon.table("surface"))


@cache
def table_of(language: str) -> dict[str, Any]:
    """The table of a language, its lists as sets; empty where it has none."""
    found: dict[str, Any] = lexicon.table("surface").get(language, {})
    return {key: frozenset(held) if isinstance(held, list) else held for key, held in found.items()}
