"""Which dead letters were put back already.

A letter stays on `articles.failed`, which holds nothing but letters, so the note of it lies
elsewhere: with the offsets of a consumer group, one bit a letter in the text that Kafka keeps
beside each offset. It is forgotten with the group's offsets, seven days after the last replay
unless the brokers' `offsets.retention.minutes` says otherwise.
"""

from __future__ import annotations

import base64
import zlib
from collections import defaultdict
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass

from kafka import KafkaConsumer, OffsetAndMetadata, TopicPartition

from workers.kafka.connection.missing import absent
from workers.kafka.connection.security import clients
from workers.settings import Settings
from workers.topology import FAILED

GROUP = "newsmill-replay"
MAX_NOTE = 4_000
"""Brokers take 4,096 bytes beside an offset (`offset.metadata.max.bytes`)."""

Place = tuple[int, int]
"""Partition and offset."""


@dataclass(frozen=True, slots=True)
class Marks:
    """Offsets of one partition, as bits from `first` on."""

    first: int = 0
    bits: int = 0

    def __contains__(self, offset: int) -> bool:
        return offset >= self.first and bool(self.bits >> (offset - self.first) & 1)

    def of_kept(self, start: int) -> Marks:
        """Without those before `start`, which the topic keeps no longer."""
        moved = start - self.first
        return Marks(start, self.bits >> moved if moved >= 0 else self.bits << -moved)

    def add(self, offset: int) -> Marks:
        """With one more, at `first` or behind it."""
        return Marks(self.first, self.bits | 1 << (offset - self.first))

    def note(self) -> tuple[int, str]:
        """`first` and the bits as text; the oldest are left out when it would be too long."""
        marks = self
        while len(text := _text(marks.bits)) > MAX_NOTE:
            marks = marks.of_kept(marks.first + max(1, marks.bits.bit_length() // 8))
        return marks.first, text


def _text(bits: int) -> str:
    packed = zlib.compress(bits.to_bytes((bits.bit_length() + 7) // 8, "little"), 9)
    return base64.b85encode(packed).decode()


def from_note(first: int, text: str) -> Marks:
    """What `Marks.note` has written; no marks when there is none."""
    if first < 0 or not text:
        return Marks()
    return Marks(first, int.from_bytes(zlib.decompress(base64.b85decode(text)), "little"))


def replayed(settings: Settings) -> dict[int, Marks]:
    """The letters that were put back, by partition.

    Raises `NoSuchTopic`, `kafka.errors.KafkaError`.
    """
    with closing(_consumer(settings)) as consumer:
        return {tp.partition: _marks(consumer, tp) for tp in _partitions(consumer, settings)}


def note(settings: Settings, places: Iterable[Place]) -> None:
    """Notes that these letters were put back. Raises as `replayed` does."""
    new: defaultdict[int, list[int]] = defaultdict(list)
    for partition, offset in places:
        new[partition].append(offset)
    with closing(_consumer(settings)) as consumer:
        partitions = _partitions(consumer, settings)
        starts = consumer.beginning_offsets(partitions)
        # Of all partitions, so that all are remembered as long.
        notes = {}
        for tp in partitions:
            marks = _marks(consumer, tp).of_kept(starts[tp])
            for offset in new[tp.partition]:
                if offset >= marks.first:
                    marks = marks.add(offset)
            notes[tp] = OffsetAndMetadata(*marks.note(), -1)
        consumer.commit(notes)


def _consumer(settings: Settings) -> KafkaConsumer:
    """One that belongs to the group by name, but never joins it."""
    return KafkaConsumer(
        **clients(settings), group_id=settings.topic(GROUP), enable_auto_commit=False
    )


def _partitions(consumer: KafkaConsumer, settings: Settings) -> list[TopicPartition]:
    name = settings.topic(FAILED)
    known = consumer.partitions_for_topic(name)
    if not known:
        raise absent(settings, name)
    return [TopicPartition(name, number) for number in sorted(known)]


def _marks(consumer: KafkaConsumer, tp: TopicPartition) -> Marks:
    found = consumer.committed(tp, metadata=True)
    return Marks() if found is None else from_note(found.offset, found.metadata)
