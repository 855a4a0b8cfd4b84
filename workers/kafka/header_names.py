"""Records whose header names are not UTF-8: read, where Kafka's Python clients would raise.

Kafka's protocol says that a header's name is UTF-8, brokers do not check it, and both
clients raise for the whole batch: one such record would stop its partition for every
reader. Here each byte that is no UTF-8 becomes a lone surrogate (PEP 383), from which the
name as it came can be had again; `printable` says it in plain characters.
"""

from __future__ import annotations

from typing import Any

from kafka.errors import CorruptRecordError
from kafka.record import memory_records
from kafka.record.default_records import DefaultRecordBatch


class LenientBuffer(bytearray):
    """Bytes of a batch whose slices decode to a string whatever they hold."""

    def __getitem__(self, item: Any) -> Any:
        part = super().__getitem__(item)
        return LenientBuffer(part) if isinstance(part, bytearray) else part

    def decode(self, encoding: str = "utf-8", errors: str = "surrogateescape") -> str:
        """The characters; bytes that are none become lone surrogates."""
        return super().decode(encoding, "surrogateescape")


class LenientBatch(DefaultRecordBatch):  # type: ignore[misc]  # kafka-python has no types
    """A batch as kafka-python reads it; again with the lenient buffer where that fails."""

    _buffer: bytearray

    def __next__(self) -> Any:
        try:
            return super().__next__()
        except CorruptRecordError:
            if isinstance(self._buffer, LenientBuffer):
                raise
            self._buffer = LenientBuffer(self._buffer)
            return super().__next__()

    next = __next__


def accept() -> None:
    """Makes kafka-python's consumers in this process read such records."""
    memory_records.DefaultRecordBatch = LenientBatch


def is_utf8(name: str) -> bool:
    """Whether a header's name, as it was read, was UTF-8."""
    return not any("\udc80" <= character <= "\udcff" for character in name)


def original(name: str) -> bytes:
    """The name as it came."""
    return name.encode("utf-8", "surrogateescape")


def printable(name: str) -> str:
    r"""The name with `\x..` for each byte that is no UTF-8, fit for a header's name again."""
    return original(name).decode("utf-8", "backslashreplace")
