"""Records for eyes: what a reader wants of each kind, in a few lines."""

from __future__ import annotations

import base64
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import orjson
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from workers import codec
from workers.cli.exits import Exit, stop
from workers.records import (
    Article,
    Duplicate,
    KbEntity,
    MentionRecord,
    Message,
    Quote,
    QuoteRecord,
    Record,
    Walk,
)
from workers.topology import TOPICS

if TYPE_CHECKING:
    from workers.observe.lag import PartitionLag
    from workers.observe.trace import Trace

SHOWN_REPAIRS = 12
SHOWN_ENTITIES = 15
SHOWN_CHARACTERS = 160
FORMS = ("auto", "json", "readable")


def printer(form: str) -> Callable[[str, bytes], None]:
    """A function that prints the value of a record of a topic; JSON lines or readable."""
    if is_json(form):
        return lambda _topic, value: write_line(value)
    console = Console(highlight=False)

    def readable(topic: str, value: bytes) -> None:
        kind = TOPICS[topic].record
        assert kind is not None
        console.print(panel(codec.decode(kind, value)))

    return readable


def is_json(form: str) -> bool:
    """Whether to print JSON lines; "auto" asks whether stdout is a terminal."""
    if form not in FORMS:
        stop(Exit.USAGE, f"--format is one of {', '.join(FORMS)}")
    return form == "json" or (form == "auto" and not sys.stdout.isatty())


def write_line(value: bytes) -> None:
    """One line of bytes on stdout."""
    sys.stdout.buffer.write(value + b"\n")
    sys.stdout.buffer.flush()


def message_line(message: Message) -> bytes:
    """A message that holds no record, as a JSON line; a value that is no UTF-8 as base64."""
    line: dict[str, Any] = {
        "topic": message.topic,
        "partition": message.partition,
        "offset": message.offset,
        "timestamp_ms": message.timestamp_ms,
        "key": (message.key or b"").decode("utf-8", "replace"),
        "headers": {name: value.decode("utf-8", "replace") for name, value in message.headers},
    }
    try:
        line["value"] = None if message.value is None else message.value.decode()
    except UnicodeDecodeError:
        line["value_base64"] = base64.b64encode(message.value or b"").decode()
    return orjson.dumps(line)


def message_panel(message: Message) -> RenderableType:
    """A message that holds no record, its value cut short."""
    table = _pairs()
    table.add_row("key", Text(repr((message.key or b"").decode("utf-8", "replace"))))
    for name, value in message.headers:
        table.add_row(name, Text(_short(value.decode("utf-8", "replace"))))
    value = message.value or b""
    table.add_row("value", Text(_short(value.decode("utf-8", "replace"))))
    table.add_row("size", f"{len(value):,} bytes")
    return Panel(
        table,
        title=f"{message.topic}/{message.partition}/{message.offset}",
        title_align="left",
    )


def panel(record: Record) -> RenderableType:
    """A record of any kind."""
    match record:
        case Article():
            return article(record)
        case Walk():
            return Text(
                f"{record.article.id}: shard {record.visited} of {len(record.shards)} visited, "
                f"{len(record.heads)} matches"
            )
        case Duplicate():
            return duplicate(record)
        case QuoteRecord():
            return quote(record.quote)
        case MentionRecord():
            return Text(f"{record.type:4} {record.name}  ({record.text}, {record.article_id})")
        case KbEntity():
            names = ", ".join(record.aliases)
            return Text(f"{record.id}: {record.type} {record.name}  [{names}]")


def article(record: Article) -> RenderableType:
    """An article with its receipts, entities and quotes."""
    parts: list[RenderableType] = [_facts(record)]
    if record.decoding.repairs:
        parts.append(_repairs(record))
    parts.extend(
        Text.assemble(("removed  ", "bold"), f"{_short(removal.text)}  ({removal.reason})")
        for removal in record.decoding.removed
    )
    if record.entities:
        parts.append(_entities(record))
    if record.quotes:
        parts.append(Text("quotes", style="bold"))
        parts.extend(quote(item) for item in record.quotes)
    title = Text(record.title or _short(record.text.split("\n", 1)[0]) or record.id, style="bold")
    return Panel(Group(*parts), title=title, title_align="left")


def _facts(record: Article) -> RenderableType:
    table = _pairs()
    table.add_row("id", record.id)
    for name in ("url", "source", "published_at", "language"):
        value = getattr(record, name)
        if value:
            table.add_row(name, Text(str(value)))
    decoding = record.decoding
    if decoding.charset is not None:  # else it came as text
        declared = f", declared {decoding.charset_declared}" if decoding.charset_declared else ""
        table.add_row("charset", f"{decoding.charset} ({decoding.charset_rule}{declared})")
    if decoding.extractor != "none":
        table.add_row("extractor", decoding.extractor)
    if record.dedup:
        revision = f", revision of {record.dedup.revision_of}" if record.dedup.revision_of else ""
        table.add_row("cluster", f"{record.dedup.cluster_id}{revision}")
    if decoding.quality:
        table.add_row("quality", ", ".join(decoding.quality))
    table.add_row("text", Text(_short(record.text.replace("\n", " "), 3 * SHOWN_CHARACTERS)))
    return table


