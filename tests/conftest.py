"""One real Kafka for the whole test run, started when the first test asks for it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import hypothesis
import pytest

from workers.kafka import topics
from workers.kafka.embedded.broker import EmbeddedKafka
from workers.settings import Settings

installations = count(1)

# A busy machine is no finding: no example may fail for the time it takes.
hypothesis.settings.register_profile(
    "newsmill",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
    derandomize="CI" in os.environ,  # a change is judged by itself; new examples come at home
)
hypothesis.settings.load_profile("newsmill")


def pytest_addoption(parser: pytest.Parser) -> None:
    """How long the longest test is to be."""
    parser.addoption("--takeovers", type=int, default=3, help="times that workers are harmed")


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedKafka]:
    """The embedded broker on a free port."""
    with EmbeddedKafka(tmp_path_factory.mktemp("kafka")) as broker:
        yield broker


@pytest.fixture
def installation(kafka: EmbeddedKafka, tmp_path: Path) -> Settings:
    """Settings of an installation of its own on the broker, its topics made."""
    settings = Settings(
        brokers=kafka.address,
        topic_prefix=f"test{next(installations)}.",
        data_dir=tmp_path / "state",
        session_timeout_seconds=6,
        web_port=0,
    )
    topics.create(settings)
    return settings
