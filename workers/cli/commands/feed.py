"""`newsmill feed`: articles from files onto articles.raw."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from workers.cli import feeding
from workers.cli.exits import Exit, stop
from workers.cli.given_articles import (
    FILES,
    MAP,
    RENAME,
    SCRAPER,
    field_map,
    nothing_in,
    tell,
)
from workers.display.terminal_text import echo

if TYPE_CHECKING:
    from workers.inputs.outgoing import Notes, Outgoing
    from workers.inputs.progress import Progress
    from workers.kafka.feed import Feeder
    from workers.settings import Settings


WHILE_LAG_UNDER = typer.Option(
    None,
    metavar="N",
    help="Send only while fewer than N records wait in the line.",
)
BACKFILL = typer.Option(
    False,
    "--backfill",
    help="Old articles beside live ones: sent as fast as no record waits much longer than a "
    "second for a stage (or as N says), and no live article is a copy of one.",
)
RESUME = typer.Option(
    False, "--resume", help="Leave out what an earlier run has fed from these files."
)
DRY_RUN = typer.Option(False, "--dry-run", help="Read and check everything, send nothing.")


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(feed)


def feed(
    file: str = FILES,
    scraper: str | None = SCRAPER,
    mapped: list[str] = MAP,
    rename: list[str] = RENAME,
    rate: float | None = typer.Option(None, help="Articles a second at most."),
    while_lag_under: int | None = WHILE_LAG_UNDER,
    backfill: bool = BACKFILL,
    resume: bool = RESUME,
    dry_run: bool = DRY_RUN,
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
      newsmill feed crawl.warc.gz --dry-run
      newsmill feed --from news-please articles.jsonl
      newsmill feed --map body=html.content --map url=link corpus.jsonl.zst
      newsmill feed archive/ --backfill --resume
    """
    from workers.inputs.article_files import files, read_one
    from workers.inputs.outgoing import Notes
    from workers.settings import load

    _check(file, rate, while_lag_under, resume)
    fields, notes = field_map(rename, mapped, scraper), Notes()
    found = files(file, notes)  # a wrong path is told before Kafka is asked
    goes_on = Path(file).is_dir()

    def articles(name: str) -> Iterator[Outgoing]:
        return read_one(name, fields, notes, goes_on=goes_on)

    settings = load()
    if dry_run:
        any_fit = feeding.try_out((one for name in found for one in articles(name)), settings)
        damaged = tell(notes)
        if not any_fit and not damaged:
            stop(Exit.USAGE, nothing_in(file))
        raise typer.Exit(Exit.FINDINGS if damaged else Exit.OK)
    progress = None if file == "-" else _progress(settings, resume)
    given = feeding.unfed(found, articles, progress)
    feeder = feeding.send(
        given, settings, feeding.Pace(rate, while_lag_under, backfill), progress, quiet
    )
    _tell_end(file, feeder, notes, resume)


def _check(file: str, rate: float | None, most: int | None, resume: bool) -> None:
    if rate is not None and not rate > 0:
        stop(Exit.USAGE, f"--rate {rate:g}: wanted is a number above 0")
    if most is not None and most < 1:
        stop(Exit.USAGE, f"--while-lag-under {most}: wanted is a number above 0")
    if resume and file == "-":
        stop(Exit.USAGE, "--resume: of stdin is not known what was fed before; give a file")


def _progress(settings: Settings, resume: bool) -> Progress:
    from workers.inputs.progress import Progress

    installation = f"{settings.brokers} {settings.topic_prefix}"
    return Progress(settings.data_dir, installation, resume)


def _tell_end(file: str, feeder: Feeder, notes: Notes, resume: bool) -> None:
    feeding.tell_refused(feeder.refused)
    damaged = tell(notes)
    if feeder.refused:
        stop(Exit.KAFKA, feeding.not_delivered(feeder))
    if not feeder.sent and not resume:
        stop(Exit.USAGE, nothing_in(file))
    echo(f"{feeder.confirmed} articles fed, all confirmed")
    if damaged:
        raise typer.Exit(Exit.FINDINGS)
