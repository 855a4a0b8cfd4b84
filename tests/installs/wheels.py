"""Wheels made from the checkout, and fresh environments that they are installed into."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
UV = [sys.executable, "-m", "uv"]


def source(folder: Path) -> Path:
    """A copy of what a wheel is made from: a build writes beside it."""
    shutil.copytree(
        ROOT / "workers", folder / "workers", ignore=shutil.ignore_patterns("__pycache__")
    )
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE", "NOTICE"):
        shutil.copy(ROOT / name, folder)
    return folder


def build(folder: Path) -> Path:
    """The wheel of the checkout."""
    made = source(folder / "source")
    options = ["--wheel", "--no-build-isolation", "--offline", "--python", sys.executable]
    run(*UV, "build", "-q", *options, "--out-dir", str(folder), str(made))
    [wheel] = folder.glob("*.whl")
    return wheel


def environment(folder: Path, *packages: str) -> Path:
    """A fresh environment with these packages, at the versions of the lock; its bin folder."""
    run(*UV, "venv", "-q", "--python", sys.executable, str(folder))
    pins = str(ROOT / "requirements" / "run.lock")
    python = str(folder / "bin" / "python")
    run(*UV, "pip", "install", "-q", "--python", python, "-c", pins, *packages)
    return folder / "bin"


def run(*command: str, cwd: Path | None = None, **more: str) -> subprocess.CompletedProcess[str]:
    """What a command writes; nothing of this environment's Python or Newsmill reaches it."""
    ours = ("PYTHON", "VIRTUAL_ENV", "NEWSMILL_")
    environment = {n: v for n, v in os.environ.items() if not n.startswith(ours)} | more
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done
