"""Several members of one group of subscribers: they come, leave, sleep and are killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.fleet import wait_until
from tests.kafka.clients.records_sent import (
    a_correction,
    a_quote,
    an_article,
    read_all,
    send_all,
)
from workers import codec
from workers.kafka.consumer import Subscription
from workers.kafka.producer import ArticleProducer
from workers.processes.local_workers import variables
from workers.records import Article
from workers.settings import Settings
from workers.topology import DUPLICATES, ENRICHED, QUOTES

pytestmark = pytest.mark.kafka

ARTICLES = 18_000
VERSIONS = {n: (1, 2) if n % 9 == 0 else (1,) for n in range(ARTICLES)}
"""Of each article's one quote: 20,000 records."""
WITHDRAWN_BEFORE = {n for n in range(ARTICLES) if n % 10 == 3}
WITHDRAWN_LATER = {n for n in range(ARTICLES) if n % 10 == 7}


class Members:
    """Child processes, each with the file that it writes to."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._settings = settings
        self._folder = folder
        self.files: list[Path] = []
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self, most: int = 10**6, asleep: float = 0) -> tuple[subprocess.Popen[bytes], Path]:
        file = self._folder / f"member{len(self._started)}"
        file.touch()
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.kafka.clients.member", str(file), str(most), str(asleep)],
            env=os.environ | variables(self._settings),
            stderr=subprocess.PIPE,
        )
        self.files.append(file)
        self._started.append(process)
        return process, file

    def end(self) -> None:
        for process in self._started:
            process.kill()
            process.communicate()


@pytest.fixture
def members(installation: Settings, tmp_path: Path) -> Iterator[Members]:
    members = Members(installation, tmp_path)
    yield members
    members.end()


def withdraw(settings: Settings, articles: set[int]) -> None:
    corrections = ((f"a{n}", a_correction(f"a{n}", of="first", version=1)) for n in articles)
    send_all(settings, DUPLICATES, *corrections)


def given(*files: Path) -> list[tuple[str, int, int]]:
    """Kind, number of the article, version: what members were given, whole lines only."""
    lines = [line.split() for file in files for line in file.read_text().split("\n")[:-1]]
    return [(kind, int(name[1:].removesuffix("/0")), int(of)) for kind, name, of in lines]


def store(told: list[tuple[str, int, int]]) -> dict[int, int]:
    """What a store of all members ends with that keeps to docs/subscribing.md: article, version."""
    kept, withdrawn = dict[int, int](), dict[int, int]()
    for kind, article, version in told:
        best = kept if kind == "quote" else withdrawn
        best[article] = max(version, best.get(article, 0))
    return {article: of for article, of in kept.items() if of > withdrawn.get(article, 0)}


EXPECTED = {
    n: versions[-1]
    for n, versions in VERSIONS.items()
    if versions[-1] > 1 or n not in WITHDRAWN_BEFORE | WITHDRAWN_LATER
}


@pytest.mark.slow
def test_members_that_join_leave_sleep_and_are_killed_lose_nothing(
    members: Members, installation: Settings
) -> None:
    withdraw(installation, WITHDRAWN_BEFORE)
    versions = ((n, of) for which in (1, 2) for n in VERSIONS for of in VERSIONS[n] if of == which)
    quotes = ((f"a{n}/0", a_quote(f"a{n}", 0, version=of)) for n, of in versions)
    send_all(installation, QUOTES, *quotes)
    first, one = members.start()
    wait_until(lambda: len(given(one)) > 100, "the first reads")
    leaver, two = members.start(most=300)
    sleeper, three = members.start(asleep=8)
    wait_until(lambda: min(len(given(two)), len(given(three))) > 100, "others share")
    assert first.poll() is None, "and the first goes on"
    last, four = members.start()
    assert leaver.wait(60) == 0, "one leaves in order"
    wait_until(lambda: len(given(four)) > 50, "another one shares")
    withdraw(installation, WITHDRAWN_LATER)
    first.kill()
    wait_until(lambda: store(given(*members.files)) == EXPECTED, "all were read by somebody", 90)
    told = set(given(*members.files))
    assert not {("quote", n, 1) for n in WITHDRAWN_BEFORE} & told, "no member had these"
    withdrawn = {n for kind, n, _ in told if kind == "withdrawn"}
    alone = {n for n in WITHDRAWN_BEFORE | WITHDRAWN_LATER if VERSIONS[n] == (1,)}
    assert withdrawn >= alone, "somebody was told of each that no later version replaces"
    for file in members.files:
        assert len(set(given(file))) == len(given(file)), "none twice by the same member"
    for process in (sleeper, last):
        assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0, "SIGTERM ends the loop"


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
