"""`newsmill watch`: the live page."""

from __future__ import annotations

import typer

from workers.cli.exits import Exit, stop
from workers.display.terminal_text import echo


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(watch)


def watch(
    host: str | None = typer.Option(
        None, help="Address to bind; NEWSMILL_WATCH_HOST unless given (127.0.0.1)."
    ),
    port: int | None = typer.Option(
        None, min=0, max=65535, help="Port; NEWSMILL_WATCH_PORT unless given (6060), 0: any."
    ),
) -> None:
    """Show the articles as they come, on one page in your browser.

    Each article with what was repaired, removed, named and said in it, who said it, and its
    copies; search by word, person, place, speaker, source; what each source sends, and which
    fell silent; lag and dead letters. It reads Kafka alone, in no consumer group, commits and
    writes nothing, and keeps the last articles in memory (NEWSMILL_WATCH_ARTICLES,
    NEWSMILL_WATCH_MEGABYTES). It has no password: bound to another address than this
    machine's own, whoever reaches it reads along.

    \b
    Examples:
      newsmill watch
      newsmill watch --port 8080
      NEWSMILL_BROKERS=kafka:9092 NEWSMILL_WATCH_ARTICLES=50000 newsmill watch
      newsmill watch --host 0.0.0.0        for all on your network
    """
    from workers.settings import load
    from workers.watch.serve import serve
    from workers.watch.web import is_loopback

    given = {"watch_host": host, "watch_port": port}
    settings = load().model_copy(update={k: v for k, v in given.items() if v is not None})
    if not is_loopback(settings.watch_host):
        echo(f"everybody who reaches {settings.watch_host} can read along", err=True)
    try:
        serve(settings, lambda address: echo(f"watching at {address} (Ctrl-C stops it)"))
    except OSError as error:
        where = f"{settings.watch_host}:{settings.watch_port}"
        stop(Exit.USAGE, f"cannot listen at {where}: {error.strerror}; see --port and --host")
