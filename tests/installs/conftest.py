"""The wheel, and the light environment: made once for all tests here."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.installs import wheels


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the checkout."""
    return wheels.build(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def light(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of an environment with `pip install newsmill` alone, and no checkout."""
    return wheels.environment(tmp_path_factory.mktemp("light") / "venv", str(wheel))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A scraper's project that has a `workers` of its own."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "workers.py").write_text("MINE = True\n")
    return folder
