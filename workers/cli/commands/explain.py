"""`newsmill explain`: what decode changed in an article, and why."""

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
    html: Path | None = typer.Option(None, help="Write a page with the receipts to this file."),
) -> None:
    """Show what decode changed in an article, and why: every repair and removal.

    Of several articles it says, too, which one retells an earlier one in other words: the
    names and numbers of both, side by side.

    Exit code 1 when an article failed.

    \b
    Examples:
      newsmill explain article.txt
      newsmill explain page.html --html receipts.html
      newsmill explain articles.jsonl
    """
    from workers.display import retellings
    from workers.display.receipts import page, terminal
    from workers.inputs.outgoing import Notes

    notes = Notes()
    told = list(_decoded(messages(file, field_map(rename, mapped, scraper), notes)))
    damaged = tell(notes)
    if not told:
        stop(Exit.USAGE, nothing_in(file))
    articles = [article for article in told if article is not None]
    retold = retellings.retellings(articles)
    if html is not None:
        _write(html, page(articles, map(retellings.section, retold)))
    else:
        from workers.display.console import console

        out = console()
        for article in articles:
            out.print(terminal(article))
        for found in retold:
            out.print(retellings.terminal(found))
    if damaged or len(articles) < len(told):
        raise typer.Exit(Exit.FINDINGS)


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
