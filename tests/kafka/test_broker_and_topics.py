"""The embedded broker, and the topics that are made and checked on it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from kafka import KafkaAdminClient
from kafka.admin import NewTopic

from workers.kafka import topics
from workers.kafka.embedded import jars
from workers.kafka.embedded.broker import BrokerFailed, EmbeddedKafka
from workers.kafka.embedded.ports import answers
from workers.settings import Settings

pytestmark = pytest.mark.kafka


def test_a_taken_port_is_named_with_what_to_do(kafka: EmbeddedKafka, tmp_path: Path) -> None:
    with pytest.raises(BrokerFailed) as failed:
        EmbeddedKafka(tmp_path, kafka.port).start()
    assert f"port {kafka.port}" in str(failed.value)
    assert f"NEWSMILL_BROKERS={kafka.address}" in str(failed.value)


def test_the_broker_dies_with_the_process_that_started_it(tmp_path: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path\n"
        "from workers.kafka.embedded.broker import EmbeddedKafka\n"
        "print(EmbeddedKafka(Path(sys.argv[1])).start().address, flush=True); time.sleep(600)"
    )
    owner = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout is not None
    address = owner.stdout.readline().strip()
    assert answers(address)
    os.kill(owner.pid, signal.SIGKILL)
    owner.wait()
    owner.stdout.close()
    end = time.monotonic() + 20
    while answers(address):
        assert time.monotonic() < end
        time.sleep(0.2)


def test_a_jar_that_is_not_the_locked_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "kafka.lock.toml"
    text = jars.LOCK.read_text()
    first = text.split('sha256 = "', 1)[1][:64]
    lock.write_text(text.replace(first, "0" * 64))
    monkeypatch.setattr(jars, "LOCK", lock)
    with pytest.raises(jars.BadJar, match="checksum mismatch"):
        jars.classpath()


def test_topics_are_made_once_and_then_as_wanted(installation: Settings) -> None:
    assert topics.check(installation) == []
    assert topics.create(installation) == []


def test_what_differs_is_told_and_whether_it_matters(kafka: EmbeddedKafka) -> None:
    settings = Settings(brokers=kafka.address, topic_prefix="differs.")
    admin = KafkaAdminClient(bootstrap_servers=kafka.address)
    short = {"retention.ms": "1000"}
    admin.create_topics(
        [
            NewTopic("differs.articles.raw", 3, 1),
            NewTopic("differs.articles.unique", 8, 1, topic_configs=short),
        ],
        wait_for_metadata=True,
    )
    admin.close()
    topics.create(settings)
    found = {(d.topic, d.what): d for d in topics.check(settings)}
    assert not found["differs.articles.raw", "partitions"].stops
    assert not found["differs.articles.unique", "retention.ms"].stops
    assert str(found["differs.articles.unique", "retention.ms"]) == (
        "differs.articles.unique: retention.ms is 1000, wanted 604800000"
    )


def test_a_changelog_has_as_many_partitions_as_the_topic_it_goes_with(
    kafka: EmbeddedKafka,
) -> None:
    settings = Settings(brokers=kafka.address, topic_prefix="twelve.")
    admin = KafkaAdminClient(bootstrap_servers=kafka.address)
    admin.create_topics([NewTopic("twelve.articles.raw", 12, 1)], wait_for_metadata=True)
    admin.close()
    topics.create(settings)
    made = topics.partitions(settings)
    assert made[topics.changelog("decode", "sites", settings)] == 12
    assert made[topics.changelog("dedup", "shard", settings)] == settings.dedup_shards


def test_other_shards_than_the_topic_has_stop_a_worker(installation: Settings) -> None:
    other = installation.model_copy(update={"dedup_shards": 8})
    assert [d.what for d in topics.check(other) if d.stops] == ["partitions"]
