"""What `newsmill feed` does with the articles it has read: sends them, or says what would be."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workers.cli.exits import Exit, stop
from workers.display.terminal_text import echo

if TYPE_CHECKING:
    from workers.inputs.outgoing import Outgoing
    from workers.inputs.progress import Progress
    from workers.kafka.feed import Feeder
    from workers.settings import Settings

CHECKPOINT = 500
"""After so many articles is written down how far it came: so many are sent twice at most."""
REFUSED_SHOWN = 5


def try_out(articles: Iterable[Outgoing], settings: Settings) -> bool:
    """Tells of each article that would be refused why; whether there was any article at all."""
    from workers.inputs.checking import refusal

    fit = refused = 0
    for article in articles:
        error = refusal(article, settings, int(time.time() * 1000))
        if error is None:
            fit += 1
            continue
        refused += 1
        echo(f"{article.place}: {error.reason}: {error}", err=True)
    echo(f"dry run, nothing was sent: {fit} would be fed, {refused} would be refused")
    if refused:
        stop(Exit.FINDINGS, f"{refused} article(s) would become dead letters")
    return bool(fit)


def unfed(
    files: list[str],
    articles: Callable[[str], Iterator[Outgoing]],
    progress: Progress | None,
) -> Iterator[tuple[str, Outgoing]]:
    """Each article with its file; those that an earlier run fed are left out, and told."""
    for file in files:
        given = articles(file) if progress is None else progress.behind(file, articles, _skipped)
        for article in given:
            yield file, article


@dataclass(frozen=True, slots=True)
class Pace:
    """What the options say about how fast, and in which lane."""

    rate: float | None
    while_lag_under: int | None
    backfill: bool


def _as_old(given: Iterator[tuple[str, Outgoing]]) -> Iterator[tuple[str, Outgoing]]:
    """The articles in the lane of old ones (`Article.lane`)."""
    from workers.inputs.outgoing import with_header
    from workers.records import BACKFILL

    return ((file, with_header(article, "lane", BACKFILL)) for file, article in given)


def send(
    articles: Iterator[tuple[str, Outgoing]],
    settings: Settings,
    pace: Pace,
    progress: Progress | None,
    quiet: bool,
) -> Feeder:
    """Sends all of them; what the broker refused is in the feeder's `refused`."""
    from workers.kafka.feed import Feeder
    from workers.kafka.gate import Gate
    from workers.kafka.producer import DeliveryError

    with ExitStack() as open_:
        gate = None
        if pace.backfill or pace.while_lag_under is not None:
            gate = open_.enter_context(Gate(settings, pace.while_lag_under, _waits))
        if pace.backfill:
            articles = _as_old(articles)
        feeder = Feeder(settings, pace.rate, gate)
        try:
            with feeder:
                _send(articles, feeder, progress, quiet)
        except DeliveryError:
            pass  # told by the caller, with the lines
        except BaseException:
            tell_refused(feeder.refused)
            raise
        finally:
            if progress is not None and feeder.settled:
                progress.confirm()
    return feeder


def _send(
    articles: Iterator[tuple[str, Outgoing]],
    feeder: Feeder,
    progress: Progress | None,
    quiet: bool,
) -> None:
    from rich.progress import track

    from workers.display.console import console

    bar = console(stderr=True)
    shown = track(articles, "feeding", console=bar, disable=quiet, show_speed=True)
    for number, (file, article) in enumerate(shown, 1):
        feeder.send(article)
        if progress is None:
            continue
        progress.sent(file, article)
        if number % CHECKPOINT == 0:
            feeder.flush()
            progress.confirm()


def _waits(waiting: int) -> None:
    echo(f"waits: {waiting} records are in the line; do its workers run? (newsmill lag)", err=True)


def _skipped(file: str, count: int) -> None:
    if count:
        echo(f"{file}: {count} articles were fed before", err=True)


def tell_refused(refused: list[tuple[str, BaseException]]) -> None:
    """Names the first ones that the broker refused."""
    from workers.kafka.producer import in_words

    for place, why in refused[:REFUSED_SHOWN]:
        echo(f"{place}: {in_words(why)}", err=True)
    if len(refused) > REFUSED_SHOWN:
        echo(f"and {len(refused) - REFUSED_SHOWN} more", err=True)


def not_delivered(feeder: Feeder) -> str:
    """The message when not all was delivered."""
    if feeder.stopped_at is None:
        return (
            f"{len(feeder.refused)} article(s) not delivered, {feeder.confirmed} fed and confirmed"
        )
    # What was still on its way is in none of the errors.
    return (
        f"Kafka takes none any more: {feeder.confirmed} of {feeder.sent} sent were confirmed; "
        f"nothing after {feeder.stopped_at} was sent. Feed again from {feeder.refused[0][0]} on, "
        "or with --resume"
    )
