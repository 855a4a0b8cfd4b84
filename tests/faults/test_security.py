"""SASL and TLS: the same settings take kafka-python, aiokafka and Faust to a secured broker."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from tests.faults.fleet import Fleet, feed, keys, wait_until
from tests.faults.test_restarts import articles
from workers.kafka import topics
from workers.kafka.connection import security
from workers.kafka.embedded.broker import EmbeddedKafka
from workers.kafka.embedded.ports import free_port
from workers.settings import Settings
from workers.topology import ENRICHED, TAGGED

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

USERS = (
    "org.apache.kafka.common.security.plain.PlainLoginModule required "
    'username="broker" password="inside" user_broker="inside" user_newsmill="mill";'
)
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
    del client["bootstrap_servers"]
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


def test_a_wrong_password_is_told(secured: Settings) -> None:
    wrong = secured.model_copy(update={"sasl_password": SecretStr("will")})
    with pytest.raises(topics.ClusterUnreachable, match="NEWSMILL_SASL_"):
        topics.check(wrong)
