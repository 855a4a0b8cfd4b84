"""Speakers named together: `Anna Mayer and Tom Reed said`."""

from __future__ import annotations

import re
from itertools import pairwise

from workers.records import Entity
from workers.stages.quote.attribution.referents import Cast
from workers.stages.quote.language_tables import languages, table_of
from workers.stages.quote.reporting.by_words import names
from workers.stages.quote.spans import Span

_LINK = r"(?:,\s*(?:{and_}\s+)?|\s+(?:{and_}|&)\s+)"
_ROLE = r"(?:[^,;:()\n]{0,50}?\s)?"
"""Words of an office before the next name."""
REACH = 120
"""Characters from the first name of a list to the verb at most."""


def coordinated(
    text: str, span: Span, cue: Span | None, cast: Cast, language: str | None
) -> list[tuple[int, int, Entity | None, str | None]]:
    """(start, end, entity, name) of each speaker in a phrase behind the first.

    Only names that `and` joins, with commas between those before it; by entities where the
    phrase holds any, else by the words.
    """
    and_ = _and(language)
    span = _listed(text, span, cue, cast, and_)
    inside = [n for n in cast.inside(span) if n.start >= span[0] and n.end <= span[1]]
    inside = [n for n in inside if n.entity.type in ("PER", "ORG")]
    if not cast.mentions and language in languages() and table_of(language or "").spaced:
        return _by_words(text, span, language or "", and_)
    if len(inside) < 2 or not re.search(rf"(?:{and_}|&)\s", text[inside[0].end : inside[-1].start]):
        return []
    link = re.compile(_LINK.format(and_=and_) + _ROLE)
    found: list[tuple[int, int, Entity | None, str | None]] = []
    for before, mention in pairwise(inside):
        if link.fullmatch(text, before.end, mention.start) and mention.entity != inside[0].entity:
            found.append((mention.start, mention.end, mention.entity, None))
        else:
            break
    return found


def _listed(text: str, span: Span, cue: Span | None, cast: Cast, and_: str) -> Span:
    """A phrase with the names behind its first comma: `Mayer, | Reed and Prahl said`."""
    if cue is None or not 0 < cue[0] - span[1] < REACH:
        return span
    people = [n for n in cast.inside((span[1], cue[0])) if n.entity.type in ("PER", "ORG")]
    low, link = span[1], re.compile(_LINK.format(and_=and_) + _ROLE)
    for mention in people:
        if not link.fullmatch(text, low, mention.start):
            return span
        low = mention.end
    listed = bool(people) and not text[low : cue[0]].strip() and text[span[1]] == ","
    joined = re.search(rf"\s(?:{and_})\s", text[span[1] : low])
    return (span[0], low) if listed and joined else span


def _and(language: str | None) -> str:
    words = {"and"} if language == "en" else set()
    if language in languages():
        words |= table_of(language or "").joins
    return "|".join(sorted(map(re.escape, words))) or "and"


def _by_words(
    text: str, span: Span, language: str, and_: str
) -> list[tuple[int, int, Entity | None, str | None]]:
    found: list[tuple[int, int, Entity | None, str | None]] = []
    at = span[0]
    parts = []
    for hit in re.finditer(rf"\s+(?:{and_})\s+", text[slice(*span)]):
        parts.append((at, span[0] + hit.start()))
        at = span[0] + hit.end()
    parts.append((at, span[1]))
    called = [names.name(text[low:high], language) for low, high in parts]
    if len(parts) < 2 or not all(called):
        return []
    for (_, high), name in list(zip(parts, called, strict=True))[1:]:
        assert name is not None
        found.append((high - len(name), high, None, name))
    return found
