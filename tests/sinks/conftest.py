"""A PostgreSQL for the tests of this folder, and the example that fills it."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import psycopg
import pytest

from tests.sinks.postgres import server

EXAMPLE = Path(__file__).parents[2] / "deploy/examples/postgres"


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    with server() as address:
        yield address


@pytest.fixture
def database(postgres: str, request: pytest.FixtureRequest) -> str:
    """A fresh database, its tables made."""
    name = "t" + re.sub(r"\W", "", request.node.name)[-40:].lower()
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
    address = postgres.replace("/postgres?", f"/{name}?")
    with psycopg.connect(address, autocommit=True) as connection:
        for _ in range(2):  # "run it again at any time"
            connection.execute((EXAMPLE / "schema.sql").read_bytes())
    return address


@pytest.fixture(scope="module")
def sink() -> ModuleType:
    spec = importlib.util.spec_from_file_location("sink", EXAMPLE / "sink.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
