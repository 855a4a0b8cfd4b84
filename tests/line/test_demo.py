"""`newsmill demo` stopped by Ctrl-C: everything that it started is gone."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from workers.cli.exits import Exit
from workers.kafka.embedded.ports import free_port, port_is_free

pytestmark = [pytest.mark.kafka, pytest.mark.slow]


def _running_with(word: str) -> list[str]:
    """Command lines of running processes that hold `word`."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if word in path.read_bytes().decode("utf-8", "replace"):
                found.append((path.parent / "cmdline").read_bytes().decode("utf-8", "replace"))
        except OSError:
            continue
    return found


def test_the_demo_interrupted_leaves_nothing_behind(tmp_path: Path) -> None:
    port, mark = free_port(), f"NEWSMILL_TEST_MARK={tmp_path}"
    demo = subprocess.Popen(
        [sys.executable, "-m", "workers.cli", "demo", "--port", str(port)],
        env=os.environ | {"TMPDIR": str(tmp_path), "NEWSMILL_TEST_MARK": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        # a terminal's child listens to SIGINT, that of a script in the background does not
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    assert demo.stdout is not None
    try:
        for line in demo.stdout:
            if "Kafka listens" in line:
                break
        time.sleep(2)  # workers are starting
        assert len(_running_with(mark)) >= 3
        demo.send_signal(signal.SIGINT)
        rest = demo.communicate(timeout=60)[0]
    finally:
        demo.kill()
    assert demo.returncode == Exit.INTERRUPTED, rest
    assert "everything that the demo started is stopped" in rest
    assert "Traceback" not in rest
    assert _running_with(mark) == []
    assert port_is_free(port)
    assert list(tmp_path.iterdir()) == []


def test_a_taken_port_is_said(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "workers.cli", "demo", "--port", str(port)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == Exit.KAFKA
    assert f"port {port}" in done.stderr
    assert "NEWSMILL_BROKERS" in done.stderr
