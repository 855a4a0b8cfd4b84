"""`newsmill failed`: the dead letters, to look at and to put back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from workers.cli.exits import Exit, stop

if TYPE_CHECKING:
    from workers.kafka.replay import Dead

failed = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Look at dead letters and put them back."
)
STAGE = typer.Option(None, help="Only those of this stage.")
REASON = typer.Option(None, help="Only those with this reason.")
PLACE = typer.Argument(metavar="PARTITION/OFFSET", help="As `newsmill failed list` prints it.")


def add_to(app: typer.Typer) -> None:
    """Adds the group of commands."""
    app.add_typer(failed, name="failed")


@failed.command("list")
def list_letters(
    stage: str | None = STAGE,
    reason: str | None = REASON,
    last: int | None = typer.Option(None, "-n", "--last", help="The last ones a partition."),
) -> None:
    """List dead letters: place, original place, stage, reason, message; then the sums.

    \b
    Examples:
      newsmill failed list
      newsmill failed list --stage decode --reason bad-json
    """
    sums: Counter[tuple[str, str]] = Counter()
    for dead in _dead(stage, reason, last):
        failure = dead.letter.failure
        sums[failure.stage, failure.reason] += 1
        again = f"  (replayed {dead.letter.replays}x)" if dead.letter.replays else ""
        typer.echo(
            f"{dead.place:12} {dead.original:28} {failure.stage:7} {failure.reason:18} "
            f"{' '.join(failure.message.split())[:120]}{again}"
        )
    for (name, why), count in sums.most_common():
        typer.echo(f"{count:6} {name}: {why}", err=True)
    typer.echo(f"{sums.total():6} dead letters", err=True)


@failed.command()
def show(place: str = PLACE) -> None:
    """Show one dead letter: what failed, the headers, the original value.

    \b
    Example:
      newsmill failed show 3/17
    """
    from rich.console import Console

    from workers.cli import places
    from workers.kafka import reading
    from workers.settings import load
    from workers.topology import FAILED

    partition, _, offset = place.partition("/")
    if not (partition.isdigit() and offset.isdigit()):
        stop(Exit.USAGE, f"{place}: wanted PARTITION/OFFSET, such as 3/17")
    message = reading.one(load(), FAILED, int(partition), int(offset))
    if message is None:
        stop(Exit.FINDINGS, f"no dead letter at {place}; newsmill failed list")
    Console(highlight=False).print(places.message_panel(message))


@failed.command()
def replay(
    place: list[str] = typer.Argument(
        None, metavar="[PARTITION/OFFSET]...", help="These; all that the options leave, if none."
    ),
    stage: str | None = STAGE,
    reason: str | None = REASON,
    most: int = typer.Option(
        3, "--max-replays", help="Leave out those that were put back so often already."
    ),
    yes: bool = typer.Option(False, "--yes", help="Do it; without this, only say what would be."),
) -> None:
    """Put dead letters back on the topic where they failed. A dry run unless --yes.

    Key, value and headers are the original ones; a header counts the replays. A letter
    that was put back stays on articles.failed until its retention ends, and is put back
    again by the next replay unless --max-replays leaves it out: harmless, for the same
    record again gives the same results.

    \b
    Examples:
      newsmill failed replay --stage tag
      newsmill failed replay --stage tag --yes
      newsmill failed replay 3/17 --yes
    """
    from workers.kafka.replay import put_back
    from workers.settings import load

    chosen, left_out = [], 0
    for dead in _dead(stage, reason, None):
        if place and dead.place not in place:
            continue
        if dead.letter.replays >= most:
            left_out += 1
            continue
        chosen.append(dead)
        typer.echo(f"{dead.place} -> {dead.letter.topic}  ({dead.letter.failure.reason})")
    if left_out:
        typer.echo(f"{left_out} left out: put back {most} times already", err=True)
    if not yes:
        typer.echo(f"{len(chosen)} would be put back; --yes does it", err=True)
        return
    put_back(load(), chosen)
    typer.echo(f"{len(chosen)} put back, confirmed by the broker", err=True)


def _dead(stage: str | None, reason: str | None, last: int | None) -> Iterator[Dead]:
    from workers.kafka.replay import dead_letters
    from workers.settings import load

    for dead in dead_letters(load(), last):
        failure = dead.letter.failure
        if stage in (None, failure.stage) and reason in (None, failure.reason):
            yield dead
