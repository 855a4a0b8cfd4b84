"""What is installed holds everything that the code reads."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

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
