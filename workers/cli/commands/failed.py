"""`newsmill failed`: the dead letters, to look at and to put back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from workers.cli.exits import Exit, stop
from workers.display.terminal_text import echo

if TYPE_CHECKING:
    from workers.kafka.dead_letters.replay import Dead
    from workers.kafka.dead_letters.replayed import Marks

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
    last: int | None = typer.Option(None, "-n", "--last", min=1, help="The last ones a partition."),
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
        echo(
            f"{dead.place:12} {dead.original:28} {failure.stage:7} {failure.reason:18} "
            f"{' '.join(failure.message.split())[:120]}{again}"
        )
    for (name, why), count in sums.most_common():
        echo(f"{count:6} {name}: {why}", err=True)
    echo(f"{sums.total():6} dead letters", err=True)


@failed.command()
def show(place: str = PLACE) -> None:
    """Show one dead letter: what failed, the headers, the original value.

    \b
    Example:
      newsmill failed show 3/17
    """
    from workers.display import messages
    from workers.display.console import console
    from workers.kafka import reading
    from workers.settings import load
    from workers.topology import FAILED

    message = reading.one(load(), FAILED, *_parsed(place))
    if message is None:
        stop(Exit.FINDINGS, f"no dead letter at {place}; newsmill failed list")
    console().print(messages.message_panel(message))


@failed.command()
def replay(
    place: list[str] = typer.Argument(
        None, metavar="[PARTITION/OFFSET]...", help="These; all that the options leave, if none."
    ),
    stage: str | None = STAGE,
    reason: str | None = REASON,
    most: int = typer.Option(
        3, "--max-replays", min=0, help="Leave out those that were put back so often already."
    ),
    again: bool = typer.Option(
        False, "--again", help="Also letters that an earlier replay has put back."
    ),
    yes: bool = typer.Option(False, "--yes", help="Do it; without this, only say what would be."),
) -> None:
    """Put dead letters back on the topic where they failed. A dry run unless --yes.

    Key, value and headers are the original ones; a header counts the replays. A letter is
    put back once: it stays on articles.failed until its retention ends, and later replays
    leave it out. If the record fails again, a new letter carries the count on, up to
    --max-replays.

    \b
    Examples:
      newsmill failed replay --stage tag
      newsmill failed replay --stage tag --yes
      newsmill failed replay 3/17 --yes
    """
    from workers.kafka.dead_letters.replay import put_back
    from workers.kafka.dead_letters.replayed import replayed
    from workers.settings import load

    wanted = {_parsed(item) for item in place or ()}
    letters = _chosen(_dead(stage, reason, None), wanted, bool(stage or reason))
    done = {} if again else replayed(load())
    left_out = Counter(why for dead in letters if (why := _why_left_out(dead, most, done)))
    chosen = [dead for dead in letters if not _why_left_out(dead, most, done)]
    _tell_choice(chosen, left_out)
    if not yes:
        echo(f"{len(chosen)} would be put back; --yes does it", err=True)
        return
    put_back(load(), chosen)
    echo(f"{len(chosen)} put back, confirmed by the broker", err=True)


def _chosen(found: Iterator[Dead], wanted: set[tuple[int, int]], some: bool) -> list[Dead]:
    """The letters wanted, all if none is named; one that there is not ends the command."""
    letters = [dead for dead in found if not wanted or dead.at in wanted]
    if missing := sorted(wanted - {dead.at for dead in letters}):
        named = ", ".join(f"{partition}/{offset}" for partition, offset in missing)
        those = " with that stage and reason" if some else ""
        stop(Exit.FINDINGS, f"no dead letter at {named}{those}; newsmill failed list")
    return letters


def _tell_choice(chosen: list[Dead], left_out: Counter[str]) -> None:
    for dead in chosen:
        echo(f"{dead.place} -> {dead.letter.topic}  ({dead.letter.failure.reason})")
    for why, number in left_out.items():
        echo(f"{number} left out: {why}", err=True)


def _why_left_out(dead: Dead, most: int, done: dict[int, Marks]) -> str | None:
    partition, offset = dead.at
    if dead.letter.stub:
        return f"only a stub, the record lies at {dead.original} until its retention ends"
    if dead.letter.replays >= most:
        return f"put back {most} times already"
    if partition in done and offset in done[partition]:
        return "put back already; --again takes them too"
    return None


def _parsed(place: str) -> tuple[int, int]:
    """Partition and offset; another place ends the command."""
    fits = re.fullmatch(r"([0-9]{1,9})/([0-9]{1,18})", place)
    if not fits:
        stop(Exit.USAGE, f"{place}: wanted PARTITION/OFFSET, such as 3/17")
    return int(fits[1]), int(fits[2])


def _dead(stage: str | None, reason: str | None, last: int | None) -> Iterator[Dead]:
    """The letters of that stage and reason; a stage that there is not ends the command."""
    from workers.kafka.dead_letters.replay import dead_letters
    from workers.settings import load
    from workers.topology import STAGES

    if stage not in (None, *STAGES):
        stop(Exit.USAGE, f"no stage {stage}; there are {', '.join(STAGES)}")
    return (
        dead
        for dead in dead_letters(load(), last)
        if stage in (None, dead.letter.failure.stage)
        and reason in (None, dead.letter.failure.reason)
    )
