"""`newsmill status` and `newsmill doctor`, for eyes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from workers.display.messages import lag_by_topic

if TYPE_CHECKING:
    from workers.observe.doctor.finding import Finding
    from workers.observe.status import Status

STYLES = {"ok": "green", "note": "yellow", "wrong": "red"}


def screen(found: Status) -> RenderableType:
    """The line on one screen of a terminal."""
    title = f"newsmill at {found.brokers}, {datetime.fromtimestamp(found.at):%Y-%m-%d %H:%M:%S}"
    parts: list[RenderableType] = [Text(title, "bold"), _stages(found), "", _flows(found)]
    if found.failures:
        told = ", ".join(f"{reason} {count}" for reason, count in found.failures.items())
        parts += ["", Text(f"failed in the last hour: {told}; newsmill failed list")]
    if found.last:
        parts += ["", _last(found)]
    parts += ["", *(Text(trouble, "red") for trouble in found.troubles)]
    return Group(*parts)


def _stages(found: Status) -> Table:
    table = Table("stage", "workers", "reads", "waiting", "oldest", box=None)
    for lag in lag_by_topic(found.lags):
        oldest = f"{lag.seconds:.0f} s" if lag.records else ""
        members = str(found.workers[lag.stage])
        table.add_row(lag.stage, members, lag.topic, f"{lag.records:,}", oldest)
    return table


def _flows(found: Status) -> Table:
    table = Table("topic", "last minute", "last hour", box=None)
    for flow in found.flows:
        table.add_row(flow.topic, f"{flow.last_minute:,}", f"{flow.last_hour:,}")
    return table


def _last(found: Status) -> Table:
    table = Table("came out", "source", "title", "names", "quotes", box=None)
    for one in found.last:
        at = datetime.fromtimestamp(one.at_ms / 1000)
        title, source = (one.title or one.id)[:60], (one.source or "")[:24]
        table.add_row(f"{at:%H:%M:%S}", source, title, str(one.entities), str(one.quotes))
    return table


def findings(found: list[Finding]) -> RenderableType:
    """A line for each check, and under what is not well what to do."""
    table = Table(box=None, show_header=False)
    for one in found:
        words = Text(one.what)
        if one.do:
            words.append(f"\n-> {one.do}", "bold")
        table.add_row(Text(one.level, STYLES[one.level]), one.check, words)
    return table
