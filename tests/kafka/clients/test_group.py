"""Several members of one group of subscribers: they come, leave and are killed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.fleet import wait_until
from tests.kafka.clients.records_sent import a_quote, an_article, read_all, send_all
from workers import codec
from workers.kafka.consumer import Subscription
from workers.kafka.producer import ArticleProducer
from workers.processes.local_workers import variables
from workers.records import Article
from workers.settings import Settings
from workers.topology import ENRICHED, QUOTES

pytestmark = pytest.mark.kafka

RECORDS = 12_000


class Members:
    """Child processes, each with the file that it writes to."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._settings = settings
        self._folder = folder
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self, most: int = RECORDS) -> tuple[subprocess.Popen[bytes], Path]:
        file = self._folder / f"member{len(self._started)}"
        file.touch()
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.kafka.clients.member", str(file), str(most)],
            env=os.environ | variables(self._settings),
            stderr=subprocess.PIPE,
        )
        self._started.append(process)
        return process, file

    def end(self) -> None:
        for process in self._started:
            process.kill()
            process.communicate()


@pytest.fixture
def members(installation: Settings, tmp_path: Path) -> Iterator[Members]:
    quotes = ((f"a{number}/0", a_quote(f"a{number}", 0)) for number in range(RECORDS))
    send_all(installation, QUOTES, *quotes)
    members = Members(installation, tmp_path)
    yield members
    members.end()


def lines(*files: Path) -> list[str]:
    return [line for file in files for line in file.read_text().split("\n")[:-1]]


@pytest.mark.slow
def test_members_that_join_leave_and_are_killed_lose_nothing(members: Members) -> None:
    first, one = members.start()
    wait_until(lambda: len(lines(one)) > 100, "the first reads")
    leaver, two = members.start(most=200)
    wait_until(lambda: len(lines(two)) > 50, "a second one shares")
    assert first.poll() is None, "and the first goes on"
    last, three = members.start()
    assert leaver.wait(60) == 0, "one leaves in order"
    wait_until(lambda: len(lines(three)) > 50, "a third one shares")
    first.kill()
    everything = {f"a{number}/0" for number in range(RECORDS)}
    wait_until(lambda: set(lines(one, two, three)) == everything, "all were read by somebody")
    assert last.poll() is None
    for file in (one, two, three):
        assert len(set(lines(file))) == len(lines(file)), "none twice by the same member"


def test_a_foreign_record_can_be_passed_over_and_is_counted(installation: Settings) -> None:
    with ArticleProducer(installation) as producer:
        for key, value in ((b"\xff", b"not ours"), (b"x", b'{"id": 5}'), (None, b"[]")):
            name = installation.topic(ENRICHED)
            producer.send_message(key, value, (), "x", topic=name)
    send_all(installation, ENRICHED, ("a", an_article("a")))
    with pytest.raises(codec.Malformed, match=r"articles\.enriched/\d/\d: "):
        read_all(installation, ENRICHED)
    skipping = Subscription(
        ENRICHED, group=None, settings=installation, idle_seconds=1.5, on_malformed="skip"
    )
    with skipping as records:
        assert [record.id for record in records if isinstance(record, Article)] == ["a"]
    assert skipping.skipped == 3
