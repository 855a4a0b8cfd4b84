"""Articles that a command is given in files: the options, and what they stand for."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from workers.cli.exits import Exit, stop
from workers.display.terminal_text import echo

if TYPE_CHECKING:
    from workers.inputs.field_maps import FieldMap
    from workers.inputs.outgoing import Notes
    from workers.records import Message

FILES = typer.Argument(
    metavar="FILE",
    help="JSON lines, JSON, CSV, WARC, WACZ, RSS, Atom, HTML or text; also in .gz, .bz2, .zst; "
    "a folder of them, or - for stdin.",
)
RENAME = typer.Option(
    [], "--rename", metavar="FROM=TO", help="The same as --map TO=FROM, for one field."
)
MAP = typer.Option(
    [],
    "--map",
    metavar="FIELD=PATH",
    help="Where JSON, CSV or a feed has a field of the envelope: body=html.content.",
)
SCRAPER = typer.Option(
    None,
    "--from",
    metavar="SCRAPER",
    help="Whose JSON it is: news-please, trafilatura, fundus, newspaper, goose, diffbot, scrapy "
    "or cc-news.",
)
NOTES_SHOWN = 10


def messages(file: str, fields: FieldMap, notes: Notes) -> Iterator[tuple[str, Message]]:
    """The articles of a file with their places, as the messages that a scraper would send."""
    from workers.inputs.article_files import read

    for number, article in enumerate(read(file, fields, notes)):
        yield article.place, article.message(number, int(time.time() * 1000))


def field_map(
    rename: list[str], mapped: list[str] | None = None, scraper: str | None = None
) -> FieldMap:
    """What the options say about fields; wrong ones end the command."""
    from workers.inputs import field_maps

    pairs = [
        *_pairs("--map", mapped or [], "FIELD=PATH", "body=html.content"),
        *((new, old) for old, new in _pairs("--rename", rename, "FROM=TO", "text=body")),
    ]
    known = field_maps.scrapers()
    if scraper is not None and scraper not in known:
        stop(Exit.USAGE, f"--from {scraper}: known are {', '.join(known)}; else use --map")
    base = field_maps.AS_IT_IS if scraper is None else field_maps.of_scraper(scraper)
    return base.and_then(field_maps.of_pairs(pairs))


def tell(notes: Notes) -> bool:
    """Says what was left out and what could not be read; whether there was any of the latter."""
    lines = notes.lines()
    for line in lines[:NOTES_SHOWN]:
        echo(line, err=True)
    if len(lines) > NOTES_SHOWN:
        echo(f"and {len(lines) - NOTES_SHOWN} more left out or not read", err=True)
    return bool(notes.unreadable)


def nothing_in(file: str) -> str:
    """The message for a file in which no article was found."""
    return f"{file}: no articles in it"


def _pairs(option: str, given: list[str], form: str, example: str) -> list[tuple[str, str]]:
    pairs = [item.partition("=") for item in given]
    if any(not equals or not left or not right for left, equals, right in pairs):
        stop(Exit.USAGE, f"{option} wants {form}, for example {option} {example}")
    return [(left, right) for left, _, right in pairs]
