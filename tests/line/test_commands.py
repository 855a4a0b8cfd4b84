"""The commands as a user types them, against a real Kafka."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from workers.cli.exits import Exit
from workers.kafka import reading
from workers.kafka.dead_letters import letter_format
from workers.kafka.producer import ArticleProducer
from workers.settings import MIB, Settings
from workers.stages.contract import Failure
from workers.topology import FAILED, RAW

pytestmark = pytest.mark.kafka
ARTICLES = b'{"id": "a", "body": "Text A."}\n{"id": "b", "body": "Text B."}\n'


def newsmill(
    settings: Settings, *arguments: str, given: bytes = b"", code: int = Exit.OK
) -> subprocess.CompletedProcess[bytes]:
    done = subprocess.run(
        [sys.executable, "-m", "workers.cli", *arguments],
        input=given,
        env=os.environ
        | {
            "NEWSMILL_BROKERS": settings.brokers,
            "NEWSMILL_TOPIC_PREFIX": settings.topic_prefix,
            "NEWSMILL_DATA_DIR": str(settings.data_dir),
        },
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == code, done.stderr.decode()
    return done


def _fail(settings: Settings, value: bytes, reason: str) -> None:
    """A dead letter as the decode worker writes it."""
    with ArticleProducer(settings) as producer:
        producer.send_message(b"key", value, (("h", b"1"),), "x")
    original = list(reading.read(settings, RAW))[-1]
    failure = Failure("decode", reason, "Rejected", f"{reason}: why", "", None)
    headers = tuple(letter_format.headers(replace(original, topic=settings.topic(RAW)), failure))
    with ArticleProducer(settings) as producer:
        producer.send_message(b"key", value, headers, "x", topic=settings.topic(FAILED))


def test_topics_are_made_once_and_then_as_they_should_be(installation: Settings) -> None:
    assert b"all topics are there" in newsmill(installation, "topics", "create").stdout
    assert b"has what the line needs" in newsmill(installation, "topics", "check").stdout
    elsewhere = installation.model_copy(update={"topic_prefix": "empty."})
    told = newsmill(elsewhere, "topics", "check", code=Exit.FINDINGS).stdout.decode()
    assert "STOPS empty.articles.raw: topic is missing" in told


def test_what_is_fed_can_be_seen_traced_and_waited_for(
    installation: Settings, tmp_path: Path
) -> None:
    (tmp_path / "articles.jsonl").write_bytes(ARTICLES)
    fed = newsmill(installation, "feed", "-q", str(tmp_path / "articles.jsonl"))
    assert fed.stdout == b"2 articles fed, all confirmed\n"
    newsmill(installation, "feed", "-q", "--rate", "50", "-", given=b'{"id":"c","body":"C."}')
    seen = newsmill(installation, "tail", RAW, "--beginning", "--no-follow").stdout.splitlines()
    assert {json.loads(json.loads(line)["value"])["id"] for line in seen} == {"a", "b", "c"}
    traced = newsmill(installation, "trace", "b", code=Exit.FINDINGS)
    assert json.loads(traced.stdout)["status"] == "waiting"
    readable = newsmill(
        installation, "trace", "b", "--format", "readable", code=Exit.FINDINGS
    ).stdout.decode()
    assert "waits for decode" in readable
    lags = [json.loads(line) for line in newsmill(installation, "lag").stdout.splitlines()]
    assert {(lag["stage"], lag["topic"]): lag["records"] for lag in lags} == {
        ("decode", RAW): 3,
        ("dedup", "articles.decoded"): 0,
        ("dedup", "articles.dedup"): 0,
        ("tag", "articles.unique"): 0,
        ("quote", "articles.tagged"): 0,
    }


def test_feed_goes_on_behind_a_refused_line_and_names_it(
    installation: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "huge.jsonl"
    file.write_bytes(b'{"body": "One."}\n{"body": "%s"}\n{"body": "Three."}\n' % (b"x" * 40 * MIB))
    told = newsmill(installation, "feed", "-q", str(file), code=Exit.KAFKA).stderr.decode()
    assert f"{file}:2: " in told
    assert "1 article(s) not delivered, 2 fed and confirmed" in told
    assert {json.loads(m.value or b"")["body"] for m in reading.read(installation, RAW)} == {
        "One.",
        "Three.",
    }


def test_feed_refuses_what_it_cannot_mean(installation: Settings, tmp_path: Path) -> None:
    empty, full = tmp_path / "empty.jsonl", tmp_path / "full.jsonl"
    empty.write_bytes(b"")
    full.write_bytes(ARTICLES)
    told = newsmill(installation, "feed", "-q", str(empty), code=Exit.USAGE).stderr.decode()
    assert "no articles in it" in told
    for rate in ("0", "-1", "nan"):
        told = newsmill(
            installation, "feed", "-q", "--rate", rate, str(full), code=Exit.USAGE
        ).stderr.decode()
        assert "--rate" in told
    assert not list(reading.read(installation, RAW))


def test_dead_letters_are_listed_shown_and_replayed_after_a_dry_run(
    installation: Settings,
) -> None:
    _fail(installation, b"one", "bad-json")
    _fail(installation, b"two", "empty-body")
    listed = newsmill(installation, "failed", "list")
    lines = listed.stdout.decode().splitlines()
    assert len(lines) == 2
    assert b"2 dead letters" in listed.stderr
    place = next(line for line in lines if "bad-json" in line).split()[0]
    shown = newsmill(installation, "failed", "show", place).stdout.decode()
    assert "bad-json: why" in shown
    assert "one" in shown
    dry = newsmill(installation, "failed", "replay", "--reason", "bad-json")
    assert b"1 would be put back; --yes does it" in dry.stderr
    assert len(list(reading.read(installation, RAW))) == 2
    newsmill(installation, "failed", "replay", place, "--yes")
    raw = list(reading.read(installation, RAW))
    assert [message.value for message in raw].count(b"one") == 2
    assert letter_format.replays(raw[-1].headers) == 1
    newsmill(installation, "failed", "show", "0/99", code=Exit.FINDINGS)
    newsmill(installation, "failed", "show", "nonsense", code=Exit.USAGE)


def test_a_letter_put_back_too_often_is_left_out(installation: Settings) -> None:
    _fail(installation, b"one", "bad-json")
    told = newsmill(installation, "failed", "replay", "--max-replays", "0", "--yes").stderr
    assert b"1 left out" in told
    assert len(list(reading.read(installation, RAW))) == 1


def test_the_knowledge_base_is_checked_loaded_listed_and_cut(
    installation: Settings, tmp_path: Path
) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("id,type,name,aliases\nm1,PER,Ada Lind,Lind;A. Lind\nm2,ORG,Norland Rail,\n")
    bad.write_text("id,type,name\nm1,PERSON,Ada Lind\n")
    assert b"2 entries" in newsmill(installation, "kb", "check", str(good)).stdout
    told = newsmill(installation, "kb", "load", str(bad), code=Exit.FINDINGS).stderr.decode()
    assert "line 2, type" in told
    newsmill(installation, "kb", "load", str(good))
    newsmill(installation, "kb", "remove", "m2")
    listed = newsmill(installation, "kb", "list").stdout.splitlines()
    assert [json.loads(line)["name"] for line in listed] == ["Ada Lind"]


def test_a_broker_that_does_not_answer_has_an_exit_code(installation: Settings) -> None:
    nowhere = installation.model_copy(update={"brokers": "127.0.0.1:1"})
    told = newsmill(nowhere, "topics", "check", code=Exit.KAFKA).stderr.decode()
    assert "NEWSMILL_BROKERS" in told
    assert "Traceback" not in told


@pytest.mark.parametrize("command", [["lag"], ["topics", "check"], ["tail", RAW], ["run", "tag"]])
def test_an_address_that_is_none_has_an_exit_code(
    installation: Settings, command: list[str]
) -> None:
    wrong = installation.model_copy(update={"brokers": "foo:bar"})
    told = newsmill(wrong, *command, code=Exit.SETTINGS).stderr.decode()
    assert told == "newsmill: NEWSMILL_BROKERS: 'foo:bar' is not host:port\n"
