"""The four real stages, two workers each, under load: the older ones are killed, stopped, frozen.

Each time the other workers must have all that was fed, and be ready. `make takeovers` does it
forty-two times; `make test` three times.
"""

from __future__ import annotations

import random
import signal
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

import orjson
import pytest
from kafka import KafkaConsumer, TopicPartition

from tests.faults.fleet import Fleet, Worker, wait_until
from workers.kafka import topics
from workers.kafka.connection import security
from workers.kafka.embedded.broker import EmbeddedKafka
from workers.kafka.producer import ArticleProducer
from workers.kafka.reading import read
from workers.kafka.subscribing.repeats import contents
from workers.settings import Settings
from workers.topology import DUPLICATES, ENRICHED, FAILED, MENTIONS, QUOTES, STAGES, UNIQUE

pytestmark = [pytest.mark.kafka, pytest.mark.slow, pytest.mark.timeout(4 * 3600)]

SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGSTOP)
SESSION_SECONDS = 8.0
RATE = 4.0  # articles a second
PATIENCE = 240.0  # seconds for one take-over, on a machine that is busy with something else

PLACES = "Oban Ghent Perugia Tartu Bergen Leipzig Cork Olomouc Uppsala Chur Riga Brno".split()
PEOPLE = "Anna Berg,Tom Reed,Luc Maes,Anu Saar,Rosa Lind,Ivo Novak,Mia Kask,Jon Dahl".split(",")
THINGS = "ferry,bridge,museum,orchard,tram,lighthouse,market hall,ski lift,choir,clock".split(",")
SAYINGS = (
    "We have waited nine years for this",
    "Nobody told us that the money was gone",
    "It will be open again before the snow comes",
    "There is no plan, and there never was one",
    "The children will have their way to school",
)


def texts() -> Iterator[str]:
    """Short articles with people, places and quotes; hardly two alike."""
    rng = random.Random(7)
    while True:
        lines = []
        for _ in range(8):
            who, where, what = rng.choice(PEOPLE), rng.choice(PLACES), rng.choice(THINGS)
            number, saying = rng.randrange(2, 900), rng.choice(SAYINGS)
            lines.append(
                f"The {what} of {where} costs {number} thousand euros more than in "
                f"{rng.randrange(1950, 2026)}. “{saying},” said {who}, who lives in "
                f"{rng.choice(PLACES)} with {rng.randrange(2, 40)} goats."
            )
        yield "\n\n".join(lines)


class Feed:
    """Sends articles at a steady rate until it is ended."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._ended = threading.Event()
        self.sent = 0
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        with ArticleProducer(self._settings) as producer:
            for number, text in enumerate(texts()):
                url = f"https://site{number % 40}.example/{number}"
                producer.send(body=text, id=f"t{number}", url=url)
                producer.flush()
                self.sent = number + 1
                if self._ended.wait(1 / RATE):
                    return

    def end(self) -> int:
        self._ended.set()
        self._thread.join()
        return self.sent


class Outcomes:
    """The ids that have an outcome; each look reads only what has come since the last one."""

    def __init__(self, settings: Settings) -> None:
        self._consumer = KafkaConsumer(
            **security.clients(settings), enable_auto_commit=False, auto_offset_reset="earliest"
        )
        self._here = [
            TopicPartition(name, partition)
            for name in map(settings.topic, (ENRICHED, DUPLICATES, FAILED))
            for partition in self._consumer.partitions_for_topic(name) or ()
        ]
        self._consumer.assign(self._here)
        self._letters = settings.topic(FAILED)
        self._found: set[str] = set()

    def look(self) -> set[str]:
        """All that are there by now."""
        ends = self._consumer.end_offsets(self._here)
        while any(self._consumer.position(tp) < end for tp, end in ends.items()):
            for tp, batch in self._consumer.poll(500).items():
                is_letter = tp.topic == self._letters
                self._found |= {
                    orjson.loads(record.value)["id"] if is_letter else record.key.decode()
                    for record in batch
                }
        return self._found


def harm(worker: Worker, how: signal.Signals) -> None:
    worker.process.send_signal(how)
    if how == signal.SIGTERM:
        assert worker.process.wait(60) == 0


def succeed(fleet: Fleet, harmed: Worker, stage: str, how: signal.Signals) -> Worker:
    """Another worker in place of one that is gone; a frozen one goes on itself.

    Unless a record was at work when it froze, for longer than its time limit.
    """
    if how == signal.SIGSTOP:
        harmed.process.send_signal(signal.SIGCONT)
        time.sleep(3)
        if harmed.process.poll() is None:
            return harmed
    return fleet.start(stage, str(harmed.port), module="workers.cli")


def pair(fleet: Fleet, stage: str) -> list[Worker]:
    return [fleet.start(stage, name, module="workers.cli") for name in ("one", "two")]


@pytest.fixture
def real(kafka: EmbeddedKafka, tmp_path: Path) -> Iterator[Fleet]:
    """A fleet on an installation whose workers run the real stages."""
    settings = Settings(
        brokers=kafka.address,
        topic_prefix="takeover.",
        data_dir=tmp_path / "state",
        session_timeout_seconds=SESSION_SECONDS,
        nlp_profile="sm",
        web_port=0,
    )
    topics.create(settings)
    fleet = Fleet(settings, tmp_path)
    yield fleet
    fleet.tell()
    fleet.end()


def test_the_survivors_go_on(real: Fleet, request: pytest.FixtureRequest) -> None:
    settings = real.settings
    pairs = {stage: pair(real, stage) for stage in STAGES}
    for workers in pairs.values():
        for worker in workers:
            worker.wait_ready(PATIENCE)
    feed, outcomes = Feed(settings), Outcomes(settings)
    for how in islice(cycle(SIGNALS), request.config.getoption("--takeovers")):
        time.sleep(3)  # all are at work
        fed, began = feed.sent, time.monotonic()
        harmed = {stage: workers[0] for stage, workers in pairs.items()}
        for worker in harmed.values():
            harm(worker, how)
        time.sleep(SESSION_SECONDS + 2)  # what is fed meanwhile waits for the survivors
        fed = feed.sent
        wanted = {f"t{number}" for number in range(fed)}
        wait_until(
            lambda: wanted <= outcomes.look(),  # noqa: B023 (called in this round only)
            f"all {fed} articles have an outcome after {how.name}",
            PATIENCE,
        )
        print(f"{how.name}: {fed} articles done {time.monotonic() - began:.0f} s after it")
        for stage, (_, survivor) in pairs.items():
            survivor.wait_ready(PATIENCE)
            pairs[stage] = [survivor, succeed(real, harmed[stage], stage, how)]
        for _, successor in pairs.values():
            successor.wait_ready(PATIENCE)
    sent = feed.end()
    wanted = {f"t{number}" for number in range(sent)}
    wait_until(lambda: wanted <= outcomes.look(), "all have an outcome", PATIENCE)
    assert outcomes.look() == wanted
    assert list(read(settings, FAILED)) == []
    repeats_are_equal(settings)


def repeats_are_equal(settings: Settings) -> None:
    """Records of one key differ only in what docs/subscribing.md names."""
    for topic in (UNIQUE, ENRICHED, MENTIONS, QUOTES):
        versions: defaultdict[bytes, set[bytes]] = defaultdict(set)
        for message in read(settings, topic):
            if message.value is not None:
                versions[message.key or b""].add(contents(orjson.loads(message.value)))
        assert not [key for key, found in versions.items() if len(found) > 1], topic
