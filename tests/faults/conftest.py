"""Workers that are ended with the test that started them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.fleet import Fleet
from workers.settings import Settings


@pytest.fixture
def fleet(installation: Settings, tmp_path: Path) -> Iterator[Fleet]:
    """A fleet on an installation of its own."""
    fleet = Fleet(installation, tmp_path)
    yield fleet
    fleet.tell()
    fleet.end()
