"""The article's title: what the page gives as its title in several places, and which is believed.

Each distinct wording is a candidate: a value as it stands, and without what sites put round it
(their name, the section, the date). Points (`choice`) count by which places it is given, and
what it is like.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from workers.stages.decode.page.metadata import choice

LONGEST = 400
MOST_PIECES = 6
_SEPARATOR = re.compile(r"\s+[|·•»›→:–—-]{1,2}\s+|\s*[|•»›→]+\s*|\s*::\s*|(?<=\w)\s*:\s+|\s+//\s+")
_WORDS = re.compile(r"\w+")


@dataclass(slots=True)
class Candidate:
    """One wording; `places` are where the page gives it: "h1", or "h1<" for a part of that."""

    text: str
    places: list[str] = field(default_factory=list)
    origin: str = ""
    features: dict[str, float] = field(default_factory=dict)
    points: float = 0.0


def choose(values: list[tuple[str, str, str]], url: str | None) -> Candidate | None:
    """The wording with most points, of (place, value, origin); of equals the first."""
    found = candidates(values)
    describe(found, url)
    for candidate in found:
        candidate.points = choice.score("title", candidate.features)
    return max(found, key=lambda candidate: candidate.points, default=None)


def without_site(value: str, sites: Iterable[str]) -> str:
    """A title without the name of the site after or before it."""
    known = {fold(site) for site in sites}
    for cut in reversed(list(_SEPARATOR.finditer(value[:LONGEST]))):
        head, tail = value[: cut.start()].strip(), value[cut.end() :].strip()
        if head and fold(tail) in known:
            return without_site(head, sites)
        if tail and fold(head) in known and cut.start() > 0:
            return without_site(tail, sites)
    return value


def candidates(values: list[tuple[str, str, str]]) -> list[Candidate]:
    """Every wording once, with the places that give it."""
    found: dict[str, Candidate] = {}
    for part in (False, True):
        for place, value, origin in values:
            for text in _parts(value) if part else [value[:LONGEST]]:
                key = fold(text)
                if not key:
                    continue
                candidate = found.setdefault(key, Candidate(text, origin=origin))
                name = f"{place}<" if part else place
                if name not in candidate.places:
                    candidate.places.append(name)
    return list(found.values())


def _parts(value: str) -> list[str]:
    """A title's beginnings and endings at each separator."""
    value = value[:LONGEST]
    cuts = list(_SEPARATOR.finditer(value))[-MOST_PIECES:]
    heads = [value[: cut.start()].strip() for cut in cuts if cut.start() > 0]
    tails = [value[cut.end() :].strip() for cut in cuts]
    return [part for part in heads + tails if part]


def describe(found: list[Candidate], url: str | None) -> None:
    """Fills in the features that have weights."""
    slug = _slug(url)
    folded = [fold(candidate.text) for candidate in found]
    whole = [
        f" {f} " for f, c in zip(folded, found, strict=True) if any("<" not in p for p in c.places)
    ]
    for candidate, text in zip(found, folded, strict=True):
        words = text.split()
        within = sum(f" {text} " in other for other in whole)
        in_slug = sum(1 for word in words if _plain(word) in slug) / len(words)
        candidate.features = {
            **{f"at:{place}": 1.0 for place in candidate.places},
            "whole": float(any("<" not in place for place in candidate.places)),
            "within": float(min(within, 4)),
            "slug": in_slug if slug else 0.5,
            "short": float(len(words) < 3),
            "separator": float(_SEPARATOR.search(candidate.text) is not None),
        }


def fold(text: str) -> str:
    """A wording without case, quotes and punctuation."""
    return " ".join(_WORDS.findall(text.replace("\xad", "").casefold()))


def _slug(url: str | None) -> str:
    try:
        path = urlsplit(url or "").path
    except ValueError:
        return ""
    return _plain(unquote(path).casefold())


_SPELT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "ı": "i", "ł": "l"})


def _plain(text: str) -> str:
    """Letters as addresses have them: German umlauts spelt out, all other accents gone."""
    apart = unicodedata.normalize("NFD", text.translate(_SPELT))
    return "".join(char for char in apart if not unicodedata.combining(char))
