"""Sentences, with what stands between marks kept whole."""

from __future__ import annotations

import re
from dataclasses import dataclass

from workers.stages.quote import lexicon
from workers.stages.quote.marks.pairing import Stretch, lines

_END = re.compile(
    r"(?:[.!?…]+[\"”“’'»)\]]*|[\"”“»])(\s+)"
    r"(?=(?:[\"“„‘'«(\[—–-]*|«[ \u00a0\u202f])[^\W_a-zß-öø-ÿ])"  # French: « Oui. »
)
_STARTERS = re.compile(
    r"(?:The|A|An|He|She|It|They|But|And|In|On|At|We|I|That|This|Mr|Ms"
    r"|Der|Die|Das|Er|Sie|Es|Im|Am|Wir|Ich|Auch|Doch|Damit|Dabei|Ein|Eine)\b"
)
_DOTTED_NUMBERS = frozenset("de da no nn is fi et lv cs sk sl hr sr bs hu tr".split())
"""Languages that write ordinal numbers with a full stop: `am 14. Dezember`."""
_ABBREVIATION = re.compile(r"(?:^|[\s(\"“'‘])([^\s(\"“'‘]+)\.$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence; `paragraph` counts lines with text, `stretches` lie inside it."""

    start: int
    end: int
    paragraph: int
    stretches: tuple[Stretch, ...]


def sentences(text: str, stretches: list[Stretch], language: str | None = None) -> list[Sentence]:
    """The sentences of a text in order; line breaks always end one."""
    dotted = language in _DOTTED_NUMBERS
    found: list[Sentence] = []
    at = 0
    for paragraph, (start, end) in enumerate(lines(text)):
        inside = []
        while at < len(stretches) and stretches[at].outer_start < end:
            inside.append(stretches[at])
            at += 1
        n = 0
        for low, high in _split(text, start, end, inside, dotted):
            first = n
            while n < len(inside) and inside[n].outer_start < high:
                n += 1
            found.append(Sentence(low, high, paragraph, tuple(inside[first:n])))
    return found


def _split(
    text: str, start: int, end: int, inside: list[Stretch], dotted: bool
) -> list[tuple[int, int]]:
    cuts = [start]
    n = 0
    for hit in _END.finditer(text, start, end):
        cut = hit.start(1)
        while n < len(inside) and inside[n].outer_end < cut:
            n += 1
        at = inside[n] if n < len(inside) else None
        if at is not None and at.outer_start < cut < at.outer_end:
            continue
        closed = at if at is not None and at.closed and at.outer_end == cut else None
        if closed is not None:
            ends = _ends_quoted(text, closed, hit.end(1), end)
        else:
            ends = _ends_plain(text, cuts[-1], cut, hit.end(1), dotted)
        if ends:
            cuts.append(hit.end(1))
    return [(low, high) for low, high in zip(cuts, [*cuts[1:], end], strict=True) if low < high]


def _ends_quoted(text: str, quoted: Stretch, following: int, end: int) -> bool:
    """Whether a sentence ends with quoted words: `“We won.” Then they left.`"""
    last = text[quoted.end - 1]
    if last in ",;:" or last.isalnum():
        return False
    return not _attributes(text, following, end, 1 if last == "." else 4)


def _ends_plain(text: str, start: int, cut: int, following: int, dotted: bool) -> bool:
    """Whether a full stop ends a sentence and no abbreviation."""
    if text[cut - 1] in '"”“»':
        return False
    hit = _ABBREVIATION.search(text[max(start, cut - 40) : cut])
    if not hit or text[cut - 1] != ".":
        return True
    word = hit.group(1)
    if word in lexicon.words("abbreviations", "titles") or re.fullmatch(r"[A-Z]", word):
        return False
    if dotted and re.fullmatch(r"\d{1,2}", word):
        return bool(_STARTERS.match(text, following))
    if "." in word or word in lexicon.words("abbreviations", "others"):
        return bool(_STARTERS.match(text, following))
    return True


_CLAUSE_STARTERS = {"it", "he", "she", "they", "that", "we", "there", "the"}
_CLAUSE = re.compile(r"[^.!?\"“”«»:]{0,90}")


def _attributes(text: str, following: int, end: int, most: int) -> bool:
    """Whether what follows a closing mark can only be the attribution of what it closed.

    At most `most` words from the verb of reporting on, and none that starts a clause.
    """
    clause = _CLAUSE.match(text, following, end)
    assert clause is not None
    if text[clause.end() : end].lstrip()[:1] not in (".", ""):
        return False
    words = re.findall(r"[^\W\d_]+", clause.group())
    cues = lexicon.english_cues()
    place = next((n for n, word in enumerate(words[:7]) if word in cues), None)
    if place is None or place < 1 or len(words) - place > most:
        return False
    return not _CLAUSE_STARTERS & {word.lower() for word in words[place + 1 :]}
