"""Workers as child processes of a laptop's `newsmill run`, the demo, benchmarks and tests."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from workers.processes.orphans import die_with_parent
from workers.processes.stopping import StopsAtEnd, stop_all
from workers.settings import Settings

STOP_SECONDS = 30.0
LOOK_SECONDS = 0.2


@dataclass(slots=True)
class Worker:
    """One running worker."""

    stage: str
    address: str
    process: subprocess.Popen[bytes]
    log: Path | None
    port: int
    started: float
    """By `time.monotonic`."""

    @property
    def pid(self) -> int:
        """Its process id."""
        return self.process.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        return self.process.poll()


class Workers(StopsAtEnd):
    """Starts workers with the settings given, stops all of them at the end of `with`."""

    def __init__(
        self, settings: Settings, log_folder: Path | None = None, data_folder: Path | None = None
    ) -> None:
        """Logs go to `log_folder`, or to stderr; state to `data_folder` or as set."""
        self._settings = settings
        self._log_folder = log_folder
        self._data_folder = data_folder or settings.data_dir
        self.running: list[Worker] = []

    def start(self, stage: str) -> Worker:
        """Starts one worker; its web port is the first one's plus its number."""
        port = self._settings.web_port and self._settings.web_port + len(self.running)
        worker = self._start(stage, port)
        self.running.append(worker)
        return worker

    def restart(self, ended: Worker) -> Worker:
        """Starts another in the place of one that ended."""
        worker = self._start(ended.stage, ended.port)
        self.running[self.running.index(ended)] = worker
        return worker

    def _start(self, stage: str, port: int) -> Worker:
        log = self._log_folder / f"{stage}.log" if self._log_folder else None
        own = self._settings.model_copy(update={"web_port": port, "data_dir": self._data_folder})
        output = log.open("ab") if log else None
        try:
            process = subprocess.Popen(
                [sys.executable, "-m", "workers.cli", "run", stage],
                env=os.environ | variables(own),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl-C comes to us; we stop them in order
                preexec_fn=die_with_parent(),  # noqa: PLW1509 (only calls prctl)
            )
        finally:
            if output:
                output.close()
        address = f"http://{self._settings.web_host}:{port}"
        return Worker(stage, address, process, log, port, time.monotonic())

    def ended(self) -> Worker | None:
        """A worker that ended by itself, if any."""
        return next((w for w in self.running if w.exit_code is not None), None)

    def wait_for_an_end(self) -> Worker:
        """Returns when one of them has ended."""
        while (worker := self.ended()) is None:
            time.sleep(LOOK_SECONDS)
        return worker

    def stop(self) -> None:
        """SIGTERM to all, SIGKILL to those that have not left after half a minute."""
        stop_all([worker.process for worker in self.running], STOP_SECONDS)
        self.running = []


def variables(settings: Settings) -> dict[str, str]:
    """The settings as `NEWSMILL_*` variables, for a process that is to have the same ones."""
    values = {name: getattr(settings, name) for name in type(settings).model_fields}
    return {
        f"NEWSMILL_{name.upper()}": (
            value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        )
        for name, value in values.items()
        if value is not None
    }
