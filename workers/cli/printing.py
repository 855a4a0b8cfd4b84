"""Records on stdout: JSON lines or readable, as --format says."""

from __future__ import annotations

import sys
from collections.abc import Callable

from workers import codec
from workers.cli.exits import Exit, stop
from workers.display.console import console
from workers.display.records import panel
from workers.display.terminal_text import json_line
from workers.topology import TOPICS

FORMS = ("auto", "json", "readable")


def printer(form: str) -> Callable[[str, bytes], None]:
    """A function that prints the value of a record of a topic; JSON lines or readable."""
    if is_json(form):
        return lambda _topic, value: write_line(value)
    out = console()

    def readable(topic: str, value: bytes) -> None:
        kind = TOPICS[topic].record
        assert kind is not None
        out.print(panel(codec.decode(kind, value)))

    return readable


def is_json(form: str) -> bool:
    """Whether to print JSON lines; "auto" asks whether stdout is a terminal."""
    if form not in FORMS:
        stop(Exit.USAGE, f"--format is one of {', '.join(FORMS)}")
    return form == "json" or (form == "auto" and not sys.stdout.isatty())


def write_line(value: bytes) -> None:
    """One line of bytes on stdout."""
    sys.stdout.buffer.write(json_line(value) + b"\n")
    sys.stdout.buffer.flush()
