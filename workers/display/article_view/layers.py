"""A text cut where something begins or ends: quotes, mentions, repairs, removed parts.

Offsets are code points, as in the records, and so are Python's: characters outside the
basic plane need no care here, and the browser is given text, never offsets.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from workers.records import Article, Removal, Repair


@dataclass(frozen=True, slots=True)
class Mark:
    """What lies over text[start:end]: `number` counts the article's quotes or entities."""

    kind: Literal["quote", "entity", "speaker", "cue"]
    start: int
    end: int
    number: int
    corrected: str = ""
    """Of a mention that the article spells otherwise: the name rightly spelt."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of one line under the same marks; `repair` if it was repaired as a whole.

    Of a repair that left nothing `text` is empty.
    """

    text: str
    marks: tuple[Mark, ...] = ()
    repair: Repair | None = None
    removal: Removal | None = None


@dataclass(slots=True)
class Line:
    """A line of the text; or a part that was removed as lines of their own."""

    runs: list[Run] = field(default_factory=list)
    quotes: list[int] = field(default_factory=list)
    """The quotes that begin in it."""
    removed: Removal | None = None


def lines(article: Article) -> list[Line]:
    """The lines of an article from start to end, without empty ones.

    The texts of all runs together are the article's text without its line breaks. A mark
    that does not lie in the text is left out: records come from outside.
    """
    text, found = article.text, [Line()]
    begun: set[int] = set()
    changes = _changes(article)
    for start, end, over in _stretches(article):
        for change in changes.get(start, ()):
            _put_change(found, change, not start or text[start - 1] == "\n")
        repair = _repair_of(changes.get(start, ()), start, end)
        for number, piece in enumerate(text[start:end].split("\n")):
            if number:
                found.append(Line())
            if not piece:
                continue
            line = found[-1]
            line.runs.append(Run(piece, over, repair))
            repair = None  # told once
            new = [m.number for m in over if m.kind == "quote" and m.number not in begun]
            line.quotes += new
            begun.update(new)
    for change in changes.get(len(text), ()):
        _put_change(found, change, True)
    return [line for line in found if line.runs or line.removed]


def marks(article: Article) -> list[Mark]:
    """All that lies over the text, quotes first."""
    found = []
    for number, quote in enumerate(article.quotes or ()):
        speaker, cue = quote.speaker, quote.cue
        found.append(Mark("quote", quote.start, quote.end, number))
        if cue is not None:
            found.append(Mark("cue", cue.start, cue.end, number))
        if speaker.kind != "unknown" and speaker.start is not None and speaker.end is not None:
            found.append(Mark("speaker", speaker.start, speaker.end, number))
    for number, entity in enumerate(article.entities or ()):
        for mention in entity.mentions:
            corrected = mention.text if mention.corrected_from else ""
            found.append(Mark("entity", mention.start, mention.end, number, corrected))
    return [mark for mark in found if 0 <= mark.start < mark.end <= len(article.text)]


def _changes(article: Article) -> dict[int, list[Repair | Removal]]:
    """Repairs of the text and removed parts, by the place where they are to be shown."""
    found: dict[int, list[Repair | Removal]] = defaultdict(list)
    length = len(article.text)
    for removal in article.decoding.removed:
        found[min(max(removal.position, 0), length)].append(removal)
    for repair in article.decoding.repairs:
        if repair.field == "text" and 0 <= repair.start <= repair.end <= length:
            found[repair.start].append(repair)
    return found


def _stretches(article: Article) -> Iterator[tuple[int, int, tuple[Mark, ...]]]:
    """The text cut at every start and end, each stretch with the marks over it."""
    starts = defaultdict[int, list[Mark]](list)
    cuts = {0, len(article.text)}
    for mark in marks(article):
        starts[mark.start].append(mark)
        cuts |= {mark.start, mark.end}
    for place, here in _changes(article).items():
        cuts |= {place, *(change.end for change in here if isinstance(change, Repair))}
    over: list[Mark] = []
    places = sorted(cuts)
    for start, end in pairwise(places):
        over = [mark for mark in over if mark.end > start] + starts.get(start, [])
        yield start, end, tuple(over)


def _repair_of(changes: Sequence[Repair | Removal], start: int, end: int) -> Repair | None:
    """The repair that left a stretch, or its beginning."""
    left = (c for c in changes if isinstance(c, Repair) and c.start == start and c.end >= end)
    return next(left, None)


def _put_change(found: list[Line], change: Repair | Removal, line_begins: bool) -> None:
    """A removed part, or a repair that left nothing, in its place."""
    if isinstance(change, Repair):
        if change.start == change.end:
            found[-1].runs.append(Run("", repair=change))
    elif line_begins or "\n" in change.text.strip("\n"):
        found += [Line(removed=change), Line()]
    else:
        found[-1].runs.append(Run("", removal=change))
