"""Acronyms that the text explains: "the World Health Organization (WHO)".

An acronym explained by words in small letters ("non-performing loans (NPL)") names nothing, nor
does one of things that needs no words (GDP); one alone in brackets before a dash at the start
of a line, or between slashes (/TASS/), is a news agency.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from workers.stages.tag.languages import Language
from workers.stages.tag.names.normalise import words
from workers.stages.tag.recognition.spans import Span, likeliest, merged

SHORT = r"([A-Z][A-Za-z&.-]{1,9})"
BRACKETED = re.compile(rf"[\"”’']?\s?[(\[][\"“‘']?{SHORT}[\"”’']?[)\]]")
COMMON = re.compile(rf"((?:\b[a-z][a-z-]+ ){{1,5}}[a-z][a-z-]+) \({SHORT}\)")
AGENCY = r"([A-Z]{2,12}|[A-Z][a-z]{2,9})"
DATELINE = re.compile(
    rf"^[^\n]{{2,80}}? (?:\({AGENCY}\) ?[-–—]{{1,2}}|/{AGENCY}/[.:]?(?: ?[-–—]{{1,2}})?) ",
    re.MULTILINE,
)
SMALL = frozenset("of for and the in on to de la le du des et & a an".split())


def with_acronyms(
    text: str, spans: Sequence[Span], language: Language
) -> tuple[list[Span], dict[str, str]]:
    """The spans with all mentions of explained acronyms, and acronym to long form."""
    defined = definitions(text, spans)
    explained = {m[2] for m in COMMON.finditer(text) if _explained_small(m)}
    terms = (explained | language.abbreviations) - defined.keys()
    written = [text[span.start : span.end] for span in spans]
    kept = [
        span
        for span, name in zip(spans, written, strict=True)
        if terms.isdisjoint((name, name.removesuffix("s")))
    ]
    datelines = (match.span(match.lastindex or 0) for match in DATELINE.finditer(text))
    new = [Span(*agency, {"ORG": 1.0}, found="dateline") for agency in datelines]
    longs = dict(zip(reversed(written), reversed(spans), strict=True))
    for match in _mentions(text, defined):
        weights = dict(longs[defined[match.group()]].weights)
        new.append(Span(*match.span(), weights, found="acronym"))
    return merged(kept, new, _about_as_long), defined


def definitions(text: str, spans: Sequence[Span]) -> dict[str, str]:
    """Acronym to the long form that stands before it."""
    found: dict[str, str] = {}
    for span in spans:
        match = BRACKETED.match(text, span.end)
        if not match:
            continue
        long, short = text[span.start : span.end], match[1]
        is_body = likeliest(span.weights) in ("ORG", "MISC") and " " in long
        capitals = sum(letter.isupper() for letter in short)
        if explains(long, short) or (is_body and capitals > 1 and capitals * 2 > len(short)):
            found.setdefault(short, long)
    return found


def explains(long: str, short: str) -> bool:
    """Whether `short` can stand for `long`.

    Its capitals are the initials of the words (small words and parts of compounds may
    count or not), or its letters stand in the long form in order and begin as it begins.
    """
    parts = words(long)
    pieces = [piece for part in parts for piece in part.split("-") if piece]
    if len(pieces) < 2 or len(short) < 2 or len(short) >= len(long):
        return False
    wanted = ("".join(c for c in short if c.isupper()) or short).casefold()
    initials = "".join(part[0] for part in parts if part.casefold() not in SMALL).casefold()
    every = "".join(piece[0] for piece in pieces).casefold()
    if wanted in (initials, every):
        return True
    letters = short.casefold()
    starts = letters[0] == initials[:1] and len(letters) > 2
    return starts and _in_order(initials[:2], letters) and _in_order(letters, long.casefold())


def _explained_small(match: re.Match[str]) -> bool:
    """Whether the last of the small words before the bracket explain what is in it."""
    small = match[1].split()
    return any(explains(" ".join(small[-n:]), match[2]) for n in range(1, len(small) + 1))


def _mentions(text: str, defined: dict[str, str]) -> Sequence[re.Match[str]]:
    if not defined:
        return []
    pattern = r"(?<![\w-])(?:" + "|".join(map(re.escape, defined)) + r")(?![\w$€£])"
    return list(re.finditer(pattern, text))


def _about_as_long(new: Span, touched: Sequence[Span]) -> bool:
    """An acronym takes the place of a reading of it with or without its bracket."""
    size = new.end - new.start
    return not touched or (len(touched) == 1 and touched[0].end - touched[0].start <= size + 2)


def _in_order(letters: str, text: str) -> bool:
    left = iter(text)
    return all(letter in left for letter in letters)
