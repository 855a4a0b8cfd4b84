"""Dedup on given texts: the real steps over S shards in memory."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, MutableMapping
from typing import Any

from workers import codec, topology
from workers.records import Article, Decoding, Duplicate, Join, Origin, Walk, moment
from workers.settings import Settings
from workers.stages.contract import Emit, Step
from workers.stages.dedup.step import steps

START = 1_760_000_000
Shards = dict[int, MutableMapping[bytes, bytes]]


def article(id_: str, text: str, second: float, **fields: Any) -> Article:
    """An article as decode leaves it, received `second` seconds after the start."""
    return Article(
        id=id_,
        text=text,
        received_at=moment(START + second),
        origin=Origin(topic=topology.RAW, partition=0, offset=round(second * 1000)),
        decoding=Decoding(
            charset="utf-8", charset_declared=None, charset_rule="declared", extractor="none"
        ),
        **fields,
    )


class Line:
    """Dedup with its topics and tables in memory; the records pass through bytes."""

    def __init__(self, shards: int = 4, tables: Shards | None = None, **settings: Any) -> None:
        built = steps(Settings(dedup_shards=shards, **settings))
        self.steps: dict[str, Step] = {step.topic: step for step in built}
        self.tables: Shards = defaultdict(dict) if tables is None else tables
        self.walks: dict[int, deque[Walk | Join]] = defaultdict(deque)
        self.sent: list[Emit] = []

    def feed(self, record: Article) -> None:
        """Puts an article on articles.decoded."""
        self._take(self._run(topology.DECODED, record, 0))

    def visit(self, shard: int) -> None:
        """Takes the next walk from a shard's partition."""
        self._take(self._run(topology.WALK, self.walks[shard].popleft(), shard))

    def settle(self) -> None:
        """Lets all walks come to their end."""
        while waiting := [shard for shard, queue in self.walks.items() if queue]:
            for shard in waiting:
                self.visit(shard)

    def _run(self, topic: str, record: Any, shard: int) -> list[Emit]:
        step = self.steps[topic]
        return step.apply(step.prepare(record), {"shard": self.tables[shard]})

    def _take(self, emits: list[Emit]) -> None:
        for emit in emits:
            if emit.topic == topology.WALK:
                assert emit.partition is not None
                again: Walk | Join = codec.decode(Walk | Join, codec.encode(emit.record))
                self.walks[emit.partition].append(again)
            else:
                self.sent.append(emit)


def clusters(sent: Iterable[Emit]) -> dict[str, str]:
    """Article id -> head of its cluster, after all corrections."""
    up: dict[str, str] = {}
    for emit in sent:
        record = emit.record
        if isinstance(record, Duplicate) and record.kind == "rewrite":
            continue  # a story of its own
        if isinstance(record, Duplicate) and record.id != record.duplicate_of:
            up[record.id] = record.duplicate_of
        elif isinstance(record, Article) and record.dedup is not None:
            up.setdefault(record.id, record.dedup.cluster_id)

    def head(id_: str) -> str:
        while up.get(id_, id_) != id_:
            id_ = up[id_]
        return id_

    return {id_: head(id_) for id_ in up}


def dedup(inputs: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Task `dedup`: {id, text} in order of arrival -> {id, cluster}."""
    line, ids = Line(), []
    for second, row in enumerate(inputs):
        ids.append(row["id"])
        line.feed(article(row["id"], row["text"], second))
        line.settle()
    found = clusters(line.sent)
    yield from ({"id": id_, "cluster": found[id_]} for id_ in ids)


def rewrites(inputs: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Task `rewrites`: {id, title, text} in order of arrival -> {id, rewrite_of}.

    A copy that the rule for copies finds is told as one of its source too.
    """
    line, ids = Line(), []
    for second, row in enumerate(inputs):
        ids.append(row["id"])
        line.feed(article(row["id"], row["text"], second, title=row.get("title")))
        line.settle()
    found = {
        emit.record.id: emit.record.duplicate_of
        for emit in line.sent
        if isinstance(emit.record, Duplicate) and not emit.record.corrects
    }
    yield from ({"id": id_, "rewrite_of": found.get(id_)} for id_ in ids)
