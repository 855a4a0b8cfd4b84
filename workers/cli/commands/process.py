"""`newsmill process`: the whole line over articles from files, without Kafka."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from workers.cli.exits import Exit, stop
from workers.cli.given_articles import (
    FILES,
    MAP,
    RENAME,
    SCRAPER,
    field_map,
    messages,
    nothing_in,
    tell,
)
from workers.display.terminal_text import echo

if TYPE_CHECKING:
    from workers.offline import Failed, Line
    from workers.records import Message


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(process)


def process(
    file: str = FILES,
    scraper: str | None = SCRAPER,
    mapped: list[str] = MAP,
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
    failures are told on stderr; exit code 1 when an article failed or could not be read.

    \b
    Examples:
      newsmill process article.txt
      newsmill process dump.jsonl.gz > enriched.jsonl
      newsmill process --topic quotes --topic articles.duplicates dump.jsonl
      newsmill process --map body=text --format readable corpus.jsonl
      newsmill process crawl.warc.gz --topic quotes
      newsmill process --from trafilatura extracted.json
    """
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # more threads only cost more
    from workers.inputs.outgoing import Notes
    from workers.offline import Line
    from workers.settings import load

    _check(topic)
    settings = load()
    notes = Notes()
    articles = messages(file, field_map(rename, mapped, scraper), notes)
    first = list(islice(articles, 1))  # a wrong path is told before the models are loaded
    if not first:
        tell(notes)
        stop(Exit.USAGE, nothing_in(file))
    line = Line(settings)
    _put_knowledge(line, kb)
    counts = _shown(line, chain(first, articles), topic, form)
    echo(
        "{articles} in: {enriched} enriched, {duplicates} duplicates, {failed} failed".format_map(
            counts
        ),
        err=True,
    )
    if tell(notes) or counts["failed"]:
        raise typer.Exit(Exit.FINDINGS)


def _check(topics: list[str]) -> None:
    """Topics that hold no records of a stage end the command."""
    from workers.topology import TOPICS, producers

    possible = [name for name in TOPICS if TOPICS[name].record and producers(name)]
    unknown = [name for name in topics if name not in possible]
    if unknown:
        stop(Exit.USAGE, f"no records of {', '.join(unknown)}; there are {', '.join(possible)}")


def _shown(
    line: Line, articles: Iterable[tuple[str, Message]], topics: list[str], form: str
) -> Counter[str]:
    """Prints the records of `topics` and tells failures; the counts of what became of all."""
    from workers import codec
    from workers.cli.printing import printer
    from workers.offline import Failed
    from workers.topology import DUPLICATES, ENRICHED

    show = printer(form)
    ends = {ENRICHED: "enriched", DUPLICATES: "duplicates"}
    counts: Counter[str] = Counter()
    places: dict[int, str] = {}
    for outcome in line.process(_noting(articles, places)):
        if isinstance(outcome, Failed):
            counts["failed"] += 1
            _tell_failure(outcome, places)
            continue
        if outcome.topic in ends and not getattr(outcome.record, "passed", False):
            counts[ends[outcome.topic]] += 1
        if outcome.topic in topics and outcome.record is not None:
            show(outcome.topic, codec.encode(outcome.record))
    counts["articles"] = len(places)
    return counts


def _noting(articles: Iterable[tuple[str, Message]], places: dict[int, str]) -> Iterator[Message]:
    """The messages, their places noted by offset for what is told about them later."""
    for place, message in articles:
        places[message.offset] = place
        yield message


def _put_knowledge(line: Line, kb: Path | None) -> None:
    if kb is None:
        return
    from workers.cli.commands.kb import entries_of
    from workers.topology import UNIQUE

    knowledge = line.steps[UNIQUE].knowledge  # type: ignore[attr-defined]
    for entity in entries_of(kb):
        knowledge.put(entity.id, entity)


def _tell_failure(failed: Failed, places: dict[int, str]) -> None:
    place = places[failed.raw.offset]
    echo(f"{place}: {failed.stage}: {failed.reason}: {failed.message}", err=True)
    if failed.stacktrace:
        echo(failed.stacktrace, err=True)