def _repairs(record: Article) -> RenderableType:
    table = Table("at", "before", "after", "rule", title="repairs", title_justify="left", box=None)
    for repair in record.decoding.repairs[:SHOWN_REPAIRS]:
        rule = repair.rule if repair.codec is None else f"{repair.rule} ({repair.codec})"
        place = f"{repair.field} {repair.start}" if repair.field != "text" else str(repair.start)
        table.add_row(place, Text(_visible(repair.before)), Text(_visible(repair.after)), rule)
    _and_more(table, len(record.decoding.repairs) - SHOWN_REPAIRS)
    return table


def _entities(record: Article) -> RenderableType:
    table = Table(
        "type", "name", "as written", "id", title="entities", title_justify="left", box=None
    )
    entities = sorted(record.entities or [], key=lambda entity: -entity.salience)
    for entity in entities[:SHOWN_ENTITIES]:
        written = dict.fromkeys(m.corrected_from or m.text for m in entity.mentions)
        known = (
            entity.wikidata or entity.kb_id or (entity.geonames and f"geonames {entity.geonames}")
        )
        table.add_row(entity.type, Text(entity.name), Text(_short(", ".join(written))), known or "")
    _and_more(table, len(entities) - SHOWN_ENTITIES)
    return table


def quote(record: Quote) -> RenderableType:
    """One line: what was said, by whom."""
    speaker = record.speaker
    who = speaker.name or speaker.text or "unknown"
    written = f" ({speaker.text})" if speaker.text and speaker.text != who else ""
    said = f"“{_short(record.text)}”" if record.kind == "direct" else _short(record.text)
    return Text.assemble("  ", said, "  ", (f"{who}{written}", "bold"), f"  [{record.kind}]")


def duplicate(record: Duplicate) -> RenderableType:
    """One line: which copy of which, and why."""
    what = "turns out to be a copy of" if record.corrects else "is a copy of"
    return Text(
        f"{record.id} {what} {record.duplicate_of}: {record.kind}, rule {record.rule}, "
        f"jaccard {record.jaccard:.2f}, containment {record.containment:.2f}"
        f"  {record.title or ''}"
    )


def trace(found: Trace) -> RenderableType:
    """Outcome first, then the way."""
    table = Table("place", "at", "times", "", box=None, title="places", title_justify="left")
    for place in found.places:
        where = f"{place.topic}/{place.partition}/{place.offset}"
        table.add_row(where, place.at, str(place.times), place.note)
    trail = Table(
        "stage", "at", "seconds", "version", box=None, title="trail", title_justify="left"
    )
    for step in found.trail:
        trail.add_row(step.stage, step.at, f"{step.seconds:.4f}", step.version)
    outcome = Text.assemble((found.status.value, "bold"), f": {found.summary}")
    return Panel(Group(outcome, table, trail), title=found.article, title_align="left")


def lag_by_topic(lags: list[PartitionLag]) -> list[PartitionLag]:
    """One line a stage and topic: records added up, the oldest record's age; partition -1."""
    from workers.observe.lag import PartitionLag

    sums: dict[tuple[str, str], PartitionLag] = {}
    for lag in lags:
        key = (lag.stage, lag.topic)
        known = sums.get(key, PartitionLag(*key, -1, 0, 0.0))
        records, seconds = known.records + lag.records, max(known.seconds, lag.seconds)
        sums[key] = PartitionLag(*key, -1, records, seconds)
    return list(sums.values())


def lags(found: list[PartitionLag], each: bool) -> RenderableType:
    """A table; partitions only when asked for."""
    table = Table(
        "stage", "topic", *(["partition"] if each else []), "records", "seconds", box=None
    )
    for lag in found:
        partition = [str(lag.partition)] if each else []
        table.add_row(lag.stage, lag.topic, *partition, str(lag.records), f"{lag.seconds:.1f}")
    return table


def _pairs() -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    return table


def _and_more(table: Table, rest: int) -> None:
    if rest > 0:
        table.add_row("", f"and {rest} more")


def _short(text: str, limit: int = SHOWN_CHARACTERS) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _visible(text: str) -> str:
    """Control characters and blanks as escapes, so that a repair can be seen."""
    return _short("".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)) or "(nothing)"
