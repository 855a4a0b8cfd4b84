"""`newsmill demo` and `bench`: the line shown, and measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from workers.cli.exits import Exit, stop
from workers.cli.given_articles import RENAME, field_map

if TYPE_CHECKING:
    from workers.inputs.outgoing import Outgoing


def add_to(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command()(demo)
    app.command()(bench)


def demo(
    port: int | None = typer.Option(
        None, help="Port for Kafka; 9092 or the next free one unless given."
    ),
    keep: bool = typer.Option(False, "--keep", help="Leave everything running until Ctrl-C."),
) -> None:
    """Start Kafka and four workers here, feed the example articles, show what came of them.

    Everything lives in a temporary folder and is stopped at the end, also on Ctrl-C.

    \b
    Examples:
      newsmill demo
      newsmill demo --keep
    """
    from rich.console import Console

    from workers.cli.interrupts import terminate_as_interrupt
    from workers.demo.run import DemoFailed, run
    from workers.settings import load

    terminate_as_interrupt()
    console = Console(highlight=False)
    try:
        run(load(), console, port, keep)
    except DemoFailed as error:
        stop(Exit.FINDINGS, str(error))


def bench(
    corpus: str | None = typer.Option(
        None, metavar="FILE", help="Articles to measure with; the demo's own unless given."
    ),
    rename: list[str] = RENAME,
    articles: int = typer.Option(400, help="So many articles of it, after those to warm up."),
    warm_up: int = typer.Option(20, help="Articles that are not counted."),
    cores: int = typer.Option(1, help="Cores for the loop, and again for the workers."),
    form: str = typer.Option("readable", "--format", help="readable or json."),
) -> None:
    """Measure the stream against a plain loop over the same functions, on the same cores.

    Prints processor time an article by stage, articles a second, the ratio of stream to
    loop, and each worker's peak memory. The broker runs on the cores that are left, if any.
    Exit code 1 when the ratio is under 0.8 or a worker needs more than 1.2 GB.

    \b
    Examples:
      newsmill bench
      newsmill bench --corpus articles.jsonl.gz --articles 1000 --cores 2
      newsmill bench --corpus corpus.jsonl --rename text=body --format json
    """
    import os

    import orjson

    from workers.bench import report, stream
    from workers.cli.interrupts import terminate_as_interrupt
    from workers.settings import load

    terminate_as_interrupt()
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # a process is to use one core
    given = _articles(corpus, rename, warm_up, articles)
    own, rest = _shared_out(cores)
    try:
        measured = report.run(load(), given, warm_up, own, rest or own)
    except stream.BenchFailed as error:
        stop(Exit.FINDINGS, str(error))
    typer.echo(orjson.dumps(measured).decode() if form == "json" else report.table(measured))
    if not measured.reached:
        raise typer.Exit(Exit.FINDINGS)


def _articles(corpus: str | None, rename: list[str], warm_up: int, count: int) -> list[Outgoing]:
    """The articles to measure with, those to warm up first; too few end the command."""
    from itertools import islice

    from workers.bench import report
    from workers.demo import corpus as examples
    from workers.inputs.article_files import read

    found = read(corpus, field_map(rename)) if corpus else iter(examples.articles())
    given = list(islice(found, warm_up + count))
    counted = len(given) - warm_up
    if counted <= 0:
        stop(Exit.USAGE, f"{len(given)} articles are too few: {warm_up} alone warm up")
    if counted < report.FEW:
        few = f"{counted} articles only: what is loaded once weighs in, give a --corpus"
        typer.echo(few, err=True)
    return given


def _shared_out(cores: int) -> tuple[set[int], set[int]]:
    """So many of this machine's cores, and those that are left."""
    import os

    everything = sorted(os.sched_getaffinity(0))
    if cores > len(everything):
        stop(Exit.USAGE, f"--cores {cores}: this machine has {len(everything)}")
    return set(everything[:cores]), set(everything[cores:])
