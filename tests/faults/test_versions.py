"""Two versions of many articles in both orders with no gap, workers killed: the last one wins.

`PAIRS=5000 .venv/bin/python -m pytest tests/faults/test_versions.py` is the long form.
"""

from __future__ import annotations

import os
import random
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson
import pytest

from tests.faults.fleet import Fleet, wait_until
from tests.stages.dedup.walk.test_clusters import WORDS
from workers import codec
from workers.kafka import topics
from workers.kafka.consumer import Subscription
from workers.kafka.embedded.broker import EmbeddedKafka
from workers.kafka.producer import ArticleProducer
from workers.kafka.reading import read
from workers.records import Article, Duplicate, MentionRecord, QuoteRecord
from workers.settings import Settings
from workers.topology import DUPLICATES, ENRICHED, FAILED, MENTIONS, QUOTES, UNIQUE

PAIRS = int(os.environ.get("PAIRS", "250"))
pytestmark = [pytest.mark.kafka, pytest.mark.slow, pytest.mark.timeout(240 + PAIRS)]

FULL = "“{0} is late,” said Tom Reed. “We close in May,” said Ana Reyl. “So be it,” she said."
SHORT = "“{0} is late,” said Tom Reed."


@dataclass(frozen=True)
class Pair:
    """Two versions of an article, and how they come."""

    number: int
    kind: str  # of the ids: "given", or "made" from the page (another one for each version)
    late: bool  # the older one comes second
    gap_ms: int

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.number}"

    def texts(self) -> tuple[str, str]:
        """The second has fewer quotes and mentions than the first, in every other pair more."""
        rng = random.Random(self.number)
        words = [rng.choice(WORDS).capitalize() + " " + " ".join(rng.choices(WORDS, k=9)) + "."]
        for _ in range(5):
            words.append(" ".join(rng.choices(WORDS, k=9)).capitalize() + ".")
        said = [FULL.format(rng.choice(WORDS)), SHORT.format(rng.choice(WORDS))]
        older, newer = said if self.number % 2 else reversed(said)
        return " ".join([*words, older]), " ".join([*words[:-1], "It was mended.", newer])

    def messages(self, at_ms: int) -> list[tuple[bytes, int]]:
        """Envelope and time of each version, in the order of arrival."""
        site = f"site{self.number % 40}.example"
        urls = [f"https://www.{site}/{self.name}", f"https://amp.{site}/{self.name}/amp"]
        found = []
        for version, text in enumerate(self.texts()):
            # In every third pair the second version comes under another address of the page.
            url = urls[version if self.number % 3 == 0 else 0]
            envelope = {"url": url, "body": text, "pair": self.name, "version": version}
            if self.kind == "given":
                envelope["id"] = self.name
            found.append((orjson.dumps(envelope), at_ms + version * self.gap_ms))
        return found[::-1] if self.late else found


def pairs() -> Iterator[Pair]:
    for number in range(PAIRS):
        kind = "made" if number % 5 == 4 else "given"
        late = number % 4 in (1, 2)
        yield Pair(number, kind, late, 40 if late else number % 3 * 20)


@pytest.fixture
def line(kafka: EmbeddedKafka, tmp_path: Path) -> Iterator[Fleet]:
    """An installation with four shards."""
    settings = Settings(
        brokers=kafka.address,
        topic_prefix="versions.",
        data_dir=tmp_path / "state",
        session_timeout_seconds=6,
        web_port=0,
        dedup_shards=4,
    )
    topics.create(settings)
    fleet = Fleet(settings, tmp_path)
    yield fleet
    fleet.tell()
    fleet.end()


def send(settings: Settings, coming: list[Pair]) -> None:
    with ArticleProducer(settings) as producer:
        for pair in coming:
            at_ms = int(time.time() * 1000)
            for value, sent_ms in pair.messages(at_ms):
                key = b"site%d" % (pair.number % 40)
                producer.send_message(key, value, (), pair.name, timestamp_ms=sent_ms)


def outcomes(settings: Settings) -> set[tuple[int, int]]:
    """Places on articles.raw of what has come to its end."""
    kinds = ((ENRICHED, Article), (DUPLICATES, Duplicate))
    found = (
        codec.decode(kind, m.value or b"") for topic, kind in kinds for m in read(settings, topic)
    )
    return {(record.origin.partition, record.origin.offset) for record in found}


