"""Lines that a site puts into all of its articles, learnt from the articles themselves.

`learn` is pure: memory in, memory out. A line counts once a page, however often the page is
seen again, so that a replay changes nothing. From the `KNOWN_FROM`-th page on that carries
it, a line is boilerplate. Lines are kept as hashes; the memory of a site is bounded in lines,
and a line that was not met for some days is forgotten.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from xxhash import xxh3_64_intdigest

from workers.stages.decode.boilerplate.phrases import fold

KNOWN_FROM = 5
"""The article that brings a line for the fifth time is the first to lose it."""

LONGEST = 300
"""Lines over this many characters are paragraphs; a recurring one is a copied article."""

MOST_LINES = 200
"""So many lines at either end of a text are looked at: learning runs in the event loop."""

_DAY = 86_400
_HEAD = struct.Struct("<BH")
_ENTRY = struct.Struct("<QIB")
_VERSION = 1


@dataclass(slots=True)
class Seen:
    """A line: the day it was last met, and hashes of the first articles that carried it."""

    day: int
    articles: list[int] = field(default_factory=list)


@dataclass(slots=True)
class SiteMemory:
    """What is remembered of one site: hash of a line -> where it was seen."""

    lines: dict[int, Seen] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """The memory as a table keeps it: 13 bytes a line and 8 for each of its articles."""
        parts = [_HEAD.pack(_VERSION, len(self.lines))]
        for key, seen in self.lines.items():
            count = len(seen.articles)
            parts.append(struct.pack(f"<QIB{count}Q", key, seen.day, count, *seen.articles))
        return b"".join(parts)

    @classmethod
    def from_bytes(cls, value: bytes | None) -> SiteMemory:
        """The inverse of `to_bytes`; an empty memory for None or another version's bytes."""
        if not value or value[0] != _VERSION:
            return cls()
        lines, at = {}, _HEAD.size
        for _ in range(_HEAD.unpack_from(value)[1]):
            key, day, count = _ENTRY.unpack_from(value, at)
            at += _ENTRY.size
            lines[key] = Seen(day, list(struct.unpack_from(f"<{count}Q", value, at)))
            at += 8 * count
        return cls(lines)


def learn(
    memory: SiteMemory, page: str, lines: list[str], now: float, *, most_lines: int, days: int
) -> tuple[SiteMemory, set[str]]:
    """The memory after an article, and those of its lines that are the site's.

    `page` is the article's canonical url, else its id: the revisions of one page count as
    one article, or a live blog would lose its paragraphs. `now` is the article's time in
    POSIX seconds (not the clock's, so that a replay gives the same). The first four
    articles with a line keep it, also when they come again; none loses half its text.
    """
    if most_lines == 0:
        return memory, set()
    day = int(now // _DAY)
    who = xxh3_64_intdigest(page.encode())
    kept = {key: seen for key, seen in memory.lines.items() if seen.day + days >= day}
    known = set()
    ends = lines if len(lines) <= 2 * MOST_LINES else lines[:MOST_LINES] + lines[-MOST_LINES:]
    for line, key in _keys(ends):
        seen = kept.pop(key, None) or Seen(day)
        if who not in seen.articles and len(seen.articles) < KNOWN_FROM:
            seen = Seen(day, [*seen.articles, who])
        kept[key] = Seen(max(day, seen.day), seen.articles)  # last in order: most recently met
        if len(seen.articles) == KNOWN_FROM and who not in seen.articles[: KNOWN_FROM - 1]:
            known.add(line)
    if sum(map(len, known)) * 2 > sum(map(len, lines)):
        known.clear()
    return SiteMemory(_bounded(kept, most_lines)), known


def _keys(lines: Iterable[str]) -> Iterator[tuple[str, int]]:
    for line in dict.fromkeys(lines):
        if len(line) <= LONGEST and (folded := fold(line)):
            yield line, xxh3_64_intdigest(folded.encode())


def _bounded(lines: dict[int, Seen], most: int) -> dict[int, Seen]:
    """Over the bound, lines met once go first, then those met longest ago."""
    excess = len(lines) - most
    if excess <= 0:
        return lines
    order = sorted(enumerate(lines), key=lambda at: (len(lines[at[1]].articles) > 1, at[0]))
    gone = {key for _, key in order[:excess]}
    return {key: seen for key, seen in lines.items() if key not in gone}
