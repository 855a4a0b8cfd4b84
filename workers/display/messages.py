"""What is not a record, for eyes: raw messages, dead letters, traces and lag."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import orjson
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from workers.display.records import pairs, short
from workers.display.retellings import side_by_side
from workers.kafka.header_names import printable
from workers.kafka.lag import PartitionLag
from workers.records import Message

if TYPE_CHECKING:
    from workers.observe.trace import Trace


def message_line(message: Message) -> bytes:
    """A message that holds no record, as a JSON line; a value that is no UTF-8 as base64."""
    line: dict[str, Any] = {
        "topic": message.topic,
        "partition": message.partition,
        "offset": message.offset,
        "timestamp_ms": message.timestamp_ms,
        "key": (message.key or b"").decode("utf-8", "replace"),
        "headers": [[printable(name), header_text(value)] for name, value in message.headers],
    }
    try:
        line["value"] = None if message.value is None else message.value.decode()
    except UnicodeDecodeError:
        line["value_base64"] = base64.b64encode(message.value or b"").decode()
    return orjson.dumps(line)


def header_text(value: bytes | None) -> str | None:
    """A header's value as text; None for one that is null."""
    return None if value is None else value.decode("utf-8", "replace")


def message_panel(message: Message) -> RenderableType:
    """A message that holds no record, its value cut short."""
    table = pairs()
    table.add_row("key", repr((message.key or b"").decode("utf-8", "replace")))
    for name, value in message.headers:
        table.add_row(printable(name), short(header_text(value) or "(null)"))
    value = message.value or b""
    table.add_row("value", short(value.decode("utf-8", "replace")))
    table.add_row("size", f"{len(value):,} bytes")
    return Panel(
        table,
        title=f"{message.topic}/{message.partition}/{message.offset}",
        title_align="left",
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
    beside = [side_by_side(found.anchors)] if found.anchors else []
    return Panel(Group(outcome, table, trail, *beside), title=found.article, title_align="left")


def lag_by_topic(lags: list[PartitionLag]) -> list[PartitionLag]:
    """One line a stage and topic: records added up, the oldest record's age; partition -1."""
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
