"""All that is in memory: articles within a number and a size, their copies, dead letters."""

from __future__ import annotations

import threading
from bisect import bisect_left, insort
from collections import Counter, OrderedDict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from workers.kafka.subscribing.memory import Memory
from workers.records import Article, Duplicate, version_of
from workers.stages.contract import Failure
from workers.watch.kept import Kept, Row, keep
from workers.watch.query import Part
from workers.watch.sources import Sources

COPIES_SHOWN = 100
FAILURES = 300
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Dead:
    """A dead letter: where it is, what it is of, why."""

    place: str
    of: str
    key: str
    at: float
    failure: Failure
    replays: int


class Newsroom:
    """What was read, the newest kept: safe to use from several threads."""

    def __init__(self, articles: int, megabytes: float) -> None:
        """At most so many articles, and so many megabytes of them."""
        self.lock = threading.RLock()
        self.sources = Sources()
        self.edition = 0
        """Counts the changes."""
        self.unreadable = 0
        """Records on the topics that are none of newsmill's."""
        self.failures: deque[Dead] = deque(maxlen=FAILURES)
        self.reasons: Counter[tuple[str, str]] = Counter()
        self.size = 0
        self._most, self._most_bytes = articles, megabytes * 1024 * 1024
        self._kept: dict[str, Kept] = {}
        self._handles: dict[str, str] = {}
        self._order: list[tuple[float, str]] = []
        self._memory = Memory(articles)
        self._copies: OrderedDict[str, list[Duplicate]] = OrderedDict()
        self._copy_of: OrderedDict[str, Duplicate] = OrderedDict()
        self._revised: OrderedDict[str, str] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def take_article(self, article: Article, value: bytes, at: float) -> None:
        """An article from articles.enriched; `value` is the record, `at` when it was written."""
        kept = keep(article, value, at)
        with self.lock:
            self.edition += 1
            known = self._kept.get(article.id)
            if known is None or known.row.version != kept.row.version:
                self.sources.saw(kept.row)
            if not self._memory.is_current(article.id, kept.row.version):
                return
            if known is not None:
                if known.row.version == kept.row.version:
                    return  # a repeat, after a crash
                self._drop(article.id)
            self._kept[article.id] = kept
            if kept.row.handle != article.id:
                self._handles[kept.row.handle] = article.id
            insort(self._order, (at, article.id))
            self.size += kept.size
            self._copy_of.pop(article.id, None)
            if kept.row.revision_of and kept.row.revision_of != article.id:
                self._put(self._revised, kept.row.revision_of, article.id)
            while len(self._kept) > self._most or (
                self.size > self._most_bytes and len(self._kept) > 1
            ):
                self._drop(self._order[0][1])

    def take_copy(self, copy: Duplicate) -> None:
        """A record of articles.duplicates."""
        with self.lock:
            self.edition += 1
            if not (copy.corrects or copy.passed):
                self.sources.saw_copy(copy)
            if copy.passed:
                return  # it went on: its article tells what it retells
            version = version_of(copy.version, copy.received_at)
            if copy.corrects and not self._memory.withdraws(copy.id, version):
                return
            copy.trail = []
            copies = self._copies.setdefault(copy.duplicate_of, [])
            if any(c.id == copy.id and c.version == copy.version for c in copies):
                return  # a repeat
            copies.append(copy)
            del copies[:-COPIES_SHOWN]
            self._copies.move_to_end(copy.duplicate_of)
            if len(self._copies) > self._most:
                self._copies.popitem(last=False)
            if copy.id != copy.duplicate_of and (copy.corrects or copy.id not in self._kept):
                self._put(self._copy_of, copy.id, copy)

    def take_failure(self, dead: Dead) -> None:
        """A record of articles.failed."""
        with self.lock:
            self.edition += 1
            self.failures.append(dead)
            self.reasons[dead.failure.stage, dead.failure.reason] += 1

    def get(self, name: str) -> Kept | None:
        """An article by its id, or by the `handle` of a long one."""
        with self.lock:
            return self._kept.get(self._handles.get(name, name))

    def copy_of(self, name: str) -> Duplicate | None:
        """Why an article is not shown by itself: the copy that it is."""
        with self.lock:
            return self._copy_of.get(name)

    def revised_by(self, name: str) -> str | None:
        """The id of the later version under the same url."""
        with self.lock:
            return self._revised.get(name)

    def rows(self, parts: list[Part] | None = None) -> Iterator[Row]:
        """The newest first, one a story: without copies and earlier versions.

        A snapshot is taken, so that reading goes on meanwhile.
        """
        with self.lock:
            order = [
                self._kept[name]
                for _, name in reversed(self._order)
                if name not in self._copy_of and self._revised.get(name) not in self._kept
            ]
        return (kept.row for kept in order if all(part.holds(kept) for part in parts or ()))

    def story(self, name: str) -> tuple[list[Duplicate], list[Kept], list[str]]:
        """Copies, other versions and ids of versions no longer kept that belong to an article."""
        with self.lock:
            copies: list[Duplicate] = []
            versions: list[Kept] = []
            gone: list[str] = []
            to_do, seen = [name], {name}
            while to_do and len(copies) < COPIES_SHOWN:
                this = to_do.pop()
                here = self._copies.get(this, [])
                copies += here
                kept = self._kept.get(this)
                if this != name and this not in self._copy_of:
                    versions += [kept] if kept else []
                    gone += [] if kept else [this]
                near = [copy.id for copy in here] + [self._revised.get(this, this)]
                near.append((kept.row.revision_of if kept else None) or this)
                to_do += [other for other in near if other not in seen]
                seen |= set(near)
            return copies, versions, [one for one in gone if one not in {c.id for c in copies}]

    def copies(self, name: str) -> int:
        """How many copies and other versions are folded into an article."""
        copies, versions, _ = self.story(name)
        return len(copies) + len(versions)

    def _drop(self, name: str) -> None:
        kept = self._kept.pop(name)
        self._handles.pop(kept.row.handle, None)
        del self._order[bisect_left(self._order, (kept.row.at, name))]
        self.size -= kept.size
        self._copies.pop(name, None)

    def _put(self, into: OrderedDict[str, V], name: str, value: V) -> None:
        into[name] = value
        if len(into) > 4 * self._most:
            into.popitem(last=False)
