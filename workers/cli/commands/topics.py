"""`newsmill topics`: make them, or compare a cluster with what the line needs."""

from __future__ import annotations

import typer

from workers.cli.exits import Exit
from workers.display.terminal_text import echo

topics = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Make or check the topics.")


def add_to(app: typer.Typer) -> None:
    """Adds the group of commands."""
    app.add_typer(topics, name="topics")


@topics.command()
def create() -> None:
    """Make the topics that are missing; those that exist stay as they are.

    \b
    Examples:
      newsmill topics create
      NEWSMILL_REPLICATION=3 NEWSMILL_BROKERS=kafka:9092 newsmill topics create
    """
    from workers.kafka.topics import create as create_topics
    from workers.settings import load

    made = create_topics(load())
    for name in made:
        echo(f"made {name}")
    echo(f"{len(made)} topic(s) made" if made else "all topics are there")


@topics.command()
def check() -> None:
    """Say what differs on the cluster from what the line needs.

    Exit code 1 when something differs in a way that workers cannot run with.

    \b
    Examples:
      newsmill topics check
      newsmill topics check || newsmill topics create
    """
    from workers.kafka.topics import check as check_topics
    from workers.settings import load

    differences = check_topics(load())
    for difference in differences:
        echo(f"{'STOPS' if difference.stops else 'note '} {difference}")
    if any(difference.stops for difference in differences):
        raise typer.Exit(Exit.FINDINGS)
    echo("the cluster has what the line needs")
