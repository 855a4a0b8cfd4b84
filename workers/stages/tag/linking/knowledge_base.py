"""The knowledge base: entries by id, looked up by any of their names.

Two layers: the shipped base, and over it what users feed through the topic kb.entities.
An entry of the users hides the shipped one of the same id; its tombstone brings that back.
Everything lies in a private SQLite database on disk, so that a million entries cost the
process no more memory than the page cache it is given (docs/choices/tag.md).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from threading import Lock

from workers import codec
from workers.records import KbEntity
from workers.stages.tag.names.normalise import plain

SHIPPED, FED = 0, 1
SURNAME = "~"  # before a surname in the table of names: found by `with_surname` only
CACHE_KIB = 128 * 1024
BATCH = 10_000  # entries written at once
CHUNK = 500  # ids in one question

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
        self._waiting: dict[str, KbEntity | None] = {}
        self._insert(SHIPPED, {entity.id: entity for entity in shipped})

    def put(self, id: str, entity: KbEntity | None) -> None:
        """Sets, replaces or (with None) removes the users' entry of this id."""
        with self._lock:
            self._waiting[id] = entity
            if len(self._waiting) >= BATCH:
                self._write()

    def lookup(self, names: Iterable[str]) -> dict[str, list[KbEntity]]:
        """The entries that each of the names may mean, ordered by id."""
        with self._lock:
            self._write()
            return {name: self._named(plain(name)) for name in names}

    def with_surname(self, surname: str) -> list[KbEntity]:
        """Persons whose name ends in this word, ordered by id."""
        with self._lock:
            self._write()
            return self._named(SURNAME + plain(surname))

    def __len__(self) -> int:
        with self._lock:
            self._write()
            count: int = self._db.execute("SELECT count(DISTINCT id) FROM entry").fetchone()[0]
            return count

    def _write(self) -> None:
        """Writes what waits, in one batch: a million single puts take minutes."""
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, {}
        self._delete(list(waiting))
        self._insert(FED, {id: entity for id, entity in waiting.items() if entity is not None})

    def _delete(self, ids: list[str]) -> None:
        """Takes out the users' entries of these ids, with their names."""
        for start in range(0, len(ids), CHUNK):
            chunk = ids[start : start + CHUNK]
            marks = ",".join("?" * len(chunk))
            old = self._db.execute(
                f"SELECT id, record FROM entry WHERE layer = {FED} AND id IN ({marks})", chunk
            ).fetchall()
            gone = [(name, id) for id, kept in old for name in _names(codec.decode(KbEntity, kept))]
            self._db.executemany(f"DELETE FROM name WHERE name=? AND id=? AND layer={FED}", gone)
            held = [(id,) for id, _ in old]
            self._db.executemany(f"DELETE FROM entry WHERE id = ? AND layer = {FED}", held)

    def _insert(self, layer: int, entries: Mapping[str, KbEntity]) -> None:
        """Puts entries in whose ids the layer does not hold; in order, which SQLite likes."""
        rows = sorted((id, layer, codec.encode(entity)) for id, entity in entries.items())
        self._db.executemany("INSERT INTO entry VALUES (?, ?, ?)", rows)
        names = sorted((name, id, layer) for id, e in entries.items() for name in _names(e))
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
