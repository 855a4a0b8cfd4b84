"""Small real steps, and a worker process that runs them in the real stream.

python -m tests.faults.tiny STAGE
"""

from __future__ import annotations

import sys
import time
from typing import Any

from workers.records import Article, Decoding, Message, Origin, Walk, moment
from workers.settings import load
from workers.stages.contract import Emit, Rejected, Step, Tables
from workers.streams.run import run_stage
from workers.topology import DECODED, ENRICHED, RAW, TAGGED, UNIQUE, WALK


class Read:
    """decode, tiny: the value is the text; "bad" is rejected, "boom" is a bug."""

    stage, topic = "decode", RAW

    def prepare(self, record: Message) -> Article:
        text = (record.value or b"").decode()
        if text.startswith("bad"):
            raise Rejected("bad-text", "the text is bad", "text")
        if text.startswith("boom"):
            raise RuntimeError("a bug")
        return article(text, record)

    def apply(self, prepared: Article, tables: Tables) -> list[Emit]:
        return [Emit(DECODED, prepared.id, prepared)]


class Scatter:
    """dedup, tiny: sends each article to the shard that its id names."""

    stage, topic = "dedup", DECODED

    def prepare(self, record: Article) -> Article:
        return record

    def apply(self, prepared: Article, tables: Tables) -> list[Emit]:
        shard = len(prepared.id) % 4 if prepared.id.isalpha() else int(prepared.id[-2:], 16) % 4
        walk = Walk(article=prepared, shards=[shard], visited=0, keys=[], sketch="", page="")
        return [Emit(WALK, prepared.id, walk, partition=shard)]


class Count:
    """dedup, tiny: counts in its table how often each text came; passes on the first."""

    stage, topic = "dedup", WALK

    def prepare(self, record: Walk) -> Walk:
        return record

    def apply(self, prepared: Walk, tables: Tables) -> list[Emit]:
        shard, found = tables["shard"], prepared.article
        key = found.text.encode()
        first = shard.setdefault(key, found.id.encode())
        shard[b"last"] = found.id.encode()
        if first != found.id.encode():
            return []
        return [Emit(UNIQUE, found.id, found)]


class Hand:
    """quote, tiny: works `seconds` on each article and passes it on."""

    stage, topic = "quote", TAGGED

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds

    def prepare(self, record: Article) -> Article:
        if self.seconds:
            time.sleep(self.seconds)
        return record

    def apply(self, prepared: Article, tables: Tables) -> list[Emit]:
        return [Emit(ENRICHED, prepared.id, prepared)]


STEPS: dict[str, list[Step]] = {
    "decode": [Read()],
    "dedup": [Scatter(), Count()],
    "quote": [Hand()],
}


def article(text: str, message: Message | None = None) -> Article:
    """The least that an article must have; its id is its text in hex."""
    origin = Origin(topic=RAW, partition=0, offset=0)
    at = 0.0
    if message:
        origin = Origin(topic=RAW, partition=message.partition, offset=message.offset)
        at = message.timestamp_ms / 1000
    return Article(
        id=text[:12].encode().hex(),
        text=text[:20],
        received_at=moment(at),
        origin=origin,
        decoding=Decoding(charset=None, charset_declared=None, charset_rule="", extractor=""),
    )


def main(arguments: list[Any]) -> int:
    stage = arguments[0]
    return run_stage(stage, load(), STEPS[stage])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
