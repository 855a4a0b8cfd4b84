"""Articles that a command is given in files: the options, and what they stand for."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from workers.cli.exits import Exit, stop

if TYPE_CHECKING:
    from workers.records import Message

FILES = typer.Argument(
    metavar="FILE", help="JSON lines, HTML or text file (may end in .gz), folder, or -."
)
RENAME = typer.Option(
    [], "--rename", metavar="FROM=TO", help="Give a field of JSON lines the envelope's name."
)


def messages(file: str, rename: list[str]) -> Iterator[tuple[str, Message]]:
    """The articles of a file with their places, as the messages that a scraper would send."""
    from workers.inputs.article_files import read

    for number, article in enumerate(read(file, renaming(rename))):
        yield article.place, article.message(number, int(time.time() * 1000))


def renaming(rename: list[str]) -> dict[str, str]:
    """The options FROM=TO as a mapping; a wrong one ends the command."""
    pairs = [item.partition("=") for item in rename]
    if any(not equals or not old or not new for old, equals, new in pairs):
        stop(Exit.USAGE, "--rename wants FROM=TO, for example --rename text=body")
    return {old: new for old, _, new in pairs}
