"""`newsmill dedup`: care for the index of copies."""

from __future__ import annotations

import typer

from workers.cli.exits import Exit, stop

dedup = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@dedup.callback()
def care() -> None:
    """Care for the index that finds copies."""


def add_to(app: typer.Typer) -> None:
    """Adds the group of commands."""
    app.add_typer(dedup, name="dedup")


@dedup.command()
def reshard(
    shards: int = typer.Argument(
        metavar="SHARDS", min=1, max=256, help="How many shards it shall have."
    ),
    yes: bool = typer.Option(False, "--yes", help="Do it; without this, only say what would be."),
) -> None:
    """Move the index to another number of shards; nothing in it is forgotten.

    The dedup workers must be stopped, with nothing left on articles.dedup. Afterwards set
    NEWSMILL_DEDUP_SHARDS to the new number everywhere, remove the old state folders, and
    start the workers (docs/dedup-resharding.md). Interrupted, run it again.

    \b
    Examples:
      newsmill dedup reshard 8
      newsmill dedup reshard 8 --yes
    """
    from workers.kafka.reshard import StillAtWork, move
    from workers.settings import load

    settings = load()
    if not yes:
        typer.echo(
            f"would move the index of {settings.dedup_shards} shards to {shards}, and make "
            "articles.dedup and the state's topic anew; --yes does it",
            err=True,
        )
        return
    try:
        articles = move(settings, shards)
    except StillAtWork as error:
        stop(Exit.FINDINGS, str(error))
    typer.echo(f"{articles} articles moved; now set NEWSMILL_DEDUP_SHARDS={shards} everywhere")
