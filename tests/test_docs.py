"""What the docs name exists: commands and their options, settings, metrics, topics, files."""

from __future__ import annotations

import re
import shlex
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer
from prometheus_client import REGISTRY

from workers import topology
from workers.cli import app
from workers.observe import lag, metrics
from workers.settings import Settings
from workers.testing import plugin

ROOT = Path(__file__).parents[1]
PAGES = [
    path
    for pattern in ("*.md", "docs/**/*.md", "deploy/**/*.md", "schemas/*.md")
    for path in sorted(ROOT.glob(pattern))
]
COMMANDS: Any = typer.main.get_command(app)
TOP_FOLDERS = "|".join(("workers", "schemas", "deploy", "tests", "docs", "requirements"))

pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


@cache
def code(page: Path) -> tuple[str, ...]:
    """The code spans and the lines of code blocks of a page."""
    text = page.read_text(encoding="utf-8")
    fenced = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    text = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    indented = re.findall(r"^    (.+)$", text, re.MULTILINE)
    spans = re.findall(r"`([^`]+)`", text)
    return (*spans, *indented, *(line for block in fenced for line in block.splitlines()))


def invocations(page: Path) -> list[list[str]]:
    """Each `newsmill …` of a page as its words, comments left out."""
    found = []
    for line in code(page):
        for part in re.split(r"\||&&|;", line.split(" #")[0]):
            if "newsmill" not in part:
                continue
            words = shlex.split(part.replace("'", ""), posix=False)
            while words and re.fullmatch(r"\$|NEWSMILL_\w+=.*|(\.venv/bin/)?", words[0]):
                words = words[1:]
            if words and words[0].split("/")[-1] == "newsmill" and len(words) > 1:
                found.append(words[1:])
    return found


def resolved(words: list[str]) -> tuple[Any, list[str]]:
    """The command that words name, and the words that are left."""
    command, rest = COMMANDS, list(words)
    while rest and hasattr(command, "commands"):
        name = rest[0].rstrip(",.")
        assert name in command.commands, f"newsmill {' '.join(words)}: there is no {name}"
        command, rest = command.commands[name], rest[1:]
    return command, rest


@pages
def test_every_command_exists_with_its_options(page):
    for words in invocations(page):
        if words[0].startswith(("-", "…")):
            continue
        command, rest = resolved(words)
        known = {option for parameter in command.params for option in parameter.opts}
        known |= {option for parameter in command.params for option in parameter.secondary_opts}
        for word in rest:
            if word.startswith("-") and word != "-":
                assert word.split("=")[0] in known | {"-h", "--help"}, " ".join(words)


@pages
def test_every_setting_exists(page):
    named = set(re.findall(r"NEWSMILL_([A-Z][A-Z_]*[A-Z])\b(?!_\*)", page.read_text()))
    known = {name.upper() for name in Settings.model_fields}
    assert named <= known | {"VERSION"}


def known_metrics() -> set[str]:
    """Names as Prometheus shows them."""
    collector = lag.ProgressCollector("tag", list, list, lambda: True)
    families = [*REGISTRY.collect(), *collector.collect()]
    names = {family.name for family in families}
    suffixes = ("", "_total", "_bucket", "_sum", "_count", "_info")
    return {name + suffix for name in names for suffix in suffixes}


@pages
def test_every_metric_exists(page):
    assert metrics.REGISTERED is REGISTRY
    named = set(re.findall(r"\bnewsmill_[a-z_]+\b", " ".join(code(page))))
    fixtures = {name for name in vars(plugin) if name.startswith("newsmill_")}
    assert named <= known_metrics() | fixtures


@pages
def test_every_topic_exists(page):
    named = set(re.findall(r"\b(?:articles|kb)\.[a-z]+\b", page.read_text()))
    others = {"articles.jsonl", "articles.json", "articles.send"}
    assert named - others <= set(topology.TOPICS)


@pages
def test_every_file_named_exists(page):
    named = re.findall(rf"^(?:\.\./)?((?:{TOP_FOLDERS})/[\w./-]+)$", "\n".join(code(page)), re.M)
    made = re.findall(r"(?:Write|Add to) `([^`]+)`", page.read_text())  # by the reader
    missing = [name for name in named if not (ROOT / name).exists() and name not in made]
    assert missing == []


@pages
def test_every_link_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, anchor = target.partition("#")
        other = (page.parent / path).resolve() if path else page
        assert other.exists(), target
        if anchor and other.suffix == ".md":
            headings = re.findall(r"^#+ (.+)$", other.read_text(), re.MULTILINE)
            assert anchor in {slug(heading) for heading in headings}, target


def slug(heading: str) -> str:
    """A heading's anchor, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


@pages
def test_every_make_target_exists(page):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        target for line in code(page) for target in re.findall(r"(?:^|&& )make ([a-z-]+)", line)
    }
    assert named <= targets


def test_the_picture_names_every_topic_and_stage():
    picture = (ROOT / "docs/flow.svg").read_text()
    for name in (*topology.STAGES, *topology.TOPICS):
        assert f">{name}<" in picture or f">{name.split('.')[-1]}<" in picture or name in picture


def test_the_rights_in_operations_are_those_of_the_topology():
    text = (ROOT / "docs/operations.md").read_text()
    for stage in topology.STAGES.values():
        [row] = re.findall(rf"^\| {stage.name} \| (read .+) \|$", text, re.MULTILINE)
        parts = re.findall(r"(read and write|read|write) ([^;]+)", row)
        may = {
            verb: {
                topic for verbs, names in parts if verb in verbs for topic in names.split("`")[1::2]
            }
            for verb in ("read", "write")
        }
        assert (may["read"], may["write"]) == (set(stage.reads), set(stage.writes))
        for table in stage.tables:
            assert f"`newsmill-{stage.name}-{table}-changelog`" in text


def test_every_term_of_the_glossary_stands_once_and_lives_somewhere():
    text = (ROOT / "docs/glossary.md").read_text()
    rows = re.findall(r"^\| ([^|]+) \| [^|]+ \| `([^`]+)` \|$", text, re.MULTILINE)
    terms = [term.strip() for names, _ in rows for term in names.split(",")]
    assert len(rows) > 50
    assert sorted({term for term in terms if terms.count(term) > 1} - {"cue"}) == []
    assert [place for _, place in rows if not (ROOT / place).exists()] == []
