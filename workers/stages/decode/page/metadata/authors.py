"""Who wrote the article: what the page says in several places, and which of it is believed.

Each place gives a list of names; points (`choice`) say how believable it is, from where it was
found and how well it agrees with the others.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from workers.stages.decode.envelope import author_names
from workers.stages.decode.page.blocks import Block
from workers.stages.decode.page.metadata import bylines, choice

MOST_LINES = 10
NEAR_TITLE = 6
"""Blocks from the headline to a line that may be the by-line."""
LEAST = 2.0
"""By-lines with fewer points are not believed, they may be another story's: a person's name and
one thing more have to speak for them."""
STATED = 0.0
"""The same for names in the page's metadata, which speak of this page: as much for as against."""


@dataclass(slots=True)
class Candidate:
    """The names that one place on the page gives, and what is known about it."""

    origin: str
    where: str
    names: list[str]
    raw: str = ""
    after_title: bool = False
    elsewhere: bool = False
    features: dict[str, float] = field(default_factory=dict)
    points: float = 0.0


def from_values(origin: str, where: str, values: list[str]) -> Candidate:
    """A candidate from values of metadata, each of one or more names."""
    return Candidate(origin, where, _names(values), ", ".join(values))


def from_markup(found: Iterable[bylines.Byline]) -> list[Candidate]:
    """Candidates from by-lines in the markup."""
    return [
        Candidate(
            "html",
            line.how,
            _names(line.texts),
            "\n".join(line.texts),
            line.after_title,
            line.elsewhere,
        )
        for line in found
    ]


def from_lines(blocks: list[Block]) -> list[Candidate]:
    """Candidates from lines of the text that begin as by-lines do."""
    title = next((i for i, b in enumerate(blocks) if b.kind == "heading" and b.level == 1), None)
    first = next(
        (
            i
            for i, block in enumerate(blocks)
            if (title is None or i > title) and len(block.text) - block.links >= 100
        ),
        len(blocks),
    )
    found = []
    for index, block in enumerate(blocks):
        if len(block.text) > 150 or not bylines.OPENS.match(block.text):
            continue
        after = title is None or index > title
        head = after and index <= first
        near = title is not None and abs(index - title) <= NEAR_TITLE
        where = "line-head" if head else "line-near" if near else "line-late"
        found.append(Candidate("html", where, _names([block.text]), block.text, after))
        if len(found) >= MOST_LINES:
            break
    return found


def choose(candidates: list[Candidate]) -> Candidate | None:
    """The most believable candidate, or None."""
    known = [candidate for candidate in candidates if candidate.names]
    describe(known)
    for candidate in known:
        candidate.points = choice.score("author", candidate.features)
    best = max(known, key=lambda candidate: candidate.points, default=None)
    if best is None:
        return None
    return best if best.points >= (LEAST if best.origin == "html" else STATED) else None


def describe(candidates: list[Candidate]) -> None:
    """Fills in the features that have weights."""
    last = [{_letters(name.split()[-1]) for name in c.names} for c in candidates]
    orders: dict[str, int] = {}
    for at, candidate in enumerate(candidates):
        orders[candidate.where] = order = orders.get(candidate.where, -1) + 1
        same = {
            c.where
            for other, c in enumerate(candidates)
            if other != at and c.where != candidate.where and last[other] == last[at]
        }
        joined = _letters("".join(candidate.names))
        person = sum(map(author_names.looks_like_a_person, candidate.names)) / len(candidate.names)
        candidate.features = {
            f"where:{candidate.where}": 1.0,
            "elsewhere": float(candidate.elsewhere),
            "after_title": float(candidate.after_title),
            "same": float(min(len(same), 4)),
            "person": person,
            "order": math.log1p(order),
            "other_text": min(2.0, math.log(1 + max(0, len(candidate.raw) - len(joined)) / 10)),
        }


def _names(values: list[str]) -> list[str]:
    found: dict[str, str] = {}
    for value in values:
        for name in author_names.split(value):
            found.setdefault(name.casefold(), name)
    return list(found.values())[:30]


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
