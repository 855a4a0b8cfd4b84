"""`newsmill dedup`: care for the index of copies."""

from __future__ import annotations

import typer

from workers.cli.exits import Exit, stop

dedup = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The index of copies.")


def add_to(app: typer.Typer) -> None:
    """Adds the group of commands."""
    app.add_typer(dedup, name="dedup")


@dedup.command()
def reshard(
    shards: int = typer.Argument(min=1, max=256, help="The new number of shards."),
) -> None:
    """Move the index to another number of shards; no copy is missed.

    Dedup workers must be stopped, with no walk under way: docs/dedup-resharding.md says how.
    Interrupted, it can be run again. Exit code 1 when the stage is not at rest.

    \b
    Example:
      newsmill dedup reshard 8
    """
    from workers.kafka.reshard import StillAtWork, move
    from workers.settings import load

    try:
        moved = move(load(), shards)
    except StillAtWork as error:
        stop(Exit.FINDINGS, str(error))
    typer.echo(
        f"{moved} article(s) moved to {shards} shard(s). Delete the dedup state in "
        f"{load().data_dir}, set NEWSMILL_DEDUP_SHARDS={shards} for all workers, start them."
    )
