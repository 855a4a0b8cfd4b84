"""The same lenience (`kafka.header_names`) for aiokafka, which reads batches in C.

A batch is read by aiokafka's C code; where that raises, again from its beginning by its
Python code over a lenient buffer, up to and from the record where it stopped.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from aiokafka.consumer import fetcher
from aiokafka.errors import CorruptRecordException
from aiokafka.record.default_records import DefaultRecordBatch, _DefaultRecordBatchPy
from aiokafka.record.memory_records import _MemoryRecordsPy

from workers.kafka.header_names import LenientBuffer


class PythonBatch(_DefaultRecordBatchPy):  # type: ignore[misc]  # final, for all but us
    """A batch read by aiokafka's Python code, header names by the lenient buffer."""

    _buffer: bytearray

    def _maybe_uncompress(self) -> None:
        super()._maybe_uncompress()
        self._buffer = LenientBuffer(self._buffer)


class LenientBatch:
    """A batch; what is asked of it besides its records, the C code answers."""

    def __init__(self, data: memoryview) -> None:
        self._data = data
        self._fast = DefaultRecordBatch(data)
        self._records: Iterator[Any] | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._fast, name)

    def __iter__(self) -> Iterator[Any]:
        return self._read()

    def __next__(self) -> Any:
        """The first record, of a batch that holds a transaction's marker."""
        if self._records is None:
            self._records = self._read()
        return next(self._records)

    def _read(self) -> Iterator[Any]:
        count = 0
        try:
            for record in self._fast:
                yield record
                count += 1
        except (CorruptRecordException, UnicodeDecodeError):
            yield from islice(PythonBatch(self._data), count, None)


class LenientRecords(_MemoryRecordsPy):  # type: ignore[misc]
    """The batches of one fetch of a partition."""

    def next_batch(self, *args: Any) -> Any:
        """The next one; those of Kafka before 0.11 have no headers and stay as they are."""
        data, magic = self._next_slice, self.MAGIC_OFFSET
        batch = super().next_batch(*args)
        if data is None or len(data) <= magic or data[magic] < 2:
            return batch
        return LenientBatch(data)


def accept() -> None:
    """Makes aiokafka's consumers in this process read such records."""
    fetcher.MemoryRecords = LenientRecords
