"""Records on the topics of a real Kafka, as the stages write them, and `newsmill watch` over it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.request import Request, urlopen

from workers import codec
from workers.kafka.dead_letters import letter_format
from workers.kafka.producer import ArticleProducer
from workers.records import Article, Duplicate, Message
from workers.settings import Settings
from workers.stages.contract import Failure
from workers.topology import DUPLICATES, ENRICHED, FAILED, RAW


def send(settings: Settings, records: Iterable[Article | Duplicate | Failure]) -> None:
    """Puts each on its topic."""
    with ArticleProducer(settings) as producer:
        for record in records:
            if isinstance(record, Failure):
                raw = Message(topic=settings.topic(RAW), partition=0, offset=7, timestamp_ms=0,
                              key=b"site.example", value=b"x")  # fmt: skip
                headers = tuple(letter_format.headers(raw, record))
                to = settings.topic(FAILED)
                producer.send_message(raw.key, raw.value, headers, "x", topic=to)
            else:
                topic = ENRICHED if isinstance(record, Article) else DUPLICATES
                value, to = codec.encode(record), settings.topic(topic)
                producer.send_message(
                    record.id.encode("utf-8", "replace"), value, (), "x", topic=to
                )


class Watched:
    """`newsmill watch` as a process of its own; `address` is where its page is."""

    def __init__(self, settings: Settings, log: Path, *options: str, **variables: str) -> None:
        self._log = log
        given = {
            "NEWSMILL_BROKERS": settings.brokers,
            "NEWSMILL_TOPIC_PREFIX": settings.topic_prefix,
        }
        self.environment = os.environ | given | variables
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "workers.cli", "watch", "--port", "0", *options],
                env=self.environment,
                stdout=out,
                stderr=subprocess.STDOUT,
            )

    def __enter__(self) -> Self:
        end = time.monotonic() + 60
        while not (found := re.search(r"watching at (\S+)", self.log())):
            if self.process.poll() is not None or time.monotonic() > end:
                self.process.kill()
                raise AssertionError(f"newsmill watch does not start: {self.log()}")
            time.sleep(0.1)
        self.address = found[1]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=20)

    def log(self) -> str:
        """What it has printed."""
        return self._log.read_text(errors="replace")

    def get(self, path: str, **headers: str) -> str:
        """The text at a path; raises `HTTPError`."""
        with urlopen(Request(self.address + path, headers=headers), timeout=30) as answer:
            return str(answer.read().decode())

    def until(self, path: str, text: str, seconds: float = 30) -> str:
        """Waits until the page at a path has a text; gives the page."""
        end = time.monotonic() + seconds
        while text not in (page := self.get(path)):
            assert time.monotonic() < end, f"{text!r} did not come to {path}: {page[-3_000:]}"
            time.sleep(0.2)
        return page

    def resident_mib(self) -> float:
        """The memory that the process takes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+)", status)
        assert found
        return int(found[1]) / 1024
