"""A byte for each raw record of a span: whether it is there, and what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

Place = tuple[int, int]
"""Partition and offset on articles.raw."""

NONE, OPEN, ENRICHED, DUPLICATE, LATE, FAILED = range(6)
"""No raw record at this offset; one without an outcome; with one (late: superseded)."""


class Ledger:
    """A hundred million records take 100 MB."""

    def __init__(self) -> None:
        self._first: dict[int, int] = {}
        self._codes: dict[int, bytearray] = {}
        self.contradictory: set[Place] = set()

    def open(self, partition: int, offset: int) -> None:
        """A raw record; those of a partition come in their order."""
        first = self._first.setdefault(partition, offset)
        codes = self._codes.setdefault(partition, bytearray())
        codes.extend(bytes(offset - first - len(codes)) + bytes([OPEN]))

    def note(self, place: Place, code: int, *, late: bool = False) -> None:
        """An outcome; of several the better one counts: a dead letter may have been replayed.

        `late`: a later version came before it, as one that went on may be told when it comes
        again.
        """
        partition, offset = place
        codes, at = self._codes.get(partition), offset - self._first.get(partition, 0)
        if codes is None or not 0 <= at < len(codes) or codes[at] == NONE:
            return  # not of this span
        if {codes[at], code} == {ENRICHED, DUPLICATE} and not late:
            self.contradictory.add(place)
        if codes[at] in (OPEN, FAILED):
            codes[at] = LATE if late else code

    def count(self) -> Counter[int]:
        """Raw records by code."""
        total = Counter[int]()
        for codes in self._codes.values():
            total.update({code: codes.count(code) for code in range(OPEN, FAILED + 1)})
        return total

    def without(self) -> Iterator[Place]:
        """Raw records that have no outcome."""
        for partition, codes in sorted(self._codes.items()):
            at = codes.find(OPEN)
            while at >= 0:
                yield partition, self._first[partition] + at
                at = codes.find(OPEN, at + 1)
