"""`newsmill demo` and `bench`: the line shown, and measured."""

from __future__ import annotations

import typer

from workers.cli.exits import Exit, stop


def add_to(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command()(demo)


def demo(
    port: int | None = typer.Option(
        None, help="Port for Kafka; 9092 or the next free one unless given."
    ),
    keep: bool = typer.Option(False, "--keep", help="Leave everything running until Ctrl-C."),
) -> None:
    """Start Kafka and four workers here, feed the example articles, show what came of them.

    Everything lives in a temporary folder and is stopped at the end, also on Ctrl-C.

    \b
    Examples:
      newsmill demo
      newsmill demo --keep
    """
    from rich.console import Console

    from workers.cli.interrupts import terminate_as_interrupt
    from workers.demo.run import DemoFailed, run
    from workers.settings import load

    terminate_as_interrupt()
    console = Console(highlight=False)
    try:
        run(load(), console, port, keep)
    except DemoFailed as error:
        stop(Exit.FINDINGS, str(error))
