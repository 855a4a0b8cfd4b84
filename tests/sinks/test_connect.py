"""deploy/examples/connect: flat records with schemas, and the files of worker and sinks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from kafka import KafkaConsumer, TopicPartition

from tests.kafka.clients.records_sent import a_correction, a_quote, send_all
from workers.kafka.connection.security import clients
from workers.processes.local_workers import variables
from workers.records import QuoteRecord
from workers.settings import Settings
from workers.tables.connect import envelope, schema
from workers.testing import records
from workers.topology import DUPLICATES, QUOTES

EXAMPLE = Path(__file__).parents[2] / "deploy/examples/connect"
PYTHON = {"string": str, "int64": int, "double": float, "boolean": bool}
TIME = "org.apache.kafka.connect.data.Timestamp"


def own_value(record: dict[str, Any], column: str) -> Any:
    """The value of the record that a flat name stands for."""
    value: Any = record
    for name in column.split("__"):
        value = value.get(name) if value else None
    return value


@pytest.mark.parametrize("topic", records.KINDS)
def test_every_record_fits_its_schema_and_has_all_its_values(topic: str) -> None:
    kind = records.KINDS[topic]
    for _, value in records.lines(topic):
        record = json.loads(value)
        message = json.loads(envelope(kind, record))
        assert message["schema"] == schema(kind)
        fields = message["schema"]["fields"]
        assert [field["field"] for field in fields] == list(message["payload"])
        assert len(set(message["payload"])) == len(fields), "no two columns of one name"
        for field in fields:
            found, own = message["payload"][field["field"]], own_value(record, field["field"])
            if field.get("name") == TIME:
                at = datetime.fromisoformat(own).timestamp() * 1000 if own else None
                assert found == at
            elif isinstance(own, list | dict):
                assert json.loads(found) == own
            else:
                assert found == own
            right = PYTHON[field["type"]]
            assert (
                found is None or isinstance(found, right) or (right is float and type(found) is int)
            )


def lying(settings: Settings, topic: str) -> dict[str, bytes | None]:
    """The last value of each key of a topic."""
    with KafkaConsumer(**clients(settings), group_id=None) as consumer:
        here = [TopicPartition(topic, number) for number in consumer.partitions_for_topic(topic)]
        end = consumer.end_offsets(here)
        consumer.assign(here)
        consumer.seek_to_beginning()
        found: dict[str, bytes | None] = {}
        while any(consumer.position(tp) < at for tp, at in end.items()):
            for messages in consumer.poll(timeout_ms=500).values():
                found |= {message.key.decode(): message.value for message in messages}
        return found


@pytest.mark.kafka
def test_the_flat_topic_follows_withdrawals_and_later_versions(installation: Settings) -> None:
    quotes = [(f"a/{n}", a_quote("a", n, version=1)) for n in range(2)]
    send_all(installation, QUOTES, *quotes, ("b/0", a_quote("b", 0, version=1)))
    send_all(installation, QUOTES, ("a/0", replace(a_quote("a", 0), version=2)), ("a/1", None))

    def flattened() -> dict[str, bytes | None]:
        command = [sys.executable, "flatten.py", "quotes", "--idle", "2"]
        environment = os.environ | variables(installation)
        subprocess.run(command, cwd=EXAMPLE, env=environment, check=True, timeout=120)
        return lying(installation, installation.topic("flat.quotes"))

    rows = {key: json.loads(value)["payload"] for key, value in flattened().items() if value}
    assert {key: row["version"] for key, row in rows.items()} == {"a/0": 2, "b/0": 1}
    send_all(installation, DUPLICATES, ("b", a_correction("b", of="a", version=1)))
    assert [key for key, value in flattened().items() if value] == ["a/0"]


def properties(file: Path) -> dict[str, str]:
    lines = [line for line in file.read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def test_the_sinks_agree_with_the_worker_and_with_what_is_written() -> None:
    worker = properties(EXAMPLE / "worker.properties")
    assert worker["key.converter"].endswith(".StringConverter")
    assert worker["value.converter"].endswith(".JsonConverter")
    assert worker["value.converter.schemas.enable"] == "true"
    written = {f"flat.{topic}" for topic in records.KINDS} - {"flat.articles.duplicates"}
    names = set()
    for file in EXAMPLE.glob("*-*.properties"):
        sink = properties(file)
        assert set(sink["topics"].split(",")) <= written
        deletes = sink.get("delete.enabled", sink.get("behavior.on.null.values"))
        assert deletes in ("true", "delete"), "withdrawals must delete"
        keyed = sink.get("primary.key.mode") == "record_key" or sink.get("key.ignore") == "false"
        assert keyed, "the record's key is the row's"
        primary = sink.get("primary.key.fields", "key")
        assert sink.get("transforms.key.field", "key") == primary
        assert primary not in {field["field"] for field in schema(QuoteRecord)["fields"]}
        names.add(sink["name"])
    assert len(names) == 2
