"""`newsmill audit`: whether every raw record came to an outcome."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from workers.cli.exits import Exit, stop
from workers.display.terminal_text import echo

if TYPE_CHECKING:
    from workers.observe.audit.look import Audit

FROM = typer.Option(
    None, "--from", metavar="TIME", help="Raw records from this time on (2026-11-28T06:00, UTC)."
)
TO = typer.Option(None, "--to", metavar="TIME", help="... to before this time.")


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(audit)


def audit(
    from_: str | None = FROM,
    to: str | None = TO,
    most: int = typer.Option(100, "-n", min=0, help="So many that are missing are looked for."),
    form: str = typer.Option(
        "auto", "--format", help="json, readable, or auto: readable on a terminal."
    ),
) -> None:
    """Count the outcome of every raw record, from the topics alone; name those that have none.

    All that articles.raw keeps, or a span of it. A record that a stage has still to read
    waits; one that every stage has read past, and that has no outcome, is missing: it is
    listed with its id and place, and the last topic that has it. Exit code 1 when one is
    missing, or was both passed on and called a copy.

    \b
    Examples:
      newsmill audit
      newsmill audit --from 2026-11-28T06:00 --to 2026-11-28T07:00
      newsmill audit --from 2026-11-28 --format json | jq .missing
    """
    import orjson

    from workers.cli import printing
    from workers.observe.audit.look import audit as look
    from workers.settings import load

    found = look(load(), _milliseconds("--from", from_), _milliseconds("--to", to), most)
    if printing.is_json(form):
        told = {"waiting": len(found.waiting), "missing": found.missing}
        wanted = ("from_ms", "to_ms", "records", "outcomes", "contradictory")
        printing.write_line(orjson.dumps({name: getattr(found, name) for name in wanted} | told))
    else:
        _tell(found)
    if found.missing or found.contradictory:
        raise typer.Exit(Exit.FINDINGS)


def _tell(found: Audit) -> None:
    for topic, count in found.outcomes.items():
        echo(f"{count:10,}  {topic}")
    more = "" if len(found.without) == found.open else ", of those looked for"
    echo(f"{len(found.waiting):10,}  wait for a stage{more}")
    echo(f"{len(found.missing):10,}  missing{more}")
    echo(f"{found.records:10,}  raw records")
    for one in found.missing:
        partition, offset = one.place
        name = one.id or "(no id)"
        echo(f"missing: {name} at articles.raw/{partition}/{offset}, last on {one.last_topic}")
    for partition, offset in found.contradictory:
        echo(f"enriched, and a copy as well: articles.raw/{partition}/{offset}")


def _milliseconds(option: str, given: str | None) -> int | None:
    """A time as ISO 8601 has it, UTC where it has no zone; a wrong one ends the command."""
    if given is None:
        return None
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        stop(Exit.USAGE, f"{option} wants a time such as 2026-11-28T06:00, {given!r} is none")
    return round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)
