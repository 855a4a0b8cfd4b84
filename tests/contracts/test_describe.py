"""`python -m workers.describe` writes what is out of date, and refuses to break consumers."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from workers.describe import __main__ as describe
from workers.describe import record_schemas

ROOT = Path(__file__).parents[2]
SETTINGS = "docs/settings.md"


@pytest.fixture
def checkout(tmp_path, monkeypatch) -> Path:
    """A copy of the files that the command writes."""
    for folder in ("schemas", "docs", "deploy/grafana"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    monkeypatch.setattr(describe, "ROOT", tmp_path)
    return tmp_path


def run(monkeypatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["describe", *arguments])
    return describe.main()


def test_a_checkout_that_is_up_to_date_is_left_alone(checkout, monkeypatch, capsys):
    assert run(monkeypatch) == 0
    assert capsys.readouterr().out == ""


def test_check_names_what_is_out_of_date_and_writes_nothing(checkout, monkeypatch, capsys):
    (checkout / SETTINGS).write_text("old")
    assert run(monkeypatch, "--check") == 1
    assert capsys.readouterr().out == f"out of date: {SETTINGS}\n"
    assert (checkout / SETTINGS).read_text() == "old"


def test_what_is_out_of_date_is_written(checkout, monkeypatch):
    (checkout / SETTINGS).write_text("old")
    assert run(monkeypatch) == 0
    assert (checkout / SETTINGS).read_text() == (ROOT / SETTINGS).read_text()


def test_a_change_that_breaks_consumers_is_refused_before_anything_is_written(
    checkout, monkeypatch, capsys
):
    (checkout / SETTINGS).write_text("old")
    with (checkout / describe.PUBLISHED).open("a") as published:
        published.write("newsmill.article/1 headline string|null optional\n")
    assert run(monkeypatch) == 1
    assert "removed: newsmill.article/1 headline" in capsys.readouterr().err
    assert (checkout / SETTINGS).read_text() == "old"


def test_a_field_without_a_meaning_is_told_with_the_place_to_write_it(monkeypatch):
    monkeypatch.setattr(record_schemas, "meanings", lambda: {"QuoteRecord": {}})
    with pytest.raises(record_schemas.UnknownField, match=r"fields.yaml: add QuoteRecord\."):
        record_schemas.schema_of("newsmill.quote/1")
