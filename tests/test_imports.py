"""Imports point one way: records <- stages <- streams <- cli."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "workers").rglob("*.py"))

FORBIDDEN = {
    "workers/records.py": ("workers",),
    "workers/topology.py": (
        "workers.stages",
        "workers.streams",
        "workers.kafka",
        "workers.observe",
        "workers.cli",
    ),
    "workers/stages/": (
        "faust",
        "aiokafka",
        "kafka",
        "prometheus_client",
        "rich",
        "typer",
        "workers.streams",
        "workers.kafka",
        "workers.observe",
        "workers.cli",
        "workers.offline",
    ),
    "workers/offline.py": ("faust", "aiokafka", "kafka", "prometheus_client", "workers.streams"),
    "workers/streams/": ("workers.cli", "workers.demo", "typer", "rich"),
    "workers/kafka/": ("workers.streams", "workers.cli", "workers.demo", "typer"),
    "workers/observe/": ("workers.streams", "workers.cli", "workers.demo", "typer"),
}
"""Path -> what nothing under it may import."""


def imported(module: Path) -> Iterator[str]:
    """Every module that `module` imports, wherever in it; "from a import b" as a and a.b."""
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
    found = [m for m in MODULES if m.relative_to(ROOT).as_posix().startswith(path)]
    assert found, f"nothing under {path}"
    wrong = [
        f"{module.relative_to(ROOT)} imports {name}"
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
        f"{module.relative_to(ROOT)} imports {name}"
        for stage in names
        for module in (stages / stage).rglob("*.py")
        for name in imported(module)
        for other in names
        if other != stage and within(name, f"workers.stages.{other}")
    ]
    assert wrong == []
