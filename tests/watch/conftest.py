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


@pytest.fixture(scope="module")
def line(kafka: EmbeddedKafka, request: pytest.FixtureRequest, tmp_path_factory) -> Settings:
    """An installation for the tests of a file."""
    prefix = f"{request.module.__name__.rpartition('.')[2]}."
    settings = Settings(brokers=kafka.address, topic_prefix=prefix)
    topics.create(settings)
    return settings


@pytest.fixture(scope="module")
def watched(line: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """The page over that installation, all stories read."""
    send(line, stories())
    with Watched(line, tmp_path_factory.mktemp("watch") / "log") as running:
        running.until("/", "retold")
        running.until("/line", "missing-body")
        yield running


@pytest.fixture(scope="module")
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
