"""A real PostgreSQL of one's own, on a socket in a folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def programs() -> Path:
    """The folder of `initdb` and `pg_ctl`; skips the test where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if on_path := shutil.which("initdb"):
        found.append(Path(on_path).resolve())
    if not found or not shutil.which("psql"):
        pytest.skip("no PostgreSQL (Debian: apt-get install postgresql); .ci/run installs it")
    return found[-1].parent


@contextmanager
def server() -> Iterator[str]:
    """Starts one; gives the address of a database on it, `postgresql:///…?host=…`."""
    bin_, root = programs(), os.geteuid() == 0
    # Not under pytest's folders: the server runs as another user, who cannot look into them.
    folder = Path(tempfile.mkdtemp(prefix="newsmill-postgres-"))
    if root:
        shutil.chown(folder, "postgres", "postgres")
    who = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if root else []

    def run(*words: str) -> None:
        done = subprocess.run(
            [*who, *words], cwd=folder, capture_output=True, text=True, timeout=90, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr

    data, options = str(folder / "data"), f"-c listen_addresses= -c fsync=off -k {folder}"
    user, log = ["-U", "postgres", "-A", "trust"], str(folder / "log")
    run(str(bin_ / "initdb"), "-D", data, *user, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    try:
        run(str(bin_ / "pg_ctl"), "-D", data, "-w", "-l", log, "-o", options, "start")
        yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        run(str(bin_ / "pg_ctl"), "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
