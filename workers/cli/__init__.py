"""The `newsmill` command: here only its entry, so that Ctrl-C is caught from the first moment."""

from __future__ import annotations

from typing import Any

from workers.cli.exits import guarded


def main() -> None:
    """The entry point: runs the command and turns known errors into messages."""
    guarded(_run)


def _run() -> None:
    from workers.cli.all_commands import app

    app()


def __getattr__(name: str) -> Any:
    """`app`, imported when it is asked for."""
    if name != "app":
        raise AttributeError(name)
    from workers.cli.all_commands import app

    return app
