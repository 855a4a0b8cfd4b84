from __future__ import annotations

import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
from typer.testing import CliRunner

from workers import __version__
from workers.cli.all_commands import app
from workers.cli.exits import Exit

runner = CliRunner()


def commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


def names(parameter: Any) -> list[str]:
    return [*parameter.opts, *parameter.secondary_opts]


COMMANDS = dict(commands(typer.main.get_command(app)))


def test_the_commands_that_users_were_promised_are_there() -> None:
    promised = (
        "broker, topics create, topics check, run, feed, tail, process, explain, watch, trace, "
        "lag, failed list, failed show, failed replay, kb load, kb list, kb check, bench, demo, "
        "dedup reshard, status, doctor, audit"
    )
    assert {tuple(name.split()) for name in promised.split(", ")} <= set(COMMANDS)


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_help_has_an_example_of_the_command(path: tuple[str, ...]) -> None:
    shown = runner.invoke(app, [*path, "--help"])
    assert shown.exit_code == Exit.OK
    examples = shown.output.partition("Example")[2]
    assert "newsmill " + " ".join(path) in examples


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_options_in_the_examples_exist(path: tuple[str, ...]) -> None:
    options = {name for parameter in COMMANDS[path].params for name in names(parameter)}
    for line in (COMMANDS[path].help or "").splitlines():
        if f"newsmill {' '.join(path)}" in line:
            own = line.split("newsmill ")[1].split("  ")[0]
            used = {word for word in shlex.split(own) if re.fullmatch(r"-{1,2}[a-z][a-z-]*", word)}
            assert used <= options


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_option_says_what_it_is_for(path: tuple[str, ...]) -> None:
    silent = [p.name for p in COMMANDS[path].params if not getattr(p, "help", None)]
    assert silent in ([], ["help"])


def test_version_is_printed() -> None:
    assert runner.invoke(app, ["--version"]).output == f"newsmill {__version__}\n"


def test_help_explains_the_exit_codes() -> None:
    shown = runner.invoke(app, ["--help"]).output
    assert all(f"{code.value:3}  {code.meaning}" in shown for code in Exit)


ARTICLE = '{"id": "a", "body": "The harbour of Oban stays closed until Friday."}\n'


@pytest.mark.parametrize("topic", ["articles.failed", "articles.raw", "kb.entities", "nope"])
def test_process_prints_only_topics_that_it_has_records_of(tmp_path: Path, topic: str) -> None:
    file = tmp_path / "articles.jsonl"
    file.write_text(ARTICLE)
    told = runner.invoke(app, ["process", "--topic", topic, str(file)])
    assert told.exit_code == Exit.USAGE
    assert f"no records of {topic}; there are articles.decoded, " in told.stderr


def test_explain_says_with_its_exit_code_that_an_article_failed(tmp_path: Path) -> None:
    file, page = tmp_path / "articles.jsonl", tmp_path / "page.html"
    file.write_text(ARTICLE + "{}\n")
    told = runner.invoke(app, ["explain", "--html", str(page), str(file)])
    assert told.exit_code == Exit.FINDINGS
    assert f"{file}:2: missing-body" in told.stderr
    assert re.search(r'class="n loc"[^>]*>Oban<', page.read_text())
    file.write_text(ARTICLE)
    assert runner.invoke(app, ["explain", str(file)]).exit_code == Exit.OK


def test_explain_tells_a_page_that_cannot_be_written_and_a_file_without_articles(
    tmp_path: Path,
) -> None:
    file, page = tmp_path / "articles.jsonl", tmp_path / "none" / "page.html"
    file.write_text(ARTICLE)
    told = runner.invoke(app, ["explain", "--html", str(page), str(file)])
    assert (told.exit_code, told.stderr) == (
        Exit.USAGE,
        f"newsmill: {page}: No such file or directory\n",
    )
    file.write_text("")
    assert runner.invoke(app, ["explain", str(file)]).exit_code == Exit.USAGE


@pytest.mark.parametrize("seconds", [0.1, 0.2, 0.4, 0.6, 0.8, 1.0])
def test_ctrl_c_has_its_exit_code_from_the_first_moment(tmp_path: Path, seconds: float) -> None:
    file = tmp_path / "article.txt"
    file.write_text("The harbour of Oban stays closed until Friday.")
    process = subprocess.Popen(
        [sys.executable, "-m", "workers.cli", "process", str(file)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    _wait_for_python(process)
    time.sleep(seconds)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == Exit.INTERRUPTED
    assert b"Traceback" not in told


def _wait_for_python(process: subprocess.Popen[bytes]) -> None:
    """Until it catches signals: what comes before is not ours."""
    status = Path(f"/proc/{process.pid}/status")
    while process.poll() is None:
        caught = int(re.findall(r"SigCgt:\s+(\w+)", status.read_text())[0], 16)
        if caught & 1 << signal.SIGINT - 1:
            return
        time.sleep(0.01)
