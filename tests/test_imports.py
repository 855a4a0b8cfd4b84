"""The rules of the house: imports point one way, no room is overfull, tests lie as the code does.

A room is a package of `workers`: its files and the rooms in it. What a room holds may
import each other in one direction only, so that it can be read from top to bottom.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "workers").rglob("*.py"))
ROOMS = sorted({module.parent for module in MODULES})
TEST_ROOMS = sorted({module.parent for module in (ROOT / "tests").rglob("*.py")})

LONGEST_FILE = 250
MOST_FILES = 12
LONG = {"workers/records.py"}
"""All records of the line on one page: a consumer reads them together."""

FORBIDDEN = {
    "workers/records.py": ("workers",),
    "workers/topology.py": (
        "workers.stages",
        "workers.streams",
        "workers.kafka",
        "workers.observe",
        "workers.cli",
    ),
    "workers/linguistics/": ("workers.stages",),
    "workers/stages/": (
        "faust",
        "aiokafka",
        "kafka",
        "prometheus_client",
        "rich",
        "typer",
        "workers.inputs",
        "workers.processes",
        "workers.display",
        "workers.streams",
        "workers.kafka",
        "workers.observe",
        "workers.cli",
        "workers.offline",
    ),
    "workers/inputs/": ("workers.streams", "workers.kafka", "workers.cli", "typer"),
    "workers/display/": ("workers.streams", "workers.cli", "workers.demo", "typer"),
    "workers/watch/": ("workers.stages.decode", "workers.streams", "workers.cli", "typer", "rich"),
    "workers/processes/": ("workers.stages", "workers.streams", "workers.kafka", "workers.cli"),
    "workers/offline.py": ("faust", "aiokafka", "kafka", "prometheus_client", "workers.streams"),
    "workers/streams/": ("workers.cli", "workers.demo", "typer", "rich"),
    "workers/kafka/": ("workers.streams", "workers.cli", "workers.demo", "typer"),
    "workers/observe/": ("workers.streams", "workers.cli", "workers.demo", "typer"),
}
"""Path -> what nothing under it may import."""


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def dotted(path: Path) -> str:
    return relative(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


KNOWN = {dotted(module): module for module in MODULES}


@cache
def imported(module: Path) -> tuple[str, ...]:
    """Every module that `module` imports, wherever in it; "from a import b" as a and a.b."""
    return tuple(_imported(module))


def _imported(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module is not None, f"{module}: relative import"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


@pytest.mark.parametrize("path", FORBIDDEN)
def test_imports_point_one_way(path: str) -> None:
    found = [m for m in MODULES if relative(m).startswith(path)]
    assert found, f"nothing under {path}"
    wrong = [
        f"{relative(module)} imports {name}"
        for module in found
        for name in imported(module)
        for package in FORBIDDEN[path]
        if within(name, package)
        and not (path == "workers/records.py" and name == "workers.__version__")
    ]
    assert wrong == []


def test_one_stage_does_not_import_another() -> None:
    stages = ROOT / "workers" / "stages"
    names = [
        folder.name for folder in stages.iterdir() if folder.is_dir() and "__" not in folder.name
    ]
    wrong = [
        f"{relative(module)} imports {name}"
        for stage in names
        for module in (stages / stage).rglob("*.py")
        for name in imported(module)
        for other in names
        if other != stage and within(name, f"workers.stages.{other}")
    ]
    assert wrong == []


def neighbours(room: Path) -> dict[str, set[str]]:
    """What the room holds -> what of the room it imports."""
    name = dotted(room)
    found: dict[str, set[str]] = defaultdict(set)
    for module in room.rglob("*.py"):
        if module == room / "__init__.py":
            continue
        here = dotted(module).removeprefix(name + ".").partition(".")[0]
        for target in imported(module):
            there = target.removeprefix(name + ".").partition(".")[0]
            held = (room / there).is_dir() or (room / f"{there}.py").is_file()
            if within(target, name) and target != name and held and there != here:
                found[here].add(there)
    return found


def circles(edges: dict[str, set[str]]) -> list[set[str]]:
    """The groups that reach each other, each once."""

    def reached(start: str) -> set[str]:
        seen: set[str] = set()
        to_do = [start]
        while to_do:
            for name in edges.get(to_do.pop(), set()) - seen:
                seen.add(name)
                to_do.append(name)
        return seen

    reach = {name: reached(name) for name in edges}
    groups: list[set[str]] = []
    for name in sorted(edges):
        group = {other for other in reach[name] if name in reach.get(other, set())}
        if group and group not in groups:
            groups.append(group)
    return groups


@pytest.mark.parametrize("room", ROOMS, ids=relative)
def test_what_a_room_holds_is_read_from_top_to_bottom(room: Path) -> None:
    assert circles(neighbours(room)) == []


def test_a_circle_is_seen() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a", "d"}}) == [{"a", "b", "c"}]
    assert circles({"a": {"b"}, "b": {"c"}}) == []


@pytest.mark.parametrize("room", ROOMS + TEST_ROOMS, ids=relative)
def test_a_room_holds_a_dozen_files_at_most(room: Path) -> None:
    files = [file.name for file in room.glob("*.py") if file.name != "__init__.py"]
    assert len(files) <= MOST_FILES


def test_a_file_holds_one_idea() -> None:
    files = [*MODULES, *(ROOT / "tests").rglob("*.py")]
    lengths = {relative(file): len(file.read_text("utf-8").splitlines()) for file in files}
    long = {name for name, length in lengths.items() if length > LONGEST_FILE}
    assert long <= LONG


def test_the_tests_of_a_stage_lie_as_its_code_does() -> None:
    stages = ROOT / "tests" / "stages"
    rooms = [room for room in TEST_ROOMS if room.is_relative_to(stages)]
    missing = [
        relative(room)
        for room in rooms
        if not (ROOT / "workers" / room.relative_to(ROOT / "tests")).is_dir()
    ]
    assert missing == []


def test_tests_and_examples_import_what_is_there() -> None:
    files = [file for top in ("tests", "deploy", "training") for file in (ROOT / top).rglob("*.py")]
    missing = [
        f"{relative(file)}: {node.module}"
        for file in files
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module and within(node.module, "workers")
        if node.module not in KNOWN
    ]
    assert missing == []


LONGEST_FUNCTION = 40
"""Lines without the docstring, which for a command is its help."""


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = function.body[0]
    told = (
        first.end_lineno - first.lineno + 1
        if ast.get_docstring(function) and first.end_lineno
        else 0
    )
    assert function.end_lineno
    return function.end_lineno - function.lineno + 1 - told


def test_a_function_does_one_thing() -> None:
    long = [
        f"{relative(module)}: {node.name} has {length(node)} lines"
        for module in MODULES
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if length(node) > LONGEST_FUNCTION
    ]
    assert long == []
