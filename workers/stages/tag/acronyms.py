"""Acronyms that the text itself explains: "the World Health Organization (WHO)"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from workers.stages.tag.names import words
from workers.stages.tag.spans import Span

BRACKETED = re.compile(r"[\"”’']?\s?[(\[][\"“‘']?([A-Z][A-Za-z&.-]{1,9})[\"”’']?[)\]]")
SMALL = frozenset("of for and the in on to de la le du des et & a an".split())


def definitions(text: str, spans: Sequence[Span]) -> dict[str, str]:
    """Acronym to the long form before it, for those whose letters fit."""
    found: dict[str, str] = {}
    for span in spans:
        match = BRACKETED.match(text, span.end)
        if match and explains(text[span.start : span.end], match[1]):
            found.setdefault(match[1], text[span.start : span.end])
    return found


def with_acronyms(text: str, spans: Sequence[Span]) -> tuple[list[Span], dict[str, str]]:
    """The spans with every mention of a defined acronym, of its long form's weights."""
    defined = definitions(text, spans)
    if not defined:
        return list(spans), defined
    models = {text[span.start : span.end]: span for span in reversed(spans)}
    pattern = re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, defined)) + r")(?![\w$€£])")
    kept = list(spans)
    for match in pattern.finditer(text):
        weights = models[defined[match.group()]].weights
        over = [span for span in kept if span.start < match.end() and match.start() < span.end]
        if not over:
            kept.append(Span(*match.span(), dict(weights), found="acronym"))
        elif len(over) == 1 and over[0].end - over[0].start <= len(match.group()) + 2:
            over[0].start, over[0].end = match.span()
            over[0].weights = dict(weights)
    return sorted(kept, key=lambda span: span.start), defined


def explains(long: str, short: str) -> bool:
    """Whether `short` can stand for `long`: its capitals are the initials, in order.

    Small words may be left out, and one word may give two letters ("UNHCR", "Interpol").
    """
    parts = [part for part in words(long) if part]
    letters = [c for c in short if c.isalpha()]
    if len(letters) < 2 or len(parts) < 2 or len(short) >= len(long):
        return False
    initials = "".join(part[0] for part in parts if part.casefold() not in SMALL)
    every = "".join(piece[0] for part in parts for piece in part.split("-") if piece)
    capitals = "".join(c for c in short if c.isupper()) or short
    wanted = capitals.casefold()
    if wanted in (initials.casefold(), every.casefold()):
        return True
    begins = wanted[0] == initials[:1].casefold()
    return (begins and len(wanted) > 2 and _subsequence(wanted, initials.casefold() + "")) or (
        begins
        and len(letters) > 2
        and _subsequence(short.casefold(), long.casefold())
        and _subsequence(initials.casefold()[:2], short.casefold())
    )


def _subsequence(letters: str, text: str) -> bool:
    left = iter(text)
    return all(letter in left for letter in letters)
