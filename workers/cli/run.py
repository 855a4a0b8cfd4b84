"""`newsmill run`: the workers."""

from __future__ import annotations

import os
import sys

import typer

from workers.cli.exits import Exit, stop


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(run)


def run(
    stages: list[str] = typer.Argument(
        None, metavar="[STAGE]...", help="decode, dedup, tag, quote; all of them unless given."
    ),
) -> None:
    """Run workers: one stage in this process, several each in a process of its own.

    Start the same command again, here or elsewhere, to share a stage's partitions among
    more workers. Ctrl-C or SIGTERM finishes what is in flight, commits and leaves. With
    several stages, one that ends by itself stops the others (exit code 1).

    \b
    Examples:
      newsmill run
      newsmill run tag
      NEWSMILL_BROKERS=kafka:9092 NEWSMILL_WEB_PORT=6068 newsmill run tag quote
    """
    from workers.settings import load
    from workers.topology import STAGES

    os.environ.setdefault("OMP_NUM_THREADS", "1")  # a worker is to use one core
    settings = load()
    chosen = stages or list(STAGES)
    unknown = [name for name in chosen if name not in STAGES]
    if unknown:
        stop(Exit.USAGE, f"no stage {', '.join(unknown)}; there are {', '.join(STAGES)}")
    if len(chosen) == 1:
        from workers.streams.ending import CANNOT_START
        from workers.streams.run import run_stage

        code = run_stage(chosen[0], settings)
        sys.exit(Exit.KAFKA if code == CANNOT_START else code)
    sys.exit(_several(chosen))


def _several(stages: list[str]) -> int:
    from workers.cli.interrupts import terminate_as_interrupt
    from workers.processes.local_workers import Workers
    from workers.settings import load

    terminate_as_interrupt()
    with Workers(load()) as workers:
        for stage in stages:
            worker = workers.start(stage)
            typer.echo(f"{stage}: process {worker.pid}, {worker.address}/metrics", err=True)
        try:
            ended = workers.wait_for_an_end()
        except KeyboardInterrupt:
            typer.echo("stopping the workers ...", err=True)
            workers.stop()
            return Exit.OK
        typer.echo(f"{ended.stage} ended with exit code {ended.exit_code}", err=True)
    return Exit.FINDINGS
