"""All commands of `newsmill`. Heavy imports wait until a command needs them."""

from __future__ import annotations

import typer

from workers import __version__
from workers.cli.commands import (
    broker,
    dedup,
    explain,
    failed,
    feed,
    kb,
    look,
    measure,
    process,
    run,
    topics,
    watch,
)
from workers.cli.commands.health import audit, status
from workers.cli.commands.tables import export
from workers.cli.exits import exit_codes

app = typer.Typer(
    name="newsmill",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=f"""News stream processor on Kafka: repairs decoding, finds copies, tags entities,
attributes quotes.

\b
Examples:
  newsmill demo                          everything at once, on this machine
  newsmill process article.html          one article, no Kafka
  NEWSMILL_BROKERS=kafka:9092 newsmill run tag     one stage, on your cluster

\b
Exit codes:
{exit_codes()}

All settings are NEWSMILL_* variables: docs/settings.md.""",
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"newsmill {__version__}")
        raise typer.Exit


@app.callback()
def newsmill(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version and stop."
    ),
) -> None:
    """Holds the options that stand before a command."""


for module in (
    measure,
    run,
    process,
    explain,
    feed,
    look,
    status,
    audit,
    watch,
    export,
    failed,
    dedup,
    kb,
    topics,
    broker,
):
    module.add_to(app)
