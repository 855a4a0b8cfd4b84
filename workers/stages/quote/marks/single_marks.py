"""Single marks: what a glyph, and what stands on both sides of it, say it does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

Side = Literal["opening", "closing", "either", "neither"]
_BEFORE_OPENING = frozenset(" \t\u00a0\u2009\u202f\u200b([{—–-/…:;,。，：'‘")
_AFTER_CLOSING = frozenset(" \t\u00a0\u2009\u202f\u200b)]}—–-.,;:!?…'’。，、！？")
_ALWAYS_OPENING = "「『〝"
_OPENING_GLYPHS = "“„‟«‹「『〝``"
_CLOSING_GLYPHS = "”›」』〞〟"
_SURE_CLOSE = re.compile(r"‘|[.,!?…]’(?!\w)")


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark with its place and its neighbours; a line's ends count as spaces."""

    glyph: str
    start: int
    end: int
    before: str
    behind: str
    first: bool


def marks(text: str, start: int, end: int, glyphs: frozenset[str]) -> Iterator[Mark]:
    """The marks of a line, in order."""
    for hit in _finder(glyphs).finditer(text, start, end):
        yield Mark(
            glyph=hit.group(),
            start=hit.start(),
            end=hit.end(),
            before=text[hit.start() - 1] if hit.start() > start else " ",
            behind=text[hit.end()] if hit.end() < end else " ",
            first=hit.start() == start,
        )


@cache
def _finder(glyphs: frozenset[str]) -> re.Pattern[str]:
    one = "".join(sorted(re.escape(glyph) for glyph in glyphs if len(glyph) == 1 and glyph != "'"))
    two = sorted(re.escape(glyph) for glyph in glyphs if len(glyph) == 2)
    # three apostrophes: a single mark inside a double one, which is the outer of the two
    both = [rf"(?<!\S){glyph}|{glyph}(?!')" for glyph in two]
    alone = ["(?<!')'(?!')"] if "'" in glyphs else []
    return re.compile("|".join([*both, *alone, f"[{one}]"]))


def side(mark: Mark) -> Side:
    """What a double mark does, by its neighbours first and its glyph second."""
    inside = not mark.first and not mark.before.isspace() and mark.before not in "([（：:—–-"
    if mark.glyph in "”」』〞" and inside:
        return "closing"
    if mark.glyph in _ALWAYS_OPENING:
        return "opening"
    opens = mark.before in _BEFORE_OPENING
    closes = mark.behind in _AFTER_CLOSING
    if opens != closes:
        return "opening" if opens else "closing"
    if mark.before in ".,!?…" and not mark.behind.isalnum():
        return "closing"
    if mark.glyph in _OPENING_GLYPHS:
        return "opening"
    return "closing" if mark.glyph in _CLOSING_GLYPHS else "either"


def may_open(mark: Mark, pairs: dict[str, str]) -> bool:
    """Whether a double mark opens a stretch where none is open."""
    if mark.glyph == '"' and mark.before.isdigit():
        return False  # inches
    does = side(mark)
    if does == "closing":  # `she said:“We won”`, the space forgotten
        return mark.glyph in "“„«「『" and mark.before in "：，:"
    return mark.glyph in pairs or (does == "opening" and mark.glyph == "”")


def single_side(text: str, mark: Mark, end: int) -> Side:
    """What a single mark does; most are apostrophes and do neither."""
    if mark.before in _BEFORE_OPENING - {"…"} and (mark.behind.isalnum() or mark.behind in '“"…'):
        return "opening"
    if mark.before in '.,!?…—”"' and not mark.behind.isalnum():
        return "closing"
    if mark.glyph != "’" or not mark.before.isalnum() or mark.behind not in " ,.;:":
        return "neither"
    # `the farmers’ union knows it,’`: a later mark closes for certain, so this one does not
    later = _SURE_CLOSE.search(text, mark.end, end)
    return "closing" if later is None or later.group() == "‘" else "neither"
