"""The line after it has worked through the example articles and bad input."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.line.bad_input import Bad, bad_input
from workers.demo import corpus
from workers.demo.watch import Outcomes, Place, Watch
from workers.inputs.article_files import Outgoing
from workers.kafka import reading, topics
from workers.kafka.dead_letters.letter_format import Header
from workers.kafka.producer import ArticleProducer
from workers.processes.local_workers import Workers
from workers.records import Message
from workers.settings import Settings
from workers.topology import RAW, STAGES

LONGEST_SECONDS = 240


@dataclass
class Ran:
    """What went in and what came out."""

    settings: Settings
    raw: list[Message]
    bad: dict[Place, Bad]
    outcomes: Outcomes
    exit_codes: list[int | None]

    @property
    def places(self) -> set[Place]:
        return {(message.partition, message.offset) for message in self.raw}


def run(brokers: str, folder: Path) -> Ran:
    """Feeds everything, and returns once each record has its outcome and all workers ended."""
    settings = Settings(
        brokers=brokers,
        topic_prefix="line.",
        data_dir=folder / "state",
        web_port=0,
        session_timeout_seconds=10,
    )
    topics.create(settings)
    bad = list(bad_input())
    watch = Watch(settings)
    with Workers(settings, folder) as workers:
        for stage in STAGES:
            workers.start(stage)
        # A revision does not come in the same second as the text that it revises.
        for batch in ([*corpus.articles()[:-1], *bad], corpus.articles()[-1:]):
            _feed(settings, batch)
            raw = list(reading.read(settings, RAW))
            end = time.monotonic() + LONGEST_SECONDS
            while len(watch.outcomes.places) < len(raw) and workers.ended() is None:
                watch.look(0.5)
                if time.monotonic() > end:
                    break
        watch.look(1.0)  # corrections
        still = list(workers.running)
        workers.stop()
    watch.close()
    codes = [worker.process.returncode for worker in still]
    logs = "\n".join(path.read_text()[-2000:] for path in folder.glob("*.log"))
    assert len(watch.outcomes.places) == len(raw), logs
    return Ran(settings, raw, _bad_places(raw, bad), watch.outcomes, codes)


def _feed(settings: Settings, batch: Sequence[Outgoing | Bad]) -> None:
    with ArticleProducer(settings) as producer:
        now = int(time.time() * 1000)
        for number, one in enumerate(batch):
            place, clock_ms = (one.name, one.clock_ms) if isinstance(one, Bad) else (one.place, 0)
            headers = one.headers if isinstance(one, Bad) else (*one.headers, *traced(number))
            producer.send_message(
                one.key, one.value, headers, place, timestamp_ms=now + number + clock_ms
            )


def _bad_places(raw: list[Message], bad: list[Bad]) -> dict[Place, Bad]:
    by_content = {(one.key, one.value, one.headers): one for one in bad}
    return {
        (message.partition, message.offset): one
        for message in raw
        if (one := by_content.get((message.key, message.value, message.headers)))
    }


def traced(number: int) -> tuple[tuple[str, bytes], ...]:
    """Headers as an instrumented scraper sends them; no two articles have the same ones."""
    return (
        ("traceparent", f"00-{number + 1:032x}-00f067aa0ba902b7-01".encode()),
        ("tracestate", b"vendor=t61rcWkgMzE"),
        ("ce_specversion", b"1.0"),
        ("ce_type", b"example.page.fetched"),
        ("ce_id", b"%d" % number),
    )


def carried(message: Message) -> tuple[Header, ...]:
    """Those of them that a message has."""
    names = {name for name, _ in traced(0)}
    return tuple(header for header in message.headers if header[0] in names)


def header(message: Message, name: str) -> str | None:
    """The last header of that name as text."""
    found = [value for key, value in message.headers if key == name and value is not None]
    return found[-1].decode() if found else None
