"""SASL and TLS: the same settings take kafka-python, aiokafka and Faust to a secured broker."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from kafka.admin import (
    ACL,
    ACLOperation,
    ACLPermissionType,
    ResourcePattern,
    ResourceType,
)
from pydantic import SecretStr

from tests.faults.fleet import Fleet, feed, keys, wait_until
from tests.faults.test_restarts import articles
from workers.cli.exits import Exit
from workers.kafka import topics
from workers.kafka.connection import security
from workers.kafka.connection.admin import admin_client
from workers.kafka.embedded.broker import EmbeddedKafka
from workers.kafka.embedded.ports import free_port
from workers.kafka.lag import cluster_lag
from workers.observe.doctor.cluster import cluster
from workers.processes.local_workers import variables
from workers.settings import Settings
from workers.streams.worker.ending import CANNOT_START
from workers.topology import DECODED, ENRICHED, FAILED, RAW, STAGES, TAGGED, UNIQUE

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

PASSWORDS = {"broker": "inside", "newsmill": "mill", **{stage: f"{stage}!" for stage in STAGES}}
PASSWORDS |= {"maker": "maker!", "operator": "operator!", "nobody": "nobody!"}
USERS = (
    "org.apache.kafka.common.security.plain.PlainLoginModule required "
    'username="broker" password="inside" '
    + " ".join(f'user_{user}="{password}"' for user, password in PASSWORDS.items())
    + ";"
)
SMALL = [("decode", RAW, DECODED), ("dedup", DECODED, UNIQUE), ("quote", TAGGED, ENRICHED)]
"""Stages with small steps: what each reads and writes."""

CERTIFICATE = (
    "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 "
    "-addext subjectAltName=IP:127.0.0.1 -keyout key.pem -out cert.pem"
)


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Settings for a broker that takes only SASL over TLS."""
    if not shutil.which("openssl"):
        pytest.skip("openssl makes the certificate")
    folder = tmp_path_factory.mktemp("secured")
    subprocess.run(CERTIFICATE.split(), cwd=folder, check=True, capture_output=True)
    cert, both = folder / "cert.pem", folder / "both.pem"
    both.write_text((folder / "key.pem").read_text() + cert.read_text())
    properties = {
        "listener.security.protocol.map": "PLAINTEXT:SASL_SSL,CONTROLLER:PLAINTEXT",
        "sasl.enabled.mechanisms": "PLAIN",
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": "User:broker;User:newsmill;User:ANONYMOUS",
        "sasl.mechanism.inter.broker.protocol": "PLAIN",
        "listener.name.plaintext.plain.sasl.jaas.config": USERS,
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(both),
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": str(cert),
    }
    settings = Settings(
        brokers=f"127.0.0.1:{free_port()}",
        security_protocol="SASL_SSL",
        sasl_mechanism="PLAIN",
        sasl_username="newsmill",
        sasl_password=SecretStr("mill"),
        ssl_cafile=cert,
        session_timeout_seconds=6,
    )
    client = security.clients(settings)
    del client["bootstrap_servers"], client["bootstrap_timeout_ms"]
    port = int(settings.brokers.split(":")[1])
    with EmbeddedKafka(folder / "kafka", port, properties, client):
        topics.create(settings)
        yield settings


def test_a_worker_works_on_a_secured_cluster(secured: Settings, tmp_path: Path) -> None:
    fleet = Fleet(secured, tmp_path)
    feed(secured, TAGGED, articles(0, 20))
    try:
        worker = fleet.start("quote").wait_ready()
        wait_until(lambda: len(keys(secured, ENRICHED)) == 20, "all are there")
        assert worker.stop() == 0
    finally:
        fleet.end()


def as_user(settings: Settings, user: str, **change: object) -> Settings:
    password = SecretStr(PASSWORDS[user])
    return settings.model_copy(update={"sasl_username": user, "sasl_password": password, **change})


def grant(settings: Settings, user: str, kind: ResourceType, name: str, *rights: str) -> None:
    pattern = ResourcePattern(kind, name)
    with admin_client(settings) as admin:
        admin.create_acls(
            [
                ACL(f"User:{user}", "*", ACLOperation[right], ACLPermissionType.ALLOW, pattern)
                for right in rights
            ]
        )


def grant_as_documented(settings: Settings, stage: str) -> None:
    """The rights of docs/operations.md, A secured cluster."""
    its = STAGES[stage]
    for name in its.reads:
        grant(settings, stage, ResourceType.TOPIC, settings.topic(name), "READ")
    for name in its.writes:
        grant(settings, stage, ResourceType.TOPIC, settings.topic(name), "WRITE")
    for table in its.tables:
        name = topics.changelog(stage, table, settings)
        grant(settings, stage, ResourceType.TOPIC, name, "READ", "WRITE")
    for name in topics.of_stage(stage, settings):
        grant(settings, stage, ResourceType.TOPIC, name, "DESCRIBE", "DESCRIBE_CONFIGS")
    grant(settings, stage, ResourceType.GROUP, topics.group(stage, settings), "READ")


