"""`newsmill process`, `explain` and `feed`: articles from files."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from workers.cli.exits import Exit, stop
from workers.cli.shown import echo

if TYPE_CHECKING:
    from workers.inputs.article_files import Outgoing
    from workers.kafka.feed import Feeder
    from workers.offline import Failed, Line
    from workers.records import Article, Message

FILES = typer.Argument(
    metavar="FILE", help="JSON lines, HTML or text file (may end in .gz), folder, or -."
)
RENAME = typer.Option(
    [], "--rename", metavar="FROM=TO", help="Give a field of JSON lines the envelope's name."
)

REFUSED_SHOWN = 5


def add_to(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command()(process)
    app.command()(explain)
    app.command()(feed)


def process(
    file: str = FILES,
    rename: list[str] = RENAME,
    topic: list[str] = typer.Option(
        ["articles.enriched"], help="Output topic to print; more than one may be given."
    ),
    form: str = typer.Option(
        "auto", "--format", help="json, readable, or auto: readable on a terminal."
    ),
    kb: Path | None = typer.Option(None, help="Knowledge base file: see newsmill kb check -h."),
) -> None:
    """Take articles through the whole line without Kafka and print what comes out.

    The same code as the workers', in one process, with the same results. Duplicates and
    failures are told on stderr; exit code 1 when an article failed.

    \b
    Examples:
      newsmill process article.txt
      newsmill process dump.jsonl.gz > enriched.jsonl
      newsmill process --topic quotes --topic articles.duplicates dump.jsonl
      newsmill process --rename text=body --format readable corpus.jsonl
    """
    from workers import codec
    from workers.cli.render import printer
    from workers.offline import Failed, Line
    from workers.settings import load
    from workers.topology import DUPLICATES, ENRICHED, TOPICS, producers

    possible = [name for name in TOPICS if TOPICS[name].record and producers(name)]
    unknown = [name for name in topic if name not in possible]
    if unknown:
        stop(Exit.USAGE, f"no records of {', '.join(unknown)}; there are {', '.join(possible)}")
    settings = load()
    messages = _messages(file, rename)
    first = list(islice(messages, 1))  # a wrong path is told before the models are loaded
    if not first:
        stop(Exit.USAGE, f"{file}: no articles in it")
    line = Line(settings)
    _put_knowledge(line, kb)
    show = printer(form)
    outcomes: Counter[str] = Counter()
    places: dict[int, str] = {}
    for outcome in line.process(_noting(chain(first, messages), places)):
        if isinstance(outcome, Failed):
            outcomes["failed"] += 1
            _tell_failure(outcome, places)
            continue
        if outcome.topic in (ENRICHED, DUPLICATES):
            outcomes["enriched" if outcome.topic == ENRICHED else "duplicates"] += 1
        if outcome.topic in topic and outcome.record is not None:
            show(outcome.topic, codec.encode(outcome.record))
    echo(
        f"{len(places)} in: {outcomes['enriched']} enriched, "
        f"{outcomes['duplicates']} duplicates, {outcomes['failed']} failed",
        err=True,
    )
    if outcomes["failed"]:
        raise typer.Exit(Exit.FINDINGS)


def _messages(file: str, rename: list[str]) -> Iterator[tuple[str, Message]]:
    from workers.inputs.article_files import read

    for number, article in enumerate(read(file, renaming(rename))):
        yield article.place, article.message(number, int(time.time() * 1000))


def _noting(articles: Iterable[tuple[str, Message]], places: dict[int, str]) -> Iterator[Message]:
    """The messages, their places noted by offset for what is told about them later."""
    for place, message in articles:
        places[message.offset] = place
        yield message


def renaming(rename: list[str]) -> dict[str, str]:
    """The options FROM=TO as a mapping; a wrong one ends the command."""
    pairs = [item.partition("=") for item in rename]
    if any(not equals or not old or not new for old, equals, new in pairs):
        stop(Exit.USAGE, "--rename wants FROM=TO, for example --rename text=body")
    return {old: new for old, _, new in pairs}


def _put_knowledge(line: Line, kb: Path | None) -> None:
    if kb is None:
        return
    from workers.cli.kb import entries_of
    from workers.topology import UNIQUE

    knowledge = line.steps[UNIQUE].knowledge  # type: ignore[attr-defined]
    for entity in entries_of(kb):
        knowledge.put(entity.id, entity)


def _tell_failure(failed: Failed, places: dict[int, str]) -> None:
    place = places[failed.raw.offset]
    echo(f"{place}: {failed.stage}: {failed.reason}: {failed.message}", err=True)
    if failed.stacktrace:
        echo(failed.stacktrace, err=True)


def explain(
    file: str = FILES,
    rename: list[str] = RENAME,
    html: Path | None = typer.Option(None, help="Write a page with the receipts to this file."),
) -> None:
    """Show what decode changed in an article, and why: every repair and removal.

    Exit code 1 when an article failed.

    \b
    Examples:
      newsmill explain article.txt
      newsmill explain page.html --html receipts.html
    """
    from workers.display.receipts import page, terminal

    told = list(_decoded(file, rename))
    if not told:
        stop(Exit.USAGE, f"{file}: no articles in it")
    articles = [article for article in told if article is not None]
    if html is not None:
        _write(html, page(articles))
    else:
        from workers.cli.console import console

        out = console()
        for article in articles:
            out.print(terminal(article))
    if len(articles) < len(told):
        raise typer.Exit(Exit.FINDINGS)


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        stop(Exit.USAGE, f"{file}: {error.strerror}")
    echo(f"wrote {file}")


def _decoded(file: str, rename: list[str]) -> Iterator[Article | None]:
    """Each article as decode passes it on; None for one that failed, which is told."""
    from workers import stages
    from workers.records import Article
    from workers.settings import load
    from workers.stages import contract
    from workers.topology import RAW

    step = next(s for s in stages.steps("decode", load()) if s.topic == RAW)
    for place, message in _messages(file, rename):
        try:
            emits = contract.run(step, message, {"sites": {}})
        except contract.Rejected as error:
            echo(f"{place}: {error.reason}: {error}", err=True)
            yield None
            continue
        yield from (emit.record for emit in emits if isinstance(emit.record, Article))


def feed(
    file: str = FILES,
    rename: list[str] = RENAME,
    rate: float | None = typer.Option(None, help="Articles a second at most."),
    quiet: bool = typer.Option(False, "--quiet", "-q", help="No progress bar."),
) -> None:
    """Send articles to articles.raw, and wait until the broker has confirmed them.

    Articles of one site stay in order. One that the broker refuses does not stop the others:
    the refused ones are named at the end, with exit code 4.

    \b
    Examples:
      newsmill feed articles.jsonl
      newsmill feed pages/ --rate 20
      scraper | newsmill feed -
      newsmill feed --rename text=body --rename html=body corpus.jsonl.gz
    """
    from rich.progress import track

    from workers.cli.console import console
    from workers.inputs.article_files import files, read
    from workers.kafka.feed import Feeder
    from workers.kafka.producer import DeliveryError
    from workers.settings import load

    if rate is not None and not rate > 0:
        stop(Exit.USAGE, f"--rate {rate:g}: wanted is a number above 0")
    files(file)  # a wrong path is told before Kafka is asked
    articles: Iterator[Outgoing] = read(file, renaming(rename))
    feeder = Feeder(load(), rate)
    try:
        with feeder:
            for article in track(
                articles, "feeding", console=console(stderr=True), disable=quiet, show_speed=True
            ):
                feeder.send(article)
    except DeliveryError:
        pass  # told here, with the lines
    finally:
        _tell_refused(feeder.refused)
    if feeder.refused:
        stop(Exit.KAFKA, _not_delivered(feeder))
    if not feeder.sent:
        stop(Exit.USAGE, f"{file}: no articles in it")
    echo(f"{feeder.confirmed} articles fed, all confirmed")


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