def test_the_last_version_wins(line: Fleet) -> None:
    settings, coming = line.settings, list(pairs())
    line.start("decode", module="workers.cli")
    line.start("tag", module="tests.faults.names")
    parts = 4 if PAIRS >= 1000 else 2
    names = {"dedup": ("one", "two"), "quote": ("one",) if parts < 4 else ("one", "two")}
    workers = {
        (stage, name): line.start(stage, name, module="workers.cli")
        for stage in names
        for name in names[stage]
    }
    for worker in workers.values():
        worker.wait_ready()
    for part in range(parts):
        send(settings, coming[part::parts])
        if part == parts - 1:
            break
        done = len(outcomes(settings))
        wait_until(lambda done=done: len(outcomes(settings)) > done, "more has come out")
        for stage in names:
            name = names[stage][part % len(names[stage])]
            workers[stage, name].kill()
            workers[stage, name] = line.start(stage, name, module="workers.cli")
    wait_until(lambda: len(outcomes(settings)) == 2 * PAIRS, "all came out", 120 + PAIRS)
    assert not list(read(settings, FAILED))
    for topic in (UNIQUE, ENRICHED):
        never_reversed(settings, topic)
    last = {message.key: message.value for message in read(settings, ENRICHED)}
    enriched = {key.decode(): codec.decode(Article, value) for key, value in last.items()}
    the_last_versions_are_there(settings, enriched, coming)
    compacted_topics_have_only_those(settings, enriched)
    subscribers_end_with_those(settings, enriched)


def never_reversed(settings: Settings, topic: str) -> None:
    """Under one id the number only rises, and with it the time."""
    numbers: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for message in read(settings, topic):
        record = codec.decode(Article, message.value or b"")
        numbers[record.id].append((record.version or 0, record.meta["version"]))
    reversed_ = {id_: found for id_, found in numbers.items() if found != sorted(found)}
    assert not reversed_, f"{len(reversed_)} of {PAIRS} reversed on {topic}"


def the_last_versions_are_there(
    settings: Settings, enriched: dict[str, Article], coming: list[Pair]
) -> None:
    by_pair = defaultdict(list)
    for record in enriched.values():
        by_pair[record.meta["pair"]].append(record)
    superseded = {
        record.id: record.duplicate_of
        for message in read(settings, DUPLICATES)
        for record in (codec.decode(Duplicate, message.value or b""),)
        if record.kind == "superseded"
    }
    for pair in coming:
        found = {record.meta["version"]: record for record in by_pair[pair.name]}
        assert 1 in found, f"{pair}: the last version is missing"
        assert found[1].text == pair.texts()[1]
        if pair.kind == "made":
            older = found[0].id if 0 in found else None
            assert older or found[1].id in superseded.values(), pair
            assert older is None or found[1].dedup.revision_of == older, pair
        else:
            assert len(found) == 1
    assert superseded, "some were late"


def compacted_topics_have_only_those(settings: Settings, enriched: dict[str, Article]) -> None:
    wanted = {
        MENTIONS: {
            f"{id_}/{n}": record.version
            for id_, record in enriched.items()
            for n in range(sum(len(entity.mentions) for entity in record.entities or []))
        },
        QUOTES: {
            f"{id_}/{n}": record.version
            for id_, record in enriched.items()
            for n in range(len(record.quotes or []))
        },
    }
    for topic, kind in ((MENTIONS, MentionRecord), (QUOTES, QuoteRecord)):
        kept = {message.key: message.value for message in read(settings, topic)}
        found = {
            key.decode(): codec.decode(kind, value).version for key, value in kept.items() if value
        }
        assert found == wanted[topic]
        assert any(value is None for value in kept.values()), "some were emptied"


def subscribers_end_with_those(settings: Settings, enriched: dict[str, Article]) -> None:
    with Subscription(ENRICHED, group=None, settings=settings, idle_seconds=2) as records:
        store = {record.id: record for record in records if isinstance(record, Article)}
    assert {id_: record.text for id_, record in store.items()} == {
        id_: record.text for id_, record in enriched.items()
    }
