"""Quote marks paired: which stretches of a text stand between marks.

Pairing never crosses a line break, so an unbalanced mark costs one paragraph at most.
What a mark does is read from its glyph, from what stands on both sides of it, and from
what is open, because published pages mix styles and turn marks the wrong way round.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from workers.stages.quote import lexicon
from workers.stages.quote.marks.inserted_clauses import inserts, pieces
from workers.stages.quote.marks.single_marks import Mark, marks, may_open, side, single_side

_ENGLISH = frozenset({"“", "”", "‟", '"', "''", "``"})
"""Marks that published English mixes up; any of them may close what any other opened."""
_SENTENCE_END = re.compile(r"[.!?…]\s+(?=[^\W\d_a-z])")
_SAID = re.compile(
    r",\s+(?:(?:said|says|added|wrote) (?:[A-Z]|the )"
    r"|(?:he|she|[A-Z][\w.-]+(?: [A-Z][\w.-]+)?) (?:said|says|added)\b)[^.!?]{0,120}[.!?]?$",
    re.MULTILINE,
)
LONG_TAIL = 800
"""An unclosed mark takes the rest of its line only up to this many characters; beyond
it, the first sentence (chosen by eye on pages that lost a mark)."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Text between marks; `outer_*` include the marks.

    `continued` means: the stretch before was left open and this one goes on with it, as
    speech over several paragraphs is printed.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    closed: bool
    continued: bool = False


def lines(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each line that holds more than white space."""
    at = 0
    for line in text.split("\n"):
        if line.strip():
            yield at, at + len(line)
        at += len(line) + 1


def stretches(text: str, language: str | None) -> list[Stretch]:
    """All stretches between marks, in order, none inside another.

    Double marks count, single ones only in a text that quotes with them (British
    style). Marks nested in a stretch belong to it.
    """
    data = lexicon.table("marks")
    pairs = data["pairs"]
    double = _all(text, lambda start, end: _double(text, start, end, pairs))
    double = [piece for one in double for piece in apart(text, one, language)]
    if language in data["single_languages"] and any(mark in text for mark in data["singles"]):
        single = _all(text, lambda start, end: _single(text, start, end))
        if _covered(single) > 2 * _covered(double):
            return single
    return double


def apart(text: str, one: Stretch, language: str | None, line: bool = False) -> list[Stretch]:
    """The pieces of a stretch that has the reporter's words inside, else the stretch."""
    found = inserts(text, (one.start, one.end), language, line)
    if not found:
        return [one]
    spans = pieces((one.start, one.end), found)
    made = [
        Stretch(low, high, low, high, True, continued=one.continued and not n)
        for n, (low, high) in enumerate(spans)
    ]
    made[0] = replace(made[0], outer_start=one.outer_start)
    if spans[-1][1] == one.end:
        made[-1] = replace(made[-1], outer_end=one.outer_end, closed=one.closed)
    return [s for s in made if any(c.isalpha() for c in text[s.start : s.end])]


def _covered(found: list[Stretch]) -> int:
    return sum(stretch.end - stretch.start for stretch in found)


def _all(text: str, in_line: Callable[[int, int], Iterator[Stretch]]) -> list[Stretch]:
    found: list[Stretch] = []
    for start, end in lines(text):
        here = [_until_said(text, one) for one in in_line(start, end)]
        left_open = bool(found) and not found[-1].closed
        if here and left_open and not text[start : here[0].outer_start].strip():
            here[0] = replace(here[0], continued=True)
        found += here
    whole = (
        _trimmed(text, _shortened(text, one, found[n + 1 : n + 2])) for n, one in enumerate(found)
    )
    return [one for one in whole if any(c.isalnum() for c in text[one.start : one.end])]


def _until_said(text: str, one: Stretch) -> Stretch:
    """`“We won, said Lee.`: a forgotten mark, shown by the attribution that ends the line."""
    said = None if one.closed else _SAID.search(text, one.start, one.end)
    if said is None:
        return one
    stop = said.start() + 1
    return replace(one, end=stop, outer_end=stop, closed=True)


def _shortened(text: str, one: Stretch, following: list[Stretch]) -> Stretch:
    """An unclosed stretch that nothing continues and that is long: its first sentence."""
    if one.closed or one.end - one.start <= LONG_TAIL or (following and following[0].continued):
        return one
    stop = _SENTENCE_END.search(text, one.start, one.end)
    end = stop.start() + 1 if stop else one.end
    return replace(one, end=end, outer_end=end)


def _trimmed(text: str, one: Stretch) -> Stretch:
    """Without the spaces that French sets inside marks."""
    inner = text[one.start : one.end]
    start = one.start + len(inner) - len(inner.lstrip())
    return replace(one, start=start, end=max(start, one.start + len(inner.rstrip())))


def _double(text: str, start: int, end: int, pairs: dict[str, str]) -> Iterator[Stretch]:
    """The stretches between double marks in one line; one left open runs to its end."""
    opened: Mark | None = None
    depth = 0
    for mark in marks(text, start, end, _glyphs("pairs")):
        if opened is None:
            if may_open(mark, pairs):
                opened, depth = mark, 0
            continue
        closers = pairs.get(opened.glyph, '”"')
        mixed = opened.glyph in _ENGLISH and mark.glyph in _ENGLISH
        does = side(mark)
        if does != "opening" and (mark.glyph in closers or (does == "closing" and mixed)):
            if not depth:
                yield Stretch(opened.end, mark.start, opened.start, mark.end, True)
                opened = None
            depth = max(0, depth - 1)
        elif does == "opening" and mark.glyph in pairs and mark.glyph not in closers:
            if _closers_ahead(text, mark.end, end, closers) > depth + 1:
                depth += 1
            elif mark.glyph == opened.glyph:
                yield _cut_before(text, opened, mark.start)
                opened = mark
    if opened is not None and text.count(" ", opened.end, end) > 1:
        stop = max(opened.end, start + len(text[start:end].rstrip()))
        yield Stretch(opened.end, stop, opened.start, stop, False)


def _single(text: str, start: int, end: int) -> Iterator[Stretch]:
    """The stretches between single marks in one line; only certain ends count."""
    opened: Mark | None = None
    for mark in marks(text, start, end, _glyphs("singles")):
        does = single_side(text, mark, end)
        if opened is None and does == "opening":
            opened = mark
        elif opened is not None and does == "closing":
            yield Stretch(opened.end, mark.start, opened.start, mark.end, True)
            opened = None


@cache
def _glyphs(kind: str) -> frozenset[str]:
    pairs: dict[str, str] = lexicon.table("marks")[kind]
    closers = {glyph for closing in pairs.values() if len(closing) < 3 for glyph in closing}
    return frozenset({*pairs, *closers} - ({"'"} if kind == "pairs" else set()))


def _cut_before(text: str, opened: Mark, at: int) -> Stretch:
    """A stretch whose closing mark is missing, ended where the next one opens."""
    stop = _SENTENCE_END.search(text, opened.end, at + 1)
    end = stop.start() + 1 if stop else at
    return Stretch(opened.end, end, opened.start, end, False)


def _closers_ahead(text: str, at: int, end: int, closers: str) -> int:
    return sum(text.count(mark, at, min(end, at + 2_000)) for mark in set(closers))
