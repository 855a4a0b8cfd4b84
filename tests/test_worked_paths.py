"""CONTRIBUTING's paths followed literally on a copy: case, failure, change, pass."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("workers", "tests", "schemas", "docs", "deploy")
TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("## Four paths")[2]
SECTIONS = re.split(r"^### (.+)$", TEXT.partition("\n## ")[0], flags=re.MULTILINE)[1:]
PATHS = dict(zip(SECTIONS[::2], SECTIONS[1::2], strict=True))
BLOCK = re.compile(r"(?P<before>(?:[^\n]+\n)+)\n```(?P<kind>\w+)\n(?P<body>.*?)```\n", re.DOTALL)


def copy(folder: Path) -> Path:
    """A checkout of its own: what the commands of the paths read and write."""
    ignored = shutil.ignore_patterns("__pycache__", ".hypothesis")
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    for name in ("pyproject.toml", "CONTRIBUTING.md", "README.md", "CHANGELOG.md"):
        shutil.copy(ROOT / name, folder)
    return folder


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    words = [
        sys.executable if word == ".venv/bin/python" else word for word in shlex.split(command)
    ]
    return subprocess.run(
        words,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def file_of(before: str) -> str:
    """The file that the words before a block name."""
    [name] = re.findall(r"(?:Add to|In|Write) `([\w./-]+)`", before)
    return name


def change(folder: Path, name: str, diff: str) -> None:
    """Lines with a blank or minus stand once in the file; those with blank or plus replace them."""
    old = "".join(line[1:] for line in diff.splitlines(keepends=True) if line[0] in " -")
    new = "".join(line[1:] for line in diff.splitlines(keepends=True) if line[0] in " +")
    text = (folder / name).read_text("utf-8")
    assert text.count(old) == 1, f"{name} has not just one place that reads:\n{old}"
    (folder / name).write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize("path", PATHS)
def test_a_path_leads_where_it_says(path: str, tmp_path: Path) -> None:
    folder, section = copy(tmp_path / "copy"), PATHS[path]
    command = ""
    for block in BLOCK.finditer(section):
        before, kind, body = block.groups()
        if kind == "jsonl":
            with (folder / file_of(before)).open("a", encoding="utf-8") as cases:
                cases.write(body)
        elif kind == "toml":
            (folder / file_of(before)).write_text(body, "utf-8")
        elif kind == "diff":
            change(folder, file_of(before), body)
        elif kind == "sh":
            assert "See it fail" in before
            command = body.strip()
            failed = run(command, folder)
            assert failed.returncode == 1, failed.stdout + failed.stderr
            assert "no tests ran" not in failed.stdout
    assert "The same command passes now" in section
    passed = run(command, folder)
    assert passed.returncode == 0, passed.stdout + passed.stderr


def test_there_are_the_paths_that_newcomers_ask_for() -> None:
    assert {"Change a rule", "Add a language", "Add a page rule", "Add a field"} <= set(PATHS)
