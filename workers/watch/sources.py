"""What each source sent: when, how much, and what it looked like."""

from __future__ import annotations

from bisect import insort
from collections import OrderedDict
from dataclasses import dataclass, field

from workers.records import Duplicate, seconds_of
from workers.watch import silence
from workers.watch.kept import Row

MOST_SOURCES = 2_000
MOST_TIMES = 400
MOST_SHAPES = 100
HOUR = 3600.0
HOURS = 24


@dataclass(slots=True)
class Source:
    """One source, bounded: the last times, hours and shapes are kept."""

    name: str
    articles: int = 0
    copies: int = 0
    times: list[float] = field(default_factory=list)
    shapes: list[tuple[float, int, int]] = field(default_factory=list)
    """When received, characters, quotes."""
    hours: dict[int, int] = field(default_factory=dict)

    @property
    def last(self) -> float:
        """When its last article came (POSIX seconds)."""
        return self.times[-1] if self.times else 0.0

    @property
    def known(self) -> bool:
        """Whether there was enough of it to tell when something is odd."""
        return len(self.times) > silence.FEWEST_GAPS

    def by_hour(self, now: float) -> list[int]:
        """Articles in each of the last 24 hours, the oldest first."""
        this = int(now // HOUR)
        return [self.hours.get(hour, 0) for hour in range(this - HOURS + 1, this + 1)]

    def remarks(self, now: float) -> list[tuple[str, str]]:
        """What is odd about it now: a word and the reason."""
        found = []
        if (longest := silence.silent(self.times, now)) is not None:
            pause = f"nothing for {span(now - self.last)}, at most {span(longest)} before"
            found.append(("silent", pause))
        for what, place in (("length", 1), ("quotes", 2)):
            if medians := silence.changed([shape[place] for shape in self.shapes]):
                unit = "characters" if what == "length" else "quotes"
                found.append((f"other {what}", f"{medians[1]:,g} {unit}, {medians[0]:,g} before"))
        return found

    def came(self, at: float) -> None:
        """Notes an article or a copy."""
        insort(self.times, at)
        del self.times[:-MOST_TIMES]
        hour = int(at // HOUR)
        self.hours[hour] = self.hours.get(hour, 0) + 1
        if len(self.hours) > 2 * HOURS:
            for old in sorted(self.hours)[:-HOURS]:
                del self.hours[old]


class Sources:
    """The sources seen last."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Source] = OrderedDict()

    def all(self) -> list[Source]:
        """Every source that is known."""
        return list(self._known.values())

    def saw(self, row: Row) -> None:
        """An article was finished."""
        source, at = self._of(row.source), seconds_of(row.received_at)
        source.articles += 1
        source.came(at)
        insort(source.shapes, (at, row.characters, row.quotes))
        del source.shapes[:-MOST_SHAPES]

    def saw_copy(self, copy: Duplicate) -> None:
        """A copy came."""
        source = self._of(copy.source or "")
        source.copies += 1
        source.came(seconds_of(copy.received_at))

    def _of(self, name: str) -> Source:
        source = self._known.setdefault(name, Source(name))
        self._known.move_to_end(name)
        if len(self._known) > MOST_SOURCES:
            self._known.popitem(last=False)
        return source


def span(seconds: float) -> str:
    """A duration for people: 40 s, 5 min, 3 h, 2 days."""
    for unit, length in (("days", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * length or (unit != "days" and seconds >= length):
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} s"
