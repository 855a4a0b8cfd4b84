"""A browser, and `newsmill watch` over a stream with everything in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.watch.browser import BINARY, Browser
from tests.watch.stories import stories
from tests.watch.stream import Watched, send
from workers.kafka import topics
from workers.kafka.embedded.broker import EmbeddedKafka
from workers.settings import Settings

AXE = Path(__file__).parent / "axe/node_modules/axe-core/axe.min.js"


@pytest.fixture(scope="session")
def line(kafka: EmbeddedKafka) -> Settings:
    """An installation for these tests."""
    settings = Settings(brokers=kafka.address, topic_prefix="watch.")
    topics.create(settings)
    return settings


@pytest.fixture(scope="session")
def watched(line: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """The page over that installation, all stories read."""
    send(line, stories())
    with Watched(line, tmp_path_factory.mktemp("watch") / "log") as running:
        running.until("/", "retold")
        running.until("/line", "missing-body")
        yield running


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A real Chromium; nothing may have gone wrong in its page."""
    if BINARY is None:
        pytest.skip("no chromium here (Debian: apt-get install chromium); .ci/run installs it")
    with Browser(tmp_path_factory.mktemp("browser")) as driven:
        yield driven
        assert driven.problems == []


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core."""
    if not AXE.exists():
        pytest.skip("no axe-core here: make axe (needs npm); .ci/run does it")
    return AXE.read_text(encoding="utf-8")
