"""`newsmill export`: the records of a topic as a file for tables."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import typer

from workers.cli.commands.look import WHERE
from workers.cli.exits import Exit, stop
from workers.display.terminal_text import echo

if TYPE_CHECKING:
    from workers.cli.where import Condition
    from workers.settings import Settings

FORMS = ("jsonl", "csv", "parquet")
TO = typer.Option(..., "--to", metavar="|".join(FORMS), help="What kind of file.")
OUTPUT = typer.Option(None, "-o", "--output", help="Write to this file; stdout without it.")
SINCE = typer.Option(
    None,
    "--from-time",
    metavar="TIME",
    help="Only articles that came in then or later: 2026-11-24, 2026-11-24T06:00Z (UTC without a "
    "zone), or how long ago: 2h, 3d.",
)


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(export)


def export(
    topic: str = typer.Argument(metavar="TOPIC", help="A topic of records: quotes, mentions, ..."),
    to: str = TO,
    output: Path | None = OUTPUT,
    where: list[str] = WHERE,
    since: str | None = SINCE,
    everything: bool = typer.Option(
        False, "--all", help="Also repeats, versions that a later one replaced, and withdrawn ones."
    ),
) -> None:
    """Write what a topic holds as JSON lines, CSV or Parquet, then stop.

    The last version of each record, as a subscriber has it in the end. CSV has a column for
    each field, quote.speaker.name for those of objects, and JSON in those of lists. Parquet
    (pip install pyarrow) has objects as structs and times as timestamps. Each key is
    remembered, in about 200 bytes; --all remembers none.

    \b
    Examples:
      newsmill export quotes --to csv --where speaker="Oskar Teller" > teller.csv
      newsmill export articles.enriched --to parquet --from-time 3d -o articles.parquet
      newsmill export mentions --to jsonl --from-time 2026-11-24 | gzip > mentions.jsonl.gz
    """
    from workers.cli.where import conditions
    from workers.kafka.subscribing.start import milliseconds
    from workers.settings import load
    from workers.tables.files import WRITERS

    kind = _kind(topic, to, output)
    wanted = conditions(where, kind)
    try:
        since_ms = milliseconds(since) if since else 0
    except ValueError as error:
        stop(Exit.USAGE, f"--from-time: {error}")
    left: Counter[str] = Counter()
    with _opened(output) as out:
        rows = _rows(load(), topic, wanted, since_ms=since_ms, everything=everything, left=left)
        count = WRITERS[to](out, kind, rows)
    echo(f"{count} records of {topic} written" + _told(left), err=True)
    if left["none of newsmill's"]:
        raise typer.Exit(Exit.FINDINGS)


def _kind(topic: str, to: str, output: Path | None) -> Any:
    """What the topic holds; ends the command where it cannot be written so."""
    from workers.topology import TOPICS

    kinds = {name: there.record for name, there in TOPICS.items() if there.record}
    if topic not in kinds:
        what = f"{topic} holds no records" if topic in TOPICS else f"no topic {topic}"
        stop(Exit.USAGE, f"{what}; there are {', '.join(kinds)}")
    if to not in FORMS:
        stop(Exit.USAGE, f"--to is one of {', '.join(FORMS)}")
    if to != "jsonl" and not isinstance(kinds[topic], type):
        stop(Exit.USAGE, f"{topic} holds records of several kinds: --to jsonl")
    if to == "parquet":
        try:
            import pyarrow  # noqa: F401
        except ImportError:
            stop(Exit.USAGE, "Parquet needs pyarrow: pip install pyarrow")
        if output is None and sys.stdout.isatty():
            stop(Exit.USAGE, "Parquet is not for a terminal: --output FILE")
    return kinds[topic]


@contextmanager
def _opened(output: Path | None) -> Iterator[BinaryIO]:
    """Where to write; a file is there only when it is whole."""
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    part = output.with_name(output.name + ".part")
    try:
        with part.open("wb") as out:
            yield out
        os.replace(part, output)
    except OSError as error:
        stop(Exit.USAGE, f"{output}: {error.strerror}")
    finally:
        part.unlink(missing_ok=True)


def _rows(
    settings: Settings,
    topic: str,
    wanted: list[Condition],
    *,
    since_ms: int,
    everything: bool,
    left: Counter[str],
) -> Iterator[tuple[bytes, dict[str, Any]]]:
    """The records to write; counts in `left` why others are not."""
    import orjson

    from workers import codec
    from workers.cli.where import holds
    from workers.kafka.current import current
    from workers.kafka.reading import read, span
    from workers.topology import TOPICS

    kind, within = TOPICS[topic].record, span(settings, topic, since_ms)
    assert kind is not None
    as_it_lies = ((message, True) for message in read(settings, topic, within=within))
    found = as_it_lies if everything else current(settings, topic, within, since_ms)
    for message, stands in found:
        if message.value is None or message.timestamp_ms < since_ms:
            continue
        if not stands:
            left["repeats, replaced or withdrawn"] += 1
            continue
        try:
            record = orjson.loads(message.value)
            codec.from_json(kind, record)
        except ValueError as error:
            place = f"{topic}/{message.partition}/{message.offset}"
            echo(f"newsmill: left out: {place}: {error}", err=True)
            left["none of newsmill's"] += 1
            continue
        if holds(message.value, wanted):
            yield message.value, record


def _told(left: Counter[str]) -> str:
    return "".join(f"; left out: {count} {why}" for why, count in left.items() if count)
