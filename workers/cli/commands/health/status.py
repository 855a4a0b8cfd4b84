"""`newsmill status` and `newsmill doctor`: how the line is, and whether it can run from here."""

from __future__ import annotations

import time

import typer

from workers.cli.exits import Exit, stop

STAGE = typer.Option([], "--stage", help="Only what this stage needs; may be given more than once.")


def add_to(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command()(status)
    app.command()(doctor)


def status(
    every: float | None = typer.Option(
        None, "--every", min=1, metavar="SECONDS", help="Look again and again, until Ctrl-C."
    ),
    articles: int = typer.Option(5, "-n", min=0, help="So many of the last articles."),
    form: str = typer.Option(
        "auto", "--format", help="json, readable, or auto: readable on a terminal."
    ),
) -> None:
    """Show the line on one screen: workers, what waits, rates, failures, last articles.

    All of it comes from Kafka: no group is joined, nothing is written. Exit code 1 when
    records wait for a stage that has no worker.

    \b
    Examples:
      newsmill status
      newsmill status --every 5
      newsmill status --format json | jq .workers
    """
    import orjson

    from workers.cli import printing
    from workers.display.console import console
    from workers.display.messages import lag_by_topic
    from workers.display.status import screen
    from workers.observe.status import look
    from workers.settings import load

    json, out = printing.is_json(form), console()
    while True:
        found = look(load(), articles)
        if json:
            found.lags = lag_by_topic(found.lags)
            printing.write_line(orjson.dumps(found))
        else:
            if every:
                out.clear()
            out.print(screen(found))
        if not every:
            break
        time.sleep(every)
    if found.troubles:
        raise typer.Exit(Exit.FINDINGS)


def doctor(
    stage: list[str] = STAGE,
    models: bool = typer.Option(True, help="Load the models too, which takes seconds."),
    form: str = typer.Option(
        "auto", "--format", help="json, readable, or auto: readable on a terminal."
    ),
) -> None:
    """Look whether workers can run from here, and say what to do about what is not well.

    Settings, disk, models; brokers and their version, topics, rights, clocks. Nothing is
    written but an empty file that is gone at once. Exit code 0: all well, or only notes;
    1: something is wrong; 3: a setting has a wrong value; 4: no broker answers.

    \b
    Examples:
      newsmill doctor
      newsmill doctor --stage decode --no-models
      NEWSMILL_BROKERS=kafka:9092 newsmill doctor --format json
    """
    import orjson

    from workers.cli import printing
    from workers.display.console import console
    from workers.display.status import findings
    from workers.observe.doctor import cluster, machine
    from workers.settings import read
    from workers.topology import STAGES

    if unknown := [name for name in stage if name not in STAGES]:
        stop(Exit.USAGE, f"no stage {', '.join(unknown)}; there are {', '.join(STAGES)}")
    settings, stages = read(), stage or list(STAGES)
    found = [*machine.own(settings), machine.disk(settings)]
    if models and {"tag", "quote"} & set(stages):
        found.append(machine.models(settings))
    found += cluster.cluster(settings, stages)
    if printing.is_json(form):
        for one in found:
            printing.write_line(orjson.dumps(one))
    else:
        console().print(findings(found))
    wrong = [one for one in found if one.level == "wrong"]
    if any(one.check == "broker" for one in wrong):
        raise typer.Exit(Exit.KAFKA)
    if wrong:
        raise typer.Exit(Exit.FINDINGS)
