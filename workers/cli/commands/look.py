"""`newsmill tail`, `trace` and `lag`: what is on the topics, and how far the line is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from workers.cli.exits import Exit, stop

if TYPE_CHECKING:
    from workers.cli.where import Condition
    from workers.records import Message
    from workers.settings import Settings

WHERE = typer.Option(
    [],
    metavar="FIELD=VALUE",
    help="Only records of this value: speaker=…, entity=…, or a field (quote.kind=direct); "
    "case and accents do not count. May be given more than once.",
)


def add_to(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command()(tail)
    app.command()(trace)
    app.command()(lag)


def tail(
    topic: str = typer.Argument(
        metavar="TOPIC", help="A topic: articles.enriched, quotes, articles.failed, ..."
    ),
    last: int = typer.Option(
        10, "-n", "--last", min=0, help="So many records first, the last that came in (and fit)."
    ),
    beginning: bool = typer.Option(False, help="All that the topic keeps, from the beginning."),
    follow: bool = typer.Option(True, help="Wait for more; --no-follow stops at the end."),
    where: list[str] = WHERE,
    form: str = typer.Option(
        "auto", "--format", help="json, readable, or auto: readable on a terminal."
    ),
) -> None:
    """Print the last records of a topic, then new ones as they come; Ctrl-C ends it.

    \b
    Examples:
      newsmill tail articles.enriched
      newsmill tail quotes --where speaker="Oskar Teller" -n 3 --no-follow
      newsmill tail quotes --beginning --no-follow > quotes.jsonl
      newsmill tail articles.failed -n 3
    """
    from workers.cli import printing
    from workers.cli.where import conditions
    from workers.display import messages
    from workers.display.console import console
    from workers.settings import load
    from workers.topology import TOPICS

    if topic not in TOPICS:
        stop(Exit.USAGE, f"no topic {topic}; there are {', '.join(TOPICS)}")
    kind = TOPICS[topic].record
    if where and not kind:
        stop(Exit.USAGE, f"--where needs a topic of records; {topic} holds what came in")
    wanted = conditions(where, kind) if kind else []
    json, out = printing.is_json(form), console()
    show = printing.printer(form) if kind else None
    for message in _chosen(load(), topic, None if beginning else last, follow, wanted):
        if show is not None:
            show(topic, message.value or b"")
        elif json:
            printing.write_line(messages.message_line(message))
        else:
            out.print(messages.message_panel(message))


def _chosen(
    settings: Settings, topic: str, last: int | None, follow: bool, wanted: list[Condition]
) -> Iterator[Message]:
    """The last messages of a topic that fit (None: all), then new ones if asked for."""
    from workers.cli.where import holds
    from workers.kafka.latest import latest
    from workers.kafka.reading import read
    from workers.topology import TOPICS

    records = TOPICS[topic].record is not None

    def fits(message: Message) -> bool:
        if not records:
            return True
        return message.value is not None and holds(message.value, wanted)

    if last is None:
        yield from filter(fits, read(settings, topic, follow=follow))
        return
    found, after = latest(settings, topic, last, fits if records else None)
    yield from found
    if follow:
        yield from filter(fits, read(settings, topic, within=after, follow=True))


def trace(
    article: str = typer.Argument(metavar="ID", help="Article id, or TOPIC/PARTITION/OFFSET."),
    form: str = typer.Option(
        "auto", "--format", help="json, readable, or auto: readable on a terminal."
    ),
) -> None:
    """Say what became of an article: its outcome, and every place it went through.

    Exit code 1 when it came to no outcome yet, failed, or is not known.

    \b
    Examples:
      newsmill trace 8362bf5c30fa5628f0c7827aa0f64b04
      newsmill trace articles.raw/3/1754
    """
    import orjson

    from workers.cli import printing
    from workers.display import messages
    from workers.display.console import console
    from workers.observe.trace import Status, find
    from workers.settings import load

    found = find(load(), article)
    if printing.is_json(form):
        printing.write_line(orjson.dumps(found))
    else:
        console().print(messages.trace(found))
    if found.status not in (Status.ENRICHED, Status.DUPLICATE):
        raise typer.Exit(Exit.FINDINGS)


def lag(
    each: bool = typer.Option(False, "--partitions", help="A line for each partition."),
    form: str = typer.Option(
        "auto", "--format", help="json, readable, or auto: readable on a terminal."
    ),
) -> None:
    """Say how far each stage is behind: records, and seconds of the oldest one waiting.

    \b
    Examples:
      newsmill lag
      newsmill lag --partitions --format json
      watch newsmill lag
    """
    import orjson

    from workers.cli import printing
    from workers.display import messages
    from workers.display.console import console
    from workers.kafka.lag import cluster_lag
    from workers.settings import load

    lags = cluster_lag(load())
    if not each:
        lags = messages.lag_by_topic(lags)
    if printing.is_json(form):
        for item in lags:
            printing.write_line(orjson.dumps(item))
        return
    console().print(messages.lags(lags, each))
