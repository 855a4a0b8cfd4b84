"""What the page shows: the newsroom's contents as templates want them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import FileSystemLoader
from markupsafe import Markup

from workers.display.article_view.page import before
from workers.display.article_view.view import Related, copy_of, fragment, language, templates
from workers.display.messages import lag_by_topic
from workers.kafka.lag import PartitionLag
from workers.records import Article, Entity, moment
from workers.topology import STAGES
from workers.watch.kept import KINDS, Kept, Row
from workers.watch.newsroom import Newsroom
from workers.watch.query import asks_for, parse
from workers.watch.sources import Source, span

DATA = Path(__file__).parent / "data"
LISTED = 60
MOST_LISTED = 600
OVERSEEN = 2_000
"""The newest, of which the overview tells."""
TOP = 8
LATE_SECONDS = 60.0
MINUTES = 60

pages = templates.overlay(loader=FileSystemLoader(DATA))


@dataclass(frozen=True, slots=True)
class State:
    """How things are beside the articles: what the reader and the lag's watcher say."""

    error: str | None
    behind: int
    lags: list[PartitionLag]
    lag_error: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for."""

    view: str = "articles"
    q: str = ""
    a: str = ""
    n: int = LISTED

    def address(self, **change: str | int) -> str:
        """The address of the same with some of it changed; "" takes a part out."""
        values = {"q": self.q, "a": self.a, "n": self.n} | change
        default = {"q": "", "a": "", "n": LISTED}
        query = urlencode({k: v for k, v in values.items() if v != default[k]}, quote_via=quote)
        return f"/?{query}" if query else "/"


def page(newsroom: Newsroom, state: State, asked: Asked, part: bool) -> str:
    """The whole page; with `part` only what changes by itself: the strip and the list."""
    now = time.time()
    remarks = [(s, r) for s in newsroom.sources.all() if (r := s.remarks(now))]
    shown: dict[str, Any] = {
        "asked": asked,
        "part": part,
        "now": moment(now),
        "newsroom": newsroom,
        "state": state,
        "odd": len(remarks),
        "late": max((lag.seconds for lag in state.lags if lag.records), default=0.0),
        "span": span,
        "LATE": LATE_SECONDS,
        "language": language,
        "moment": moment,
        "search": lambda kind, name: Asked(q=asks_for(kind, name)).address(),
    }
    shown |= {"articles": _articles, "sources": _sources, "line": _line}[asked.view](
        newsroom, state, asked, now
    )
    if asked.a and asked.view == "articles":
        shown |= _chosen(newsroom, asked, part)
    return pages.get_template(f"{asked.view}.html").render(shown)


def _articles(newsroom: Newsroom, _: State, asked: Asked, now: float) -> dict[str, Any]:
    parts = parse(asked.q)
    found = list(islice(newsroom.rows(parts), asked.n + 1))
    rows = [(row, newsroom.copies(row.id)) for row in found[: asked.n]]
    shown: dict[str, Any] = {"rows": rows, "more": len(found) > asked.n, "MOST": MOST_LISTED}
    shown |= {"chosen": None, "missing": None, "title": asked.q or "Articles"}
    shown["over"] = None if asked.a else overview(list(islice(newsroom.rows(parts), OVERSEEN)), now)
    return shown


def _chosen(newsroom: Newsroom, asked: Asked, part: bool) -> dict[str, Any]:
    """The article asked for, or why it is not there; it does not change by itself."""
    if part:
        return {}
    if kept := newsroom.get(asked.a):
        return {"chosen": article(newsroom, kept, asked), "title": kept.row.title}
    return {"missing": _missing(newsroom, asked)}


def _missing(newsroom: Newsroom, asked: Asked) -> dict[str, Any]:
    """What is known of an article that is not, or no longer, here."""
    copy = newsroom.copy_of(asked.a)
    related = copy_of(copy) if copy else None
    return {
        "id": asked.a,
        "of": copy.duplicate_of if copy else None,
        "why": related.why if related else "",
    }


def article(newsroom: Newsroom, kept: Kept, asked: Asked) -> Markup:
    """An article with its story; names in it are searches."""

    def link(entity: Entity) -> str:
        return Asked(q=asks_for(KINDS[entity.type], entity.name)).address()

    record = kept.article()
    return fragment(record, related=_related(newsroom, record, asked), link=link, level=1)


def _related(newsroom: Newsroom, record: Article, asked: Asked) -> list[Related]:
    """Earlier and later versions, what it retells, and its copies."""
    copies, versions, _ = newsroom.story(record.id)
    dedup = record.dedup
    near = {dedup.revision_of, dedup.rewrite.of if dedup.rewrite else None} if dedup else set()
    known = {
        name: (asked.address(a=other.row.handle), other.article())
        for name in near
        if name and (other := newsroom.get(name))
    }
    told = before(record, known)
    told += [
        Related(
            what="version",
            title=kept.row.title,
            source=kept.row.source,
            at=kept.row.received_at,
            why="later under the same address"
            if kept.row.revision_of == record.id or kept.row.received_at > record.received_at
            else "earlier under the same address",
            here=asked.address(a=kept.row.handle),
        )
        for kept in versions
        if kept.row.id not in near
    ]
    if copy := newsroom.copy_of(record.id):
        of = newsroom.get(copy.duplicate_of)
        turned = copy_of(copy)
        told.append(
            Related(
                what="copy of",
                title=of.row.title if of else copy.duplicate_of,
                source=of.row.source if of else "",
                at=of.row.received_at if of else "",
                why=f"found later: {turned.why}",
                here=asked.address(a=of.row.handle) if of else None,
            )
        )
    return [*told, *(copy_of(copy) for copy in copies if copy.id != record.id or not copy.corrects)]


def overview(rows: list[Row], now: float) -> dict[str, Any]:
    """What is in the news: who is quoted, who and what is named, the latest words."""
    said: Counter[str] = Counter()
    named: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS.values()}
    for row in rows:
        said.update(dict(row.speakers))
        for kind, name in set(row.names):
            named[KINDS[kind]][name] += 1
    lists = [("Quoted most", "speaker", said)]
    lists += [("People", "person", named["person"]), ("Places", "place", named["place"])]
    lists.append(("Organisations", "org", named["org"]))
    return {
        "lists": [(title, kind, found.most_common(TOP)) for title, kind, found in lists if found],
        "words": [row for row in rows if row.lead[0]][:TOP],
        "minutes": _minutes(rows, now),
        "articles": len(rows),
        "quotes": sum(row.quotes for row in rows),
    }


def _minutes(rows: Iterable[Row], now: float) -> list[int]:
    """Articles finished in each of the last sixty minutes, the oldest first."""
    counts = Counter(int((now - row.at) // 60) for row in rows if now - row.at < MINUTES * 60)
    return [counts[minute] for minute in reversed(range(MINUTES))]


def _sources(newsroom: Newsroom, _: State, asked: Asked, now: float) -> dict[str, Any]:
    wanted = asked.q.casefold()
    found: list[tuple[Source, list[tuple[str, str]]]] = [
        (source, source.remarks(now))
        for source in newsroom.sources.all()
        if wanted in source.name.casefold()
    ]
    found.sort(key=lambda item: (not item[1], -item[0].last))
    return {"sources": found, "clock": now, "title": "Sources", "moment_of": moment}


def _line(newsroom: Newsroom, state: State, _: Asked, now: float) -> dict[str, Any]:
    by_stage: dict[str, list[PartitionLag]] = {stage: [] for stage in STAGES}
    for lag in lag_by_topic(state.lags):
        by_stage[lag.stage].append(lag)
    with newsroom.lock:
        failures, reasons = list(reversed(newsroom.failures)), newsroom.reasons.most_common()
    took = sorted(row.seconds for row in islice(newsroom.rows(), 200))
    return {
        "stages": [
            (
                stage,
                STAGES[stage].summary,
                sum(lag.records for lag in lags) if lags else None,
                max((lag.seconds for lag in lags if lag.records), default=0.0),
            )
            for stage, lags in by_stage.items()
        ],
        "failures": failures,
        "reasons": reasons,
        "took": (took[len(took) // 2], took[int(len(took) * 0.95)]) if took else None,
        "title": "The line",
    }
