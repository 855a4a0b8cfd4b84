"""`newsmill broker`: a real Apache Kafka for development, without Docker or Java."""

from __future__ import annotations

from pathlib import Path

import typer

from workers.cli.exits import Exit, stop

WAIT_SECONDS = 1.0


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(broker)


def broker(
    port: int = typer.Option(9092, help="Port to listen on; 0 takes a free one."),
    data: Path | None = typer.Option(
        None, help="Folder for its data; NEWSMILL_DATA_DIR/broker unless given."
    ),
    topics: bool = typer.Option(True, help="Make the topics too."),
) -> None:
    """Run an embedded Apache Kafka until Ctrl-C.

    One node, no security, not for production. Its data stays in the folder, so the next
    start goes on where this one ended.

    \b
    Examples:
      newsmill broker
      newsmill broker --port 9192 --data /tmp/kafka
    """
    from workers.cli.interrupts import terminate_as_interrupt
    from workers.kafka.embedded.broker import EmbeddedKafka
    from workers.kafka.topics import create
    from workers.settings import load

    settings = load()
    terminate_as_interrupt()
    typer.echo("starting Apache Kafka ...", err=True)
    with EmbeddedKafka(data or settings.data_dir / "broker", port or None) as kafka:
        if topics:
            create(settings.model_copy(update={"brokers": kafka.address}))
        typer.echo(f"Kafka listens at {kafka.address}; Ctrl-C stops it")
        while (code := kafka.wait(WAIT_SECONDS)) is None:
            pass
        stop(Exit.KAFKA, f"the broker stopped with exit code {code}; see {kafka.log}")
