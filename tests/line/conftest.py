"""The line is run once for all tests of this folder that look at what it made."""

from __future__ import annotations

import pytest

from tests.line.ran import Ran, run
from workers.kafka.embedded.broker import EmbeddedKafka


@pytest.fixture(scope="session")
def ran(kafka: EmbeddedKafka, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """The line after it has worked through everything and was stopped with SIGTERM."""
    return run(kafka.address, tmp_path_factory.mktemp("line"))
