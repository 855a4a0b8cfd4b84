"""Which of several articles retell one before them in other words, for people.

Pure rendering: the anchors of both texts side by side, on a terminal or as a part of the
page of `workers.display.article_view`.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

from rich.table import Table
from rich.text import Text

from workers.records import Article
from workers.stages.dedup.matching import rewritten
from workers.stages.dedup.matching.overlap import overlap
from workers.stages.dedup.matching.reading import read
from workers.stages.dedup.matching.rule import judge


@dataclass(frozen=True, slots=True)
class Retelling:
    """An article, what it retells, how sure that is, and both texts' anchors in rows."""

    article: Article
    source: Article
    score: float
    rows: list[tuple[str, str]]


def retellings(articles: Sequence[Article]) -> list[Retelling]:
    """The articles that retell an earlier one of the sequence, with the likeliest source."""
    sketches = [read(article.text).sketch for article in articles]
    found = []
    for number, mine in enumerate(sketches):
        overlaps = [
            (overlap(mine, sketch), other) for other, sketch in enumerate(sketches[:number])
        ]
        if any(judge(figures, None) for figures, _ in overlaps):
            continue  # a copy
        sure, source = max(
            ((rewritten.score(figures) or 0.0, o) for figures, o in overlaps), default=(0, 0)
        )
        if sure:
            article, original = articles[number], articles[source]
            rows = rewritten.side_by_side(article.text, original.text)
            found.append(Retelling(article, original, sure, rows))
    return found


def terminal(found: Retelling) -> Table:
    """What retells what, and the anchors of both."""
    table = side_by_side(found.rows)
    table.title = f"{found.article.id} retells {found.source.id}, {found.score:.0%} sure"
    return table


def side_by_side(rows: Sequence[tuple[str, str]]) -> Table:
    """Anchors of a text beside those of its source: two columns, equal ones in bold."""
    table = Table("names and numbers", "of its source", box=None, title_justify="left")
    for mine, theirs in rows:
        style = "bold" if mine == theirs else "dim"
        table.add_row(Text(mine, style), Text(theirs, style))
    return table


def section(found: Retelling) -> str:
    """A section of a page, escaped."""
    mine, source = html.escape(found.article.id), html.escape(found.source.id)
    rows = "".join(
        f"<tr><td>{_marked(a, a == b)}<td>{_marked(b, a == b)}</tr>" for a, b in found.rows
    )
    return (
        f"<section><h2>{mine} retells {source} in other words</h2>"
        f"<p>{found.score:.0%} sure, by the names and numbers of both:</p>"
        f"<table><tr><th>names and numbers<th>of its source</tr>{rows}</table></section>"
    )


def _marked(anchor: str, equal: bool) -> str:
    return f"<b>{html.escape(anchor)}</b>" if equal else html.escape(anchor)
