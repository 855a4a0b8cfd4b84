"""`newsmill run`: the workers."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

import typer

from workers.cli.exits import Exit, stop
from workers.display.terminal_text import echo

if TYPE_CHECKING:
    from workers.processes.local_workers import Worker, Workers


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(run)


def run(
    stages: list[str] = typer.Argument(
        None, metavar="[STAGE]...", help="decode, dedup, tag, quote; all of them unless given."
    ),
    restart: bool = typer.Option(
        True, help="Of several stages, start one again that ended by itself."
    ),
) -> None:
    """Run workers: one stage in this process, several each in a process of its own.

    Start the same command again, here or elsewhere, to share a stage's partitions among
    more workers. Ctrl-C or SIGTERM finishes what is in flight, commits and leaves.

    A worker ends by itself when it stands still (exit code 5), when a record takes it down
    or Kafka is gone for long. One of several stages is then started again after 1, 2, 4 ...
    30 seconds; after the ninth end within ten minutes, and with --no-restart at once, the
    others are stopped (exit code 1). A single stage is for whoever runs it to start again.

    \b
    Examples:
      newsmill run
      newsmill run tag
      NEWSMILL_BROKERS=kafka:9092 NEWSMILL_WEB_PORT=6068 newsmill run tag quote
    """
    from workers.settings import read
    from workers.topology import STAGES

    os.environ.setdefault("OMP_NUM_THREADS", "1")  # a worker is to use one core
    settings = read()  # the worker tells of variables that are no settings, in its log
    chosen = stages or list(STAGES)
    unknown = [name for name in chosen if name not in STAGES]
    if unknown:
        stop(Exit.USAGE, f"no stage {', '.join(unknown)}; there are {', '.join(STAGES)}")
    if len(chosen) == 1:
        from workers.streams.run import run_stage
        from workers.streams.worker.ending import CANNOT_START

        code = run_stage(chosen[0], settings)
        sys.exit(Exit.KAFKA if code == CANNOT_START else code)
    sys.exit(_several(chosen, restart))


def _several(stages: list[str], restart: bool) -> int:
    from workers.cli.interrupts import terminate_as_interrupt
    from workers.processes.local_workers import Workers
    from workers.settings import read

    terminate_as_interrupt()
    with Workers(read()) as workers:
        for stage in stages:
            _tell(workers.start(stage))
        try:
            _watch(workers, restart)
        except KeyboardInterrupt:
            echo("stopping the workers ...", err=True)
            workers.stop()
            return Exit.OK
    return Exit.FINDINGS


def _watch(workers: Workers, restart: bool) -> None:
    """Starts again what ends by itself; returns when one has ended for good."""
    from workers.processes.restarts import Restarts

    ends = {worker.stage: Restarts() for worker in workers.running}
    while True:
        ended = workers.wait_for_an_end()
        now, code = time.monotonic(), ended.exit_code or 0
        pause = ends[ended.stage].pause(code, now - ended.started, now) if restart else None
        again = "the others are stopped" if pause is None else f"starts again in {pause:g} s"
        echo(f"{ended.stage} ended with exit code {code}; {again}", err=True)
        if pause is None:
            return
        time.sleep(pause)
        _tell(workers.restart(ended))


def _tell(worker: Worker) -> None:
    echo(f"{worker.stage}: process {worker.pid}, {worker.address}/metrics", err=True)
