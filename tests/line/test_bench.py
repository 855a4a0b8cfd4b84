"""`newsmill bench` with articles that cannot be measured, and with some that can."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from workers.cli.exits import Exit

pytestmark = [pytest.mark.kafka, pytest.mark.slow]


def bench(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "workers.cli", "bench", *options],
        env=os.environ | {"TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_articles_that_all_fail_are_not_measured(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text(
        "".join(json.dumps({"id": str(n), "text": "a text"}) + "\n" for n in range(9))
    )
    ended = bench(tmp_path, "--corpus", str(corpus), "--warm-up", "2")
    assert ended.returncode == Exit.FINDINGS, ended.stderr
    assert "articles became dead letters" in ended.stderr
    assert "--rename text=body" in ended.stderr


def test_the_demos_articles_are_measured_stage_by_stage(tmp_path: Path) -> None:
    ended = bench(tmp_path, "--warm-up", "10", "--format", "json")
    measured = json.loads(ended.stdout)
    assert "weighs in" in ended.stderr, "few articles are told"
    assert [row["stage"] for row in measured["stages"]] == ["decode", "dedup", "tag", "quote"]
    assert all(row["loop_ms"] > 0 < row["stream_ms"] for row in measured["stages"])
    assert measured["articles"] > 20
