"""The offline line over small steps: order of queues, failures, records that stay as sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from tests.messages import message
from workers import offline, stages
from workers.offline import Failed, Line
from workers.processes.local_workers import variables
from workers.records import Article, Decoding, Message, Origin
from workers.settings import Settings
from workers.stages.contract import Emit, Rejected, Step, Tables
from workers.topology import DECODED, ENRICHED, RAW, TAGGED, UNIQUE


@dataclass
class Pass:
    """A step that adds its stage's name to the text and hands the article on."""

    stage: str
    topic: str
    target: str

    def prepare(self, record: Article) -> Article:
        record.text += f" {self.stage}"
        return record

    def apply(self, prepared: Article, tables: Tables) -> list[Emit]:
        return [Emit(self.target, prepared.id, prepared)]


class Read:
    """Reads the message's value as the article's text, and counts them in its table."""

    stage, topic = "decode", RAW

    def prepare(self, record: Message) -> Article:
        text = (record.value or b"").decode()
        if text == "refused":
            raise Rejected("refused", "told to", "value")
        return Article(
            id=f"{record.partition}-{record.offset}",
            text=text,
            received_at="2026-11-24T06:00:00.000Z",
            origin=Origin(topic=RAW, partition=record.partition, offset=record.offset),
            decoding=Decoding(
                charset=None, charset_declared=None, charset_rule="", extractor="none"
            ),
        )

    def apply(self, prepared: Article, tables: Tables) -> list[Emit]:
        if prepared.text == "broken":
            raise ZeroDivisionError("a bug")
        seen = int(tables["sites"].get(b"seen", b"0")) + 1
        tables["sites"][b"seen"] = str(seen).encode()
        prepared.text += f" {seen}"
        return [Emit(DECODED, prepared.id, prepared)]


def _steps(stage: str, settings: Settings) -> list[Step]:
    found: dict[str, Sequence[Any]] = {
        "decode": [Read()],
        "dedup": [Pass("dedup", DECODED, UNIQUE)],
        "tag": [Pass("tag", UNIQUE, TAGGED)],
        "quote": [Pass("quote", TAGGED, ENRICHED)],
    }
    return list(found[stage])


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Line:
    monkeypatch.setattr(stages, "steps", _steps)
    return Line(Settings())


def _texts(outcomes: list[offline.Outcome], topic: str) -> list[str]:
    return [o.record.text for o in outcomes if isinstance(o, Emit) and o.topic == topic]  # type: ignore[union-attr]


def test_a_record_stays_as_it_was_sent_when_later_stages_change_it(line: Line) -> None:
    outcomes = list(line.process([message(b"a")]))
    assert _texts(outcomes, DECODED) == ["a 1"]
    assert _texts(outcomes, UNIQUE) == ["a 1 dedup"]
    assert _texts(outcomes, ENRICHED) == ["a 1 dedup tag quote"]


def test_state_lives_from_article_to_article_and_belongs_to_a_partition(line: Line) -> None:
    raw = [message(b"a", offset=number) for number in range(3)]
    assert _texts(list(line.process(raw)), DECODED) == ["a 1", "a 2", "a 3"]
    assert _texts(list(line.process([message(b"a")])), DECODED) == ["a 4"]


def test_a_refusal_says_stage_reason_and_field_and_the_others_go_on(line: Line) -> None:
    outcomes = list(line.process([message(b"refused"), message(b"a", offset=1)]))
    (failed,) = [o for o in outcomes if isinstance(o, Failed)]
    assert (failed.stage, failed.reason, failed.field) == ("decode", "refused", "value")
    assert (failed.message, failed.stacktrace) == ("told to", "")
    assert len(_texts(outcomes, ENRICHED)) == 1


def test_a_bug_is_a_failure_with_its_stack_trace_and_the_others_go_on(line: Line) -> None:
    outcomes = list(line.process([message(b"broken"), message(b"a", offset=1)]))
    (failed,) = [o for o in outcomes if isinstance(o, Failed)]
    assert (failed.reason, failed.exception) == ("unexpected", "ZeroDivisionError")
    assert "a bug" in failed.stacktrace
    assert failed.raw.value == b"broken"
    assert len(_texts(outcomes, ENRICHED)) == 1


def test_settings_survive_the_way_through_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(
        brokers="a:1,b:2", topic_prefix="x.", sasl_password="secret", dedup_window_days=2.5
    )
    for name, value in variables(settings).items():
        monkeypatch.setenv(name, value)
    assert Settings() == settings
