"""Quote marks paired: which stretches of a text stand between marks.

Pairing never crosses a line break, so an unbalanced mark costs one paragraph at most.
What a mark does is read from its glyph, from what stands on both sides of it, and from
what is open, because published pages mix styles and turn marks the wrong way round.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from workers.stages.quote import lexicon

OPENING, CLOSING, EITHER = "opening", "closing", "either"
_BEFORE_OPENING = set(" \t\u00a0\u2009\u202f\u200b([{—–-/…:;,。，：")
_AFTER_CLOSING = set(" \t\u00a0\u2009\u202f\u200b)]}—–-.,;:!?…'’。，、！？")
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
    double = _all(text, data["pairs"], strict=False)
    if language in data["single_languages"] and any(mark in text for mark in data["singles"]):
        outside = _all(text, data["singles"], strict=True)
        if _covered(outside) > 2 * _covered(double):
            return outside
    return double


def _covered(found: list[Stretch]) -> int:
    return sum(stretch.end - stretch.start for stretch in found)


def _all(text: str, pairs: dict[str, str], strict: bool) -> list[Stretch]:
    found: list[Stretch] = []
    for start, end in lines(text):
        in_line = [_until_said(text, s) for s in _in_line(text, start, end, pairs, strict)]
        left_open = bool(found) and not found[-1].closed
        if in_line and left_open and not text[start : in_line[0].outer_start].strip():
            in_line[0] = replace(in_line[0], continued=True)
        found += in_line
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


def _in_line(
    text: str, start: int, end: int, pairs: dict[str, str], strict: bool
) -> Iterator[Stretch]:
    opened: tuple[int, int, str] | None = None  # outer start, inner start, closers
    depth = 0
    for hit in _finder(pairs).finditer(text, start, end):
        mark, at, after = hit.group(), hit.start(), hit.end()
        side = _side(text, mark, at, after, start, end, strict)
        if opened is None:
            if (side == OPENING) if strict else _may_open(text, mark, at, side, pairs, start):
                opened, depth = (at, after, pairs.get(mark, '”"')), 0
            continue
        if strict and (side != CLOSING or _apostrophe(text, at, end)):
            continue
        english = text[opened[0]] in _ENGLISH and mark in _ENGLISH and not strict
        if side != OPENING and (mark in opened[2] or (side == CLOSING and english)):
            if depth:
                depth -= 1
                continue
            yield Stretch(opened[1], at, opened[0], after, True)
            opened = None
        elif mark in pairs and mark not in opened[2] and side == OPENING and not strict:
            if _closers_ahead(text, after, end, opened[2]) > depth + 1:
                depth += 1
            elif mark == text[opened[0]]:
                yield _cut_before(text, opened, at)
                opened = (at, after, pairs[mark])
    if opened is not None and not strict and text.count(" ", opened[1], end) > 1:
        stop = len(text[:end].rstrip()) if end < start + 20_000 else end
        yield Stretch(opened[1], max(stop, opened[1]), opened[0], max(stop, opened[1]), False)


_ENGLISH = frozenset("“”‟\"'`") | {"''", "``"}
"""Marks that published English mixes up; any of them may close what any other opened."""
_SURE_CLOSE = re.compile(r"‘|[.,!?…]’(?!\w)")


def _apostrophe(text: str, at: int, end: int) -> bool:
    """`the farmers’ union knows it,’`: a later mark closes for certain, so this one does not."""
    if text[at] != "’" or not text[at - 1].isalnum():
        return False
    later = _SURE_CLOSE.search(text, at + 1, end)
    return later is not None and later.group() != "‘"


def _cut_before(text: str, opened: tuple[int, int, str], at: int) -> Stretch:
    """A stretch whose closing mark is missing, ended where the next one opens."""
    stop = None
    for stop in _SENTENCE_END.finditer(text, opened[1], at + 1):
        break
    end = stop.start() + 1 if stop else at
    return Stretch(opened[1], end, opened[0], end, False)


def _closers_ahead(text: str, at: int, end: int, closers: str) -> int:
    return sum(text.count(mark, at, min(end, at + 2_000)) for mark in set(closers))


def _finder(pairs: dict[str, str]) -> re.Pattern[str]:
    marks = sorted({*pairs, *"".join(c for c in pairs.values())} - {"'"} | set(pairs), key=len)
    one = "".join(re.escape(mark) for mark in marks if len(mark) == 1)
    two = [re.escape(mark) for mark in marks if len(mark) == 2]
    # three apostrophes: a single mark inside a double one, which is the outer of the two
    both = [rf"(?<!\S){mark}|{mark}(?!')" for mark in two]
    one = one.replace("'", "")
    alone = ["(?<!')'(?!')"] if "'" in pairs else []
    return re.compile("|".join([*both, *alone, f"[{one}]"]))


def _side(text: str, mark: str, at: int, after: int, start: int, end: int, strict: bool) -> str:
    before = text[at - 1] if at > start else " "
    behind = text[after] if after < end else " "
    if strict:
        if before in _BEFORE_OPENING - {"…"} and (behind.isalnum() or behind in '“"…'):
            return OPENING
        if before in '.,!?…—”"' and not behind.isalnum():
            return CLOSING
        return CLOSING if mark == "’" and before.isalnum() and behind in " ,.;:" else ""
    if mark in "”」』〞" and at > start and not before.isspace() and before not in "([（：:—–-":
        return CLOSING
    if mark in "「『〝":
        return OPENING
    opens = before in _BEFORE_OPENING or before in "'‘"
    closes = behind in _AFTER_CLOSING
    if opens != closes:
        return OPENING if opens else CLOSING
    if before in ".,!?…" and not behind.isalnum():
        return CLOSING
    if mark in "“„‟«‹「『〝``":
        return OPENING
    return CLOSING if mark in "”›」』〞〟" else EITHER


def _may_open(text: str, mark: str, at: int, side: str, pairs: dict[str, str], start: int) -> bool:
    if mark == '"' and at > start and text[at - 1].isdigit():
        return False  # inches
    if side == CLOSING:
        return mark in "“„«「『" and mark in pairs and at > start and text[at - 1] in "：，:"
    return mark in pairs or (side == OPENING and mark in "”")
