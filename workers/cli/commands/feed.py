"""`newsmill feed`: articles from files onto articles.raw."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from workers.cli.exits import Exit, stop
from workers.cli.given_articles import FILES, MAP, RENAME, SCRAPER, field_map, nothing_in, tell
from workers.display.terminal_text import echo

if TYPE_CHECKING:
    from workers.inputs.outgoing import Notes, Outgoing
    from workers.kafka.feed import Feeder

REFUSED_SHOWN = 5


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(feed)


def feed(
    file: str = FILES,
    scraper: str | None = SCRAPER,
    mapped: list[str] = MAP,
    rename: list[str] = RENAME,
    rate: float | None = typer.Option(None, help="Articles a second at most."),
    quiet: bool = typer.Option(False, "--quiet", "-q", help="No progress bar."),
) -> None:
    """Send articles to articles.raw, and wait until the broker has confirmed them.

    Articles of one site stay in order. One that the broker refuses does not stop the others:
    the refused ones are named at the end, with exit code 4. What in the files is no article is
    named too; exit code 1 when a file could not be read to its end.

    \b
    Examples:
      newsmill feed articles.jsonl
      newsmill feed pages/ --rate 20
      scraper | newsmill feed -
      newsmill feed crawl.warc.gz
      newsmill feed --from news-please articles.jsonl
      newsmill feed --map body=html.content --map url=link corpus.jsonl.zst
    """
    from rich.progress import track

    from workers.display.console import console
    from workers.inputs.article_files import files, read
    from workers.inputs.outgoing import Notes
    from workers.kafka.feed import Feeder
    from workers.kafka.producer import DeliveryError
    from workers.settings import load

    if rate is not None and not rate > 0:
        stop(Exit.USAGE, f"--rate {rate:g}: wanted is a number above 0")
    notes = Notes()
    files(file)  # a wrong path is told before Kafka is asked
    articles: Iterator[Outgoing] = read(file, field_map(rename, mapped, scraper), notes)
    feeder = Feeder(load(), rate)
    try:
        with feeder:
            bar = console(stderr=True)
            for article in track(articles, "feeding", console=bar, disable=quiet, show_speed=True):
                feeder.send(article)
    except DeliveryError:
        pass  # told here, with the lines
    finally:
        _tell_refused(feeder.refused)
    _tell_end(file, feeder, notes)


def _tell_end(file: str, feeder: Feeder, notes: Notes) -> None:
    damaged = tell(notes)
    if feeder.refused:
        stop(Exit.KAFKA, _not_delivered(feeder))
    if not feeder.sent:
        stop(Exit.USAGE, nothing_in(file))
    echo(f"{feeder.confirmed} articles fed, all confirmed")
    if damaged:
        raise typer.Exit(Exit.FINDINGS)


def _tell_refused(refused: list[tuple[str, BaseException]]) -> None:
    from workers.kafka.producer import in_words

    for place, why in refused[:REFUSED_SHOWN]:
        echo(f"{place}: {in_words(why)}", err=True)
    if len(refused) > REFUSED_SHOWN:
        echo(f"and {len(refused) - REFUSED_SHOWN} more", err=True)


def _not_delivered(feeder: Feeder) -> str:
    if feeder.stopped_at is None:
        return (
            f"{len(feeder.refused)} article(s) not delivered, {feeder.confirmed} fed and confirmed"
        )
    # What was still on its way is in none of the errors.
    return (
        f"Kafka takes none any more: {feeder.confirmed} of {feeder.sent} sent were confirmed; "
        f"nothing after {feeder.stopped_at} was sent. Feed again from {feeder.refused[0][0]} on"
    )
