"""The entry point of the `newsmill` command."""

from workers.cli import main

__all__ = ["main"]
