"""`newsmill feed` as a user types it: tried out, broken off, gone on with; against a real Kafka."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.line.test_commands import newsmill
from workers.cli.exits import Exit
from workers.kafka import reading
from workers.settings import Settings
from workers.topology import RAW

pytestmark = pytest.mark.kafka


def lines(first: int, last: int) -> str:
    return "".join(f'{{"id": "{n}", "body": "Text {n}."}}\n' for n in range(first, last))


def ids(settings: Settings) -> list[int]:
    return [int(json.loads(m.value or b"")["id"]) for m in reading.read(settings, RAW)]


def test_a_dry_run_says_what_would_be_refused_and_sends_nothing(
    installation: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(lines(0, 3) + '{"html": {"content": "<p>x"}}\n{"body": "%PDF-1.7"}\n')
    done = newsmill(installation, "feed", "--dry-run", str(file), code=Exit.FINDINGS)
    assert done.stdout.startswith(b"dry run, nothing was sent: 3 would be fed, 2 would be refused")
    told = done.stderr.decode()
    assert f"{file}:4: missing-body: " in told
    assert "html.content looks like one" in told
    assert f"{file}:5: not-an-article: body: a PDF document" in told
    assert ids(installation) == []
    file.write_text(lines(0, 3))
    newsmill(installation, "feed", "--dry-run", str(file))
    file.write_text("")
    newsmill(installation, "feed", "--dry-run", str(file), code=Exit.USAGE)


def test_a_feed_that_was_broken_off_goes_on_where_it_was(
    installation: Settings, tmp_path: Path
) -> None:
    file, more = tmp_path / "a.jsonl", {"NEWSMILL_DATA_DIR": str(tmp_path / "data")}
    file.write_text(lines(0, 200))
    command = [sys.executable, "-m", "workers.cli", "feed", "-q", "--rate", "40", str(file)]
    given = {
        "NEWSMILL_BROKERS": installation.brokers,
        "NEWSMILL_TOPIC_PREFIX": installation.topic_prefix,
    }
    with subprocess.Popen(command, env=os.environ | given | more) as feeding:
        deadline = time.monotonic() + 60
        while len(ids(installation)) <= 20:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        feeding.send_signal(signal.SIGINT)
        assert feeding.wait(30) == Exit.INTERRUPTED
    fed = len(ids(installation))
    assert fed < 200
    settings = installation.model_copy(update={"data_dir": tmp_path / "data"})
    done = newsmill(settings, "feed", "-q", "--resume", str(file))
    assert f"{fed} articles were fed before" in done.stderr.decode()
    assert sorted(ids(installation)) == list(range(200))
    file.write_text(lines(0, 205))  # it has grown
    assert newsmill(settings, "feed", "-q", "--resume", str(file)).stdout.startswith(b"5 articles")
    assert newsmill(settings, "feed", "-q", "--resume", str(file)).stdout.startswith(b"0 articles")
    file.write_text(lines(300, 310))  # another file under its name
    done = newsmill(settings, "feed", "-q", "--resume", str(file))
    assert done.stdout.startswith(b"10 articles")
    newsmill(settings, "feed", "-q", "--resume", "-", given=b"{}", code=Exit.USAGE)


def test_old_articles_say_that_they_are_and_do_not_go_when_the_line_is_full(
    installation: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "old.jsonl"
    file.write_text(lines(0, 5))
    newsmill(installation, "feed", "-q", "--backfill", "--while-lag-under", "5", str(file))
    lanes = [dict(message.headers)["lane"] for message in reading.read(installation, RAW)]
    assert lanes == [b"backfill"] * 5
    newsmill(installation, "feed", "--while-lag-under", "0", str(file), code=Exit.USAGE)
