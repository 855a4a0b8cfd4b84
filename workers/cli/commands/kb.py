"""`newsmill kb`: the knowledge base that the tag stage links to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from workers.cli.exits import Exit, stop
from workers.display.terminal_text import echo

if TYPE_CHECKING:
    from workers.records import KbEntity

kb = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Names, aliases and ids of your entities."
)
FILE = typer.Argument(
    metavar="FILE", help="CSV or JSON lines; an export of Wikidata (JSON, SPARQL CSV); .gz too."
)


def add_to(app: typer.Typer) -> None:
    """Adds the group of commands."""
    app.add_typer(kb, name="kb")


@kb.command()
def check(file: Path = FILE) -> None:
    """Read a file and say what is wrong in it, by line and field; Kafka is not asked.

    Needed are id, type (PER, ORG, LOC, MISC) and name; aliases (in CSV with ; between),
    wikidata, wikipedia, country, description, geonames, latitude, longitude, gender, valid_on
    and source may be given. Of a Wikidata JSON dump each item is an entry, with its English
    names; of a query in CSV each row with item and itemLabel (type: PER, ORG, LOC or MISC, or
    a class; itemAltLabel, itemDescription, article, country, geonames, gender, coordinates).
    Exit code 1 when a line is wrong.

    \b
    Examples:
      newsmill kb check ministers.csv
      newsmill kb check politicians.json.gz
    """
    echo(f"{file}: {checked(file)} entries, all well")


@kb.command()
def load(file: Path = FILE) -> None:
    """Put the entries of a file on kb.entities; the workers use them from then on.

    An entry replaces the one with its id. A file with a wrong line is not loaded at all.

    \b
    Example:
      newsmill kb load ministers.csv
    """
    from workers.kafka import kb as topic
    from workers.settings import load as settings

    count = checked(file)
    topic.put(settings(), entries_of(file))
    echo(f"{count} entries loaded, confirmed by the broker")


@kb.command("list")
def list_entries(
    form: str = typer.Option(
        "auto", "--format", help="json, readable, or auto: readable on a terminal."
    ),
) -> None:
    """List the entries that users have put on kb.entities.

    \b
    Examples:
      newsmill kb list
      newsmill kb list --format json > backup.jsonl
    """
    from workers import codec
    from workers.cli.printing import printer
    from workers.kafka import kb as topic
    from workers.settings import load as settings
    from workers.topology import KB

    show = printer(form)
    for entity in topic.entries(settings()).values():
        show(KB, codec.encode(entity))


@kb.command()
def remove(
    ids: list[str] = typer.Argument(metavar="ID...", help="Ids as `newsmill kb list` shows them."),
) -> None:
    """Take entries out again; what came with newsmill under the same id counts again.

    \b
    Example:
      newsmill kb remove minister-17
    """
    from workers.kafka import kb as topic
    from workers.settings import load as settings

    unknown = [name for name in ids if name not in topic.entries(settings())]
    if unknown:
        stop(Exit.FINDINGS, f"not on kb.entities: {', '.join(unknown)}; newsmill kb list")
    topic.remove(settings(), ids)
    echo(f"{len(ids)} removed")


def checked(file: Path) -> int:
    """How many entries a file has; problems are printed and end the command."""
    from workers.stages.tag.linking import kb_files

    if not file.is_file():
        stop(Exit.USAGE, f"{file}: no such file")
    entries = problems = 0
    try:
        for found in kb_files.read(file):
            entries += 1
            if isinstance(found, kb_files.Problem):
                problems += 1
                echo(f"{file}: {found}", err=True)
    except kb_files.Unreadable as error:
        stop(Exit.USAGE, f"{file}: {error}")
    if problems:
        stop(Exit.FINDINGS, f"{file}: {problems} of {entries} lines are wrong")
    return entries


def entries_of(file: Path) -> Iterator[KbEntity]:
    """The entries of a file that was checked, one after the other: it may hold a million."""
    from workers.stages.tag.linking import kb_files

    for found in kb_files.read(file):
        if not isinstance(found, kb_files.Problem):
            yield found
