"""Every choice in docs/choices says what it was measured against, and how to measure it again."""

from __future__ import annotations

import re
import shlex
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = sorted(path for path in (ROOT / "docs/choices").glob("*.md") if path.name != "README.md")
PARTS = ["Chosen", "Instead of", "Measured", "Again", "Date"]


def entries(page: Path) -> list[tuple[str, str]]:
    """Question and body of each entry."""
    found = re.split(r"^### (.+)$", page.read_text("utf-8"), flags=re.MULTILINE)[1:]
    bodies = [body.partition("\n## ")[0] for body in found[1::2]]
    return list(zip(found[::2], bodies, strict=True))


ENTRIES = {f"{page.stem}: {question}": body for page in PAGES for question, body in entries(page)}


@pytest.mark.parametrize("name", ENTRIES)
def test_a_choice_is_a_question_with_its_five_parts_in_order(name: str) -> None:
    assert name.endswith("?")
    parts = re.findall(r"^- \*\*([\w ]+)\*\*: ?(.*)$", ENTRIES[name], re.MULTILINE)
    assert [part for part, _ in parts] == PARTS
    assert all(text.strip() for _, text in parts)
    assert date(2026, 11, 1) <= date.fromisoformat(parts[-1][1]) <= date.today()


@pytest.mark.parametrize("name", ENTRIES)
def test_what_measures_it_again_is_there(name: str) -> None:
    [again] = re.findall(r"^- \*\*Again\*\*: (.+)$", ENTRIES[name], re.MULTILINE)
    commands = re.findall(r"`([^`]+)`", again)
    assert commands or again.startswith("by hand")
    for command in commands:
        words = shlex.split(command)
        for module in re.findall(r"-m (tests\.[\w.]+|workers\.[\w.]+)", command):
            assert find_spec(module), module
        for word in words:
            if word.startswith(("tests/", "workers/", "deploy/")):
                assert (ROOT / word).exists(), word


def test_there_is_a_page_for_every_stage_and_for_the_stream() -> None:
    assert {"stream", "decode", "dedup", "tag", "quote"} <= {page.stem for page in PAGES}
    listed = (ROOT / "docs/choices/README.md").read_text("utf-8")
    assert all(f"({page.name})" in listed for page in PAGES)
