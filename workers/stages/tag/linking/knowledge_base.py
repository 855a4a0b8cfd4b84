"""The knowledge base: entries by id, looked up by any of their names.

Two layers: the shipped base, and over it what users feed through the topic kb.entities.
An entry of the users hides the shipped one of the same id; its tombstone brings that back.
Everything lies in a private SQLite database on disk, so that a million entries cost the
process no more memory than the page cache it is given (docs/choices/tag.md).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from threading import Lock

from workers import codec
from workers.records import KbEntity
from workers.stages.tag.names.normalise import plain

SHIPPED, FED = 0, 1
SURNAME = "~"  # before a surname in the table of names: found by `with_surname` only
CACHE_KIB = 64 * 1024

SCHEMA = """
CREATE TABLE entry (id TEXT, layer INTEGER, record BLOB, PRIMARY KEY (id, layer)) WITHOUT ROWID;
CREATE TABLE name (name TEXT, id TEXT, layer INTEGER, PRIMARY KEY (name, id, layer))
    WITHOUT ROWID;
"""


class KnowledgeBase:
    """Entries by id and by name; `put` may be called while another thread looks up."""

    def __init__(self, shipped: Iterable[KbEntity] = ()) -> None:
        self._lock = Lock()
        self._db = sqlite3.connect("", check_same_thread=False, isolation_level=None)
        for pragma in ("journal_mode=OFF", "synchronous=OFF", f"cache_size=-{CACHE_KIB}"):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.executescript(SCHEMA)
        # One transaction for good: this connection alone sees the database, and a commit a
        # put would write its pages to disk.
        self._db.execute("BEGIN")
        for entity in shipped:
            self._put(entity.id, entity, SHIPPED)

    def put(self, id: str, entity: KbEntity | None) -> None:
        """Sets, replaces or (with None) removes the users' entry of this id."""
        with self._lock:
            self._put(id, entity, FED)

    def lookup(self, names: Iterable[str]) -> dict[str, list[KbEntity]]:
        """The entries that each of the names may mean, ordered by id."""
        with self._lock:
            return {name: self._named(plain(name)) for name in names}

    def with_surname(self, surname: str) -> list[KbEntity]:
        """Persons whose name ends in this word, ordered by id."""
        with self._lock:
            return self._named(SURNAME + plain(surname))

    def __len__(self) -> int:
        with self._lock:
            count: int = self._db.execute("SELECT count(DISTINCT id) FROM entry").fetchone()[0]
            return count

    def _put(self, id: str, entity: KbEntity | None, layer: int) -> None:
        old = self._db.execute(
            "SELECT record FROM entry WHERE id = ? AND layer = ?", (id, layer)
        ).fetchone()
        if old:
            names = [(name, id, layer) for name in _names(codec.decode(KbEntity, old[0]))]
            self._db.executemany("DELETE FROM name WHERE name=? AND id=? AND layer=?", names)
            self._db.execute("DELETE FROM entry WHERE id = ? AND layer = ?", (id, layer))
        if entity is not None:
            record = codec.encode(entity)
            self._db.execute("INSERT INTO entry VALUES (?, ?, ?)", (id, layer, record))
            names = [(name, id, layer) for name in _names(entity)]
            self._db.executemany("INSERT INTO name VALUES (?, ?, ?)", names)

    def _named(self, name: str) -> list[KbEntity]:
        rows = self._db.execute(
            """SELECT record FROM name JOIN entry USING (id, layer)
               WHERE name = ? AND layer = (SELECT max(layer) FROM entry e WHERE e.id = name.id)
               ORDER BY id""",
            (name,),
        )
        return [codec.decode(KbEntity, record) for (record,) in rows]


def _names(entity: KbEntity) -> set[str]:
    names = {plain(name) for name in (entity.name, *entity.aliases)} - {""}
    _, blank, surname = plain(entity.name).rpartition(" ")
    return names | {SURNAME + surname} if blank and entity.type == "PER" else names
