"""Records of which not even a dead letter is easily made: the good ones behind them go on."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer
from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType

from tests.faults.fleet import Fleet, feed, keys, wait_until
from tests.kafka.raw_producer import Name, send
from workers.kafka import topics
from workers.kafka.connection import security
from workers.kafka.dead_letters import letter_format
from workers.kafka.embedded.broker import EmbeddedKafka
from workers.kafka.reading import read
from workers.settings import MIB, Settings
from workers.topology import DECODED, FAILED, RAW

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

Headers = Sequence[tuple[str, bytes | None]]

HOSTILE: dict[str, Headers] = {
    "a null count of replays": [(letter_format.REPLAYS, None)],
    "a count of 5,000 digits": [(letter_format.REPLAYS, b"7" * 5000)],
    "a count that is no number": [(letter_format.REPLAYS, b"\xff many")],
    "our own names": [
        (letter_format.BEGINS, b"elsewhere"),
        (letter_format.PREFIX + "offset", b"x"),
        (letter_format.REASON, None),
        (letter_format.REPLAYS, b"x"),
    ],
    "a name that is no UTF-8": [(Name(b"\xff\xfename"), b"1"), ("ok", b"2")],
    "an empty name": [("", b""), ("", None)],
    "a thousand headers": [(f"h{number}", b"x" * 50) for number in range(1000)],
    "one name many times": [("twice", b"1"), ("twice", b"2"), ("twice", None)],
    "control characters": [("a\x00b\x1b[2J", b"\x1b]0;owned\x07")],
}


def as_read(headers: Headers) -> list[tuple[str, bytes | None]]:
    """The headers as a letter has them: names that are no UTF-8 with escapes."""
    return [
        (name._bytes.decode("utf-8", "backslashreplace"), value)
        if isinstance(name, Name)
        else (name, value)
        for name, value in headers
    ]


def test_whatever_headers_a_failing_record_has_the_letter_keeps_all_of_them(fleet: Fleet) -> None:
    for name, headers in HOSTILE.items():
        send(fleet.settings, RAW, b"site", b"bad: " + name.encode(), headers)
    feed(fleet.settings, RAW, [("site", b"good")])
    worker = fleet.start("decode").wait_ready()
    wait_until(lambda: len(keys(fleet.settings, DECODED)) == 1, "the good one went on")
    letters = {(m.value or b"")[5:].decode(): m for m in read(fleet.settings, FAILED)}
    assert set(letters) == set(HOSTILE)
    for name, headers in HOSTILE.items():
        letter = letter_format.read(letters[name])
        assert list(letter.headers) == as_read(headers), name
        odd = name == "a name that is no UTF-8"
        assert letter.failure.reason == ("header-not-utf8" if odd else "bad-text"), name
    named = dict(letters["a name that is no UTF-8"].headers)[letter_format.NAMES]
    assert base64.b64decode(json.loads(named or b"")[0]) == b"\xff\xfename"
    assert worker.process.poll() is None, "in one process"
    assert worker.stop() == 0


def test_a_record_larger_than_its_letter_may_be_is_told_by_a_stub(
    kafka: EmbeddedKafka, tmp_path: Path
) -> None:
    small = Settings(
        brokers=kafka.address, topic_prefix="stub.", data_dir=tmp_path, max_message_bytes=2 * MIB
    )
    topics.create(small)
    huge = b'bad {"body": "' + b"word " * (8 * MIB) + b'"}'
    partition, offset = send(small, RAW, b"k" * 100_000, huge, [("id", b"7")])
    fleet = Fleet(small, tmp_path)
    try:
        feed(small, RAW, [("site", b"good")])
        worker = fleet.start("decode").wait_ready()
        wait_until(lambda: len(keys(small, DECODED)) == 1, "the good one went on")
        wait_until(lambda: bool(list(read(small, FAILED))), "and the large one is told")
        (message,) = read(small, FAILED)
        letter = letter_format.read(message)
        assert message.value == b""
        assert message.key is None
        assert letter.headers == (("id", b"7"),)
        place = (letter.topic, letter.partition, letter.offset)
        assert place == (small.topic(RAW), partition, offset)
        assert letter.failure.reason == "bad-text"
        assert letter.stub is not None
        assert f"value of {len(huge)} bytes" in letter.stub
        assert hashlib.sha256(huge).hexdigest() in letter.stub
        assert worker.stop() == 0
    finally:
        fleet.end()


def test_a_record_without_key_and_value_is_told_by_a_stub(fleet: Fleet) -> None:
    asyncio.run(_send_nothing(fleet.settings))
    feed(fleet.settings, RAW, [("site", b"good")])
    worker = fleet.start("decode").wait_ready()
    wait_until(lambda: bool(list(read(fleet.settings, FAILED))), "it is told")
    (message,) = read(fleet.settings, FAILED)
    assert "key null, value null" in (letter_format.read(message).stub or "")
    assert worker.stop() == 0


async def _send_nothing(settings: Settings) -> None:
    """A record that the client would not send: put into a batch of its own."""
    async with AIOKafkaProducer(**security.aiokafka(settings)) as producer:
        batch = producer.create_batch()
        batch.append(key=None, value=None, timestamp=None)
        await (await producer.send_batch(batch, settings.topic(RAW), partition=0))


def _limit(settings: Settings, topic: str, most_bytes: int) -> None:
    admin = KafkaAdminClient(**security.clients(settings))
    resource = ConfigResource(
        ConfigResourceType.TOPIC,
        settings.topic(topic),
        configs={"max.message.bytes": str(most_bytes)},
    )
    admin.alter_configs([resource])
    admin.close()


def test_an_output_that_the_broker_refuses_becomes_a_dead_letter(
    fleet: Fleet, installation: Settings
) -> None:
    worker = fleet.start("decode").wait_ready()
    _limit(installation, DECODED, 20_000)
    send(installation, RAW, b"site", b"x" * 30_000)
    feed(installation, RAW, [("site", b"good")])
    wait_until(lambda: len(keys(installation, DECODED)) == 1, "the good one went on")
    (letter,) = read(installation, FAILED)
    assert letter_format.read(letter).failure.reason == "output-refused"
    assert letter.value == b"x" * 30_000
    assert worker.stop() == 0


def test_a_record_whose_stub_is_refused_too_is_passed_over_and_told(
    fleet: Fleet, installation: Settings
) -> None:
    worker = fleet.start("decode").wait_ready()
    _limit(installation, FAILED, 200)
    partition, offset = send(installation, RAW, b"site", b"bad " + b"x" * 10_000)
    feed(installation, RAW, [("site", b"good")])
    wait_until(lambda: len(keys(installation, DECODED)) == 1, "the good one went on")
    assert list(read(installation, FAILED)) == []
    assert worker.metric("newsmill_passed_over_total", stage="decode") == 1
    told = f"event=passed_over stage=decode topic={installation.topic(RAW)} partition={partition}"
    assert f"{told} offset={offset}" in worker.log.read_text()
    assert worker.stop() == 0


@pytest.mark.parametrize("how", ["hang", "regex", "native"])
def test_a_record_that_takes_too_long_becomes_a_dead_letter_and_the_others_go_on(
    fleet: Fleet, how: str
) -> None:
    feed(fleet.settings, RAW, [("site", how.encode()), ("site", b"after it")])
    worker, starts = fleet.start("decode", NEWSMILL_RECORD_SECONDS="2"), 1

    def is_done() -> bool:
        nonlocal worker, starts
        if worker.process.poll() is not None:  # as a supervisor does
            worker, starts = fleet.start("decode", NEWSMILL_RECORD_SECONDS="2"), starts + 1
        return len(keys(fleet.settings, DECODED)) == 1

    wait_until(is_done, "the other one went on")
    (message,) = read(fleet.settings, FAILED)
    letter = letter_format.read(message)
    assert (message.value, letter.failure.reason) == (how.encode(), "too-slow")
    assert starts == (1 if how == "hang" else 3)
    assert worker.stop() == 0
