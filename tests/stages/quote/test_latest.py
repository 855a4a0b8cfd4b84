"""What is known of the version written last: kept through rewrites, crashes and expiry."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.stages.quote.test_step import article
from workers import topology
from workers.records import Article, Duplicate
from workers.settings import Settings
from workers.stages.contract import Emit, run
from workers.stages.quote.latest import KEPT_DAYS, Latest, expire, latest, write
from workers.stages.quote.step import Quotes

SEVERAL = "“One came,” Tom Reed said. “Two went,” Tom Reed said. “Three stayed,” Tom Reed said."
FEWER = "“One came,” Tom Reed said."
NONE = "Nobody said a word."
DAY = topology.DAY


class Stage:
    """The step with its table, and what the compacted topics hold of what it sent."""

    def __init__(self) -> None:
        self.step = Quotes(Settings(), now=lambda: 20_000 * DAY)
        self.table: dict[bytes, bytes] = {}
        self.kept: dict[tuple[str, str], Article] = {}

    def take(self, given: Article) -> list[Emit]:
        emits = run(self.step, replace(given, trail=[]), {"latest": self.table})
        self.send(emits)
        return emits

    def send(self, emits: list[Emit]) -> None:
        for emit in emits:
            if emit.record is None:
                self.kept.pop((emit.topic, emit.key), None)
            elif emit.topic in (topology.MENTIONS, topology.QUOTES):
                self.kept[emit.topic, emit.key] = emit.record

    def keys(self) -> list[str]:
        return sorted(f"{topic} {key}" for topic, key in self.kept)


def version(text: str, number: int | None) -> Article:
    given = article(text)
    given.version = number
    return given


def alone(text: str, number: int = 9) -> list[str]:
    stage = Stage()
    stage.take(version(text, number))
    return stage.keys()


def test_keys_that_only_the_version_before_had_are_emptied():
    stage = Stage()
    stage.take(version(SEVERAL, 1))
    assert len(stage.keys()) > len(alone(FEWER))
    stage.take(version(FEWER, 2))
    assert stage.keys() == alone(FEWER)
    stage.take(version(NONE, 3))
    assert stage.keys() == []


def test_an_older_version_is_not_written_over_a_newer_one():
    stage = Stage()
    stage.take(version(FEWER, 2))
    (late,) = stage.take(version(SEVERAL, 1))
    assert late.topic == topology.DUPLICATES
    assert isinstance(late.record, Duplicate)
    assert (late.record.kind, late.record.id, late.record.version) == ("superseded", "a1", 1)
    assert [step.stage for step in late.record.trail] == ["quote"]
    assert stage.keys() == alone(FEWER)


def test_the_same_version_again_is_written_again():
    stage = Stage()
    first = stage.take(version(FEWER, 2))
    again = stage.take(version(FEWER, 2))
    assert [(e.topic, e.key) for e in first] == [(e.topic, e.key) for e in again]


def test_an_article_of_a_release_without_versions_is_compared_by_its_time():
    stage = Stage()
    stage.take(replace(version(SEVERAL, None), received_at="2026-11-24T06:00:05.000Z"))
    (late,) = stage.take(replace(version(FEWER, None), received_at="2026-11-24T06:00:04.000Z"))
    assert late.topic == topology.DUPLICATES
    stage.take(version(FEWER, 1_795_500_006_000))
    assert stage.keys() == alone(FEWER)


TEXTS = {1: SEVERAL, 2: NONE, 3: FEWER, 4: SEVERAL, 5: FEWER}


@given(st.lists(st.tuples(st.sampled_from(sorted(TEXTS)), st.booleans()), min_size=1, max_size=8))
def test_any_order_and_any_crash_leave_the_last_version_only(coming):
    """A crash keeps outputs from being sent; what was not acknowledged is read again."""
    stage = Stage()
    unsent: list[int] = []
    for number, crashed in coming:
        if crashed:  # state is written, outputs are lost
            run(stage.step, version(TEXTS[number], number), {"latest": stage.table})
            unsent.append(number)
        else:
            for again in [*unsent, number]:
                stage.take(version(TEXTS[again], again))
            unsent = []
    for again in unsent:
        stage.take(version(TEXTS[again], again))
    last = max(number for number, _ in coming)
    assert stage.keys() == alone(TEXTS[last])


def test_what_the_output_topics_no_longer_keep_is_forgotten():
    table: dict[bytes, bytes] = {}
    for number in range(100):
        write(table, f"old{number}", Latest(1, 2, 3), day=100)
    write(table, "old7", Latest(2, 2, 3), day=101 + KEPT_DAYS)
    for number in range(100):
        write(table, f"new{number}", Latest(1, 2, 3), day=101 + KEPT_DAYS)
        expire(table, 101 + KEPT_DAYS)
    assert latest(table, "old8") is None
    assert latest(table, "old7") == Latest(2, 2, 3)
    assert latest(table, "new99") == Latest(1, 2, 3)
    assert len(table) == 2 * 101 + 1


def test_a_hole_that_a_crash_left_in_the_queue_is_stepped_over():
    table: dict[bytes, bytes] = {}
    for number in range(4):
        write(table, f"a{number}", Latest(1, 0, 0), day=1)
    del table[b"q" + (1).to_bytes(8, "big")]
    for _ in range(3):
        expire(table, 2 + KEPT_DAYS)
    assert [latest(table, f"a{n}") is None for n in range(4)] == [True, False, True, True]


def test_an_entry_takes_about_sixty_bytes():
    table: dict[bytes, bytes] = {}
    for number in range(1000):
        write(table, f"an id of some length {number}", Latest(1, 2, 3), day=1)
    assert sum(len(key) + len(value) for key, value in table.items()) < 65 * 1000
