"""The doctor finds what is wrong, says what to do, and is content with what is right."""

from __future__ import annotations

import shutil
import time
from collections import namedtuple
from pathlib import Path

import pytest
from kafka import KafkaAdminClient, KafkaProducer

from tests.line.test_commands import newsmill
from workers.cli.exits import Exit
from workers.kafka.connection import security
from workers.observe.doctor import machine
from workers.observe.doctor.cluster import cluster
from workers.observe.doctor.finding import Finding
from workers.settings import Settings
from workers.topology import RAW, STAGES, UNIQUE

Usage = namedtuple("Usage", "total used free")


def wrong(found: list[Finding]) -> list[Finding]:
    assert all(one.do for one in found if one.level != "ok"), "each says what to do"
    return [one for one in found if one.level != "ok"]


@pytest.mark.kafka
def test_a_cluster_as_it_should_be_is_well(installation: Settings) -> None:
    found = list(cluster(installation, list(STAGES)))
    assert wrong(found) == []
    assert {one.check for one in found} == {
        "broker",
        "broker version",
        "topics",
        "rights",
        "clock",
    }
    done = newsmill(installation, "doctor", "--no-models", "--format", "readable")
    assert b"newsmill 0.1.0" in done.stdout


@pytest.mark.kafka
def test_a_topic_that_is_missing_stops_only_the_stages_that_need_it(installation: Settings) -> None:
    admin = KafkaAdminClient(**security.clients(installation))
    admin.delete_topics([installation.topic(UNIQUE)])
    admin.close()
    time.sleep(1)
    assert wrong(list(cluster(installation, ["quote"]))) == []
    [missing] = wrong(list(cluster(installation, ["tag"])))
    assert missing.level == "wrong"
    assert (missing.do, missing.what) == (
        "newsmill topics create",
        f"{installation.topic(UNIQUE)}: topic is missing, wanted there",
    )
    done = newsmill(installation, "doctor", "--no-models", code=Exit.FINDINGS)
    assert b"newsmill topics create" in done.stdout


@pytest.mark.kafka
def test_a_record_from_the_future_tells_of_a_wrong_clock(installation: Settings) -> None:
    producer = KafkaProducer(**security.clients(installation))
    ahead = round((time.time() + 3600) * 1000)
    producer.send(installation.topic(RAW), b"x", timestamp_ms=ahead).get(20)
    producer.close()
    [clock] = wrong(list(cluster(installation, ["decode"])))
    assert clock.check == "clock"
    assert "articles.raw has a record of 3600 s from now" in clock.what.replace("3599", "3600")


@pytest.mark.kafka
def test_without_a_broker_the_rest_is_looked_at_all_the_same(installation: Settings) -> None:
    nowhere = installation.model_copy(update={"brokers": "127.0.0.1:1"})
    done = newsmill(nowhere, "doctor", "--no-models", code=Exit.KAFKA)
    assert b"no broker answers at 127.0.0.1:1" in done.stdout
    assert b'"check":"disk"' in done.stdout


def test_a_folder_that_cannot_be_written_is_wrong(tmp_path: Path) -> None:
    found = machine.disk(Settings(data_dir=Path("/proc/newsmill")))
    assert (found.level, found.check) == ("wrong", "disk")
    assert machine.disk(Settings(data_dir=tmp_path / "new")).check == "disk"
    assert list(tmp_path.iterdir()) == [], "and nothing stays behind"


@pytest.mark.parametrize(("free", "level"), [(0.5, "wrong"), (3, "note"), (30, "ok")])
def test_a_disk_that_fills_up_is_told(
    free: float, level: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1, 1, free * machine.GIB))
    assert machine.disk(Settings(data_dir=tmp_path)).level == level


def test_a_typo_is_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSMILL_BROKER", "kafka:9092")
    [note] = wrong(list(machine.own(Settings())))
    assert "did you mean NEWSMILL_BROKERS?" in note.what


def test_models_load_and_find_names_or_it_is_said_why_not() -> None:
    assert machine.models(Settings(nlp_profile="sm")).level == "ok"
    found = machine.models(Settings(nlp_profile="sm", models="de=spacy:no_such_package"))
    assert found.level == "wrong"
    assert "no_such_package" in found.what
