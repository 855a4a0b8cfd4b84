"""`newsmill explain`: what was done to an article, and why."""

from __future__ import annotations

from collections.abc import Iterator
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
    from workers.records import Article, Message


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(explain)


def explain(
    file: str = FILES,
    scraper: str | None = SCRAPER,
    mapped: list[str] = MAP,
    rename: list[str] = RENAME,
    html: Path | None = typer.Option(
        None, help="Write a page to this file: the article with all that the line found in it."
    ),
) -> None:
    """Show what decode changed in an article, and why: every repair and removal.

    With --html the article goes through the whole line, and the page shows it as `newsmill
    watch` does: its names and quotes marked, who said each, its copies and revisions with the
    reason, and what was repaired and removed in its place.

    Of several articles it says, too, which one retells an earlier one in other words: the
    names and numbers of both, side by side.

    Exit code 1 when an article failed.

    \b
    Examples:
      newsmill explain article.txt
      newsmill explain page.html --html article.html
      newsmill explain articles.jsonl
    """
    from workers.inputs.outgoing import Notes

    notes = Notes()
    given = messages(file, field_map(rename, mapped, scraper), notes)
    seen, failed = _to_page(given, html) if html is not None else _to_terminal(given)
    damaged = tell(notes)
    if not seen:
        stop(Exit.USAGE, nothing_in(file))
    if damaged or failed:
        raise typer.Exit(Exit.FINDINGS)


def _to_terminal(given: Iterator[tuple[str, Message]]) -> tuple[int, int]:
    """Prints what decode did; how many articles there were, and how many failed."""
    from workers.display import retellings
    from workers.display.console import console
    from workers.display.receipts import terminal

    told = list(_decoded(given))
    articles = [article for article in told if article is not None]
    out = console()
    for article in articles:
        out.print(terminal(article))
    for found in retellings.retellings(articles):
        out.print(retellings.terminal(found))
    return len(told), len(told) - len(articles)


def _to_page(given: Iterator[tuple[str, Message]], html: Path) -> tuple[int, int]:
    """Takes articles through the line and writes the page; how many, and how many failed."""
    from workers.display import retellings
    from workers.display.article_view.page import page
    from workers.offline import Failed, Line
    from workers.records import Article, Duplicate
    from workers.settings import load
    from workers.topology import ENRICHED

    articles: dict[str, Article] = {}
    copies: list[Duplicate] = []
    seen = failed = 0
    line = Line(load())
    for place, message in given:
        seen += 1
        for outcome in line.process([message]):
            if isinstance(outcome, Failed):
                echo(f"{place}: {outcome.reason}: {outcome.message}", err=True)
                failed += 1
            elif isinstance(outcome.record, Duplicate):
                copies.append(outcome.record)
            elif isinstance(outcome.record, Article) and outcome.topic == ENRICHED:
                articles[outcome.record.id] = outcome.record
    if seen:
        shown = list(articles.values())
        retold = [retellings.section(found) for found in retellings.retellings(shown)]
        _write(html, page(shown, copies, retold))
    return seen, failed


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        stop(Exit.USAGE, f"{file}: {error.strerror}")
    echo(f"wrote {file}")


def _decoded(given: Iterator[tuple[str, Message]]) -> Iterator[Article | None]:
    """Each article as decode passes it on; None for one that failed, which is told."""
    from workers import stages
    from workers.records import Article
    from workers.settings import load
    from workers.stages import contract
    from workers.topology import RAW

    step = next(s for s in stages.steps("decode", load()) if s.topic == RAW)
    for place, message in given:
        try:
            emits = contract.run(step, message, {"sites": {}})
        except contract.Rejected as error:
            echo(f"{place}: {error.reason}: {error}", err=True)
            yield None
            continue
        yield from (emit.record for emit in emits if isinstance(emit.record, Article))
