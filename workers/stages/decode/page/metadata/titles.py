"""The article's title: what the page gives as its title in several places, and which is believed.

Each distinct wording is a candidate: a value as it stands, and without what sites put round it
(their name, the section, the date). A logistic model (`choice`) weighs by which places it is
given, and what it is like.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from workers.stages.decode.page.metadata import choice

LONGEST = 400
MOST_PIECES = 6
_SEPARATOR = re.compile(r"\s+[|·•»›→:–—-]{1,2}\s+|\s*[|•»›→]+\s*|\s*::\s*|(?<=\w)\s*:\s+|\s+//\s+")
_DIGITS = re.compile(r"\d{1,2}\.\d{1,2}\.\d{2,4}|\d{1,2}[:.]\d{2}")
_WORDS = re.compile(r"\w+")


@dataclass(slots=True)
class Candidate:
    """One wording; `places` are where the page gives it: "h1", or "h1<" for a part of that."""

    text: str
    places: list[str] = field(default_factory=list)
    origin: str = ""
    features: dict[str, float] = field(default_factory=dict)
    probability: float = 0.0


def choose(
    values: list[tuple[str, str, str]], sites: Iterable[str], url: str | None
) -> Candidate | None:
    """The wording that is most likely the title, of (place, value, origin) in order of trust."""
    found = candidates(values)
    describe(found, list(sites), url)
    for candidate in found:
        candidate.probability = choice.probability("title", candidate.features)
    return max(found, key=lambda candidate: candidate.probability, default=None)


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


def describe(found: list[Candidate], sites: list[str], url: str | None) -> None:
    """Fills in the features of the model."""
    site_words = [fold(site).replace(" ", "") for site in sites if site]
    slug = _slug(url)
    folded = [fold(candidate.text) for candidate in found]
    longest = max((len(text.split()) for text in folded), default=1)
    whole = [
        f" {f} " for f, c in zip(folded, found, strict=True) if any("<" not in p for p in c.places)
    ]
    for candidate, text in zip(found, folded, strict=True):
        words = text.split()
        joined = text.replace(" ", "")
        within = sum(f" {text} " in other for other in whole)
        places = {place.rstrip("<") for place in candidate.places}
        in_slug = sum(1 for word in words if _plain(word) in slug) / len(words)
        candidate.features = {
            **{f"at:{place}": 1.0 for place in candidate.places},
            "places": math.log(len(places)),
            "whole": float(any("<" not in place for place in candidate.places)),
            "within": min(within, 4) / 2,
            "site": float(
                any(w == joined or (len(w) > 3 and joined.startswith(w)) for w in site_words)
            ),
            "ends_in_site": float(any(len(w) > 3 and joined.endswith(w) for w in site_words)),
            "words": math.log(len(words)),
            "short": float(len(words) < 3),
            "share": len(words) / longest,
            "slug": in_slug if slug else 0.5,
            "separator": float(_SEPARATOR.search(candidate.text) is not None),
            "bar": float("|" in candidate.text or "»" in candidate.text),
            "digits": float(_DIGITS.search(candidate.text) is not None),
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