@pytest.mark.parametrize(("stage", "source", "target"), SMALL)
def test_each_stage_works_with_the_documented_rights(
    secured: Settings, tmp_path: Path, stage: str, source: str, target: str
) -> None:
    grant_as_documented(secured, stage)
    own = as_user(secured, stage)
    assert [found for found in topics.check(own, stage) if found.stops] == []
    fleet = Fleet(own, tmp_path)
    before = len(keys(secured, target))
    feed(secured, source, articles(100, 120) if source != RAW else [("site", b"a text")] * 20)
    try:
        worker = fleet.start(stage).wait_ready()
        wait_until(lambda: sum(keys(secured, target).values()) >= before + 20, "all are there")
        assert worker.stop() == 0
    finally:
        fleet.end()


def test_tag_may_start_with_the_documented_rights(secured: Settings) -> None:
    grant_as_documented(secured, "tag")
    assert topics.check(as_user(secured, "tag"), "tag") == []


def test_the_doctor_names_the_right_that_is_missing(secured: Settings) -> None:
    for name in topics.of_stage("tag", secured):
        grant(secured, "maker", ResourceType.TOPIC, name, "READ", "DESCRIBE_CONFIGS")
    grant(secured, "maker", ResourceType.TOPIC, secured.topic(FAILED), "WRITE")
    [wrong] = [found for found in cluster(as_user(secured, "maker"), ["tag"]) if found.do]
    assert (wrong.check, wrong.what) == ("rights", "tag: maker lacks WRITE on articles.tagged")


def test_without_rights_a_worker_says_that_it_is_not_allowed(
    secured: Settings, tmp_path: Path
) -> None:
    worker = Fleet(as_user(secured, "nobody"), tmp_path).start("quote")
    assert worker.process.wait(60) == CANNOT_START
    assert "not allowed to nobody" in worker.log.read_text()
    assert "missing" not in worker.log.read_text()


def test_topics_are_made_with_the_right_to_create_them_and_no_other(secured: Settings) -> None:
    other = as_user(secured, "maker", topic_prefix="made.")
    grant(secured, "maker", ResourceType.CLUSTER, "kafka-cluster", "CREATE")
    assert len(topics.create(other)) == len(topics.wanted(other))
    assert topics.create(other) == [], "and those there are told by the broker"
    made = secured.model_copy(update={"topic_prefix": "made."})
    wait_until(lambda: topics.check(made) == [], "they are as they must be")


def test_lag_needs_what_is_documented(secured: Settings) -> None:
    for stage in STAGES:
        group = topics.group(stage, secured)
        grant(secured, "operator", ResourceType.GROUP, group, "DESCRIBE")
        for name in STAGES[stage].reads:
            grant(secured, "operator", ResourceType.TOPIC, secured.topic(name), "READ")
    assert {lag.stage for lag in cluster_lag(as_user(secured, "operator"))} == set(STAGES)


def newsmill(settings: Settings, *arguments: str) -> str:
    """What a command says on stderr; it must end with the exit code for Kafka."""
    ran = subprocess.run(
        [sys.executable, "-m", "workers.cli", *arguments],
        env=os.environ | variables(settings),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == Exit.KAFKA, ran.stderr
    return ran.stderr


@pytest.mark.parametrize(
    "command", [("topics", "check"), ("tail", "quotes"), ("lag",), ("run", "quote")]
)
def test_each_way_not_to_reach_kafka_has_a_message_of_its_own(
    secured: Settings, tmp_path: Path, command: tuple[str, ...]
) -> None:
    (tmp_path / "other").mkdir()
    subprocess.run(CERTIFICATE.split(), cwd=tmp_path / "other", check=True, capture_output=True)
    told = {
        "refuses the login of user nobody": secured.model_copy(
            update={"sasl_username": "nobody", "sasl_password": SecretStr("will")}
        ),
        "certificate of an unknown authority": secured.model_copy(
            update={"ssl_cafile": tmp_path / "other" / "cert.pem"}
        ),
        "no such host: nowhere.invalid": secured.model_copy(
            update={"brokers": "nowhere.invalid:9092"}
        ),
        "no broker answers at 127.0.0.1:1": secured.model_copy(update={"brokers": "127.0.0.1:1"}),
    }
    for message, settings in told.items():
        said = newsmill(settings, *command)
        assert message in said
        assert "Traceback" not in said
        assert not [other for other in told if other != message and other in said]


@pytest.mark.parametrize("command", [("tail", "quotes"), ("lag",), ("failed", "list")])
def test_what_is_not_allowed_is_not_called_missing(
    secured: Settings, command: tuple[str, ...]
) -> None:
    said = newsmill(as_user(secured, "nobody"), *command)
    assert "not allowed: user nobody" in said
    assert "Traceback" not in said
