"""UTF-8 read as another charset, undone run by run.

A library that judges a whole line leaves one wrong quote mark among right ones alone. Here
each run (see `misreadings`) is judged by what it becomes and where it stands (`evidence`).
A run that could be meant is undone only beside one of the same charset that cannot.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice

from workers.stages.decode.repair.mojibake import lossy
from workers.stages.decode.repair.mojibake.evidence import Rest, Run, Strength, judged
from workers.stages.decode.repair.mojibake.misreadings import MISREADINGS, STRETCH, Misreading
from workers.stages.decode.traced import MOST_CHANGES, Edit, Traced

LAYERS = 5
"""Text that went through the mill twice or thrice is undone layer by layer."""
MOST_RUNS = 4 * MOST_CHANGES
CONFIDENCE = {Strength.SURE: 0.99, Strength.WEAK: 0.9, Strength.LOSSY: 0.8}


def undone(traced: Traced) -> Traced:
    """The text with all runs undone that can be trusted, layer by layer."""
    traced = lossy.composed(traced)
    for _ in range(LAYERS):
        before = traced
        traced = traced.replace(_edits(traced.text))
        if traced is before:
            break
    return traced


def share(text: str) -> float:
    """Which share of the characters beyond ASCII stand in runs that are surely mojibake."""
    chars = sum(not char.isascii() for char in text)
    sure = (run for run in _chosen(_all_runs(text)) if run.strength is Strength.SURE)
    return sum(run.end - run.start for run in sure) / max(1, chars)


def _edits(text: str) -> list[Edit]:
    return [
        Edit(run.start, run.end, run.after, "mojibake", run.codec, CONFIDENCE[run.strength])
        for run in sorted(_chosen(_all_runs(text)), key=lambda run: run.start)
    ]


def _all_runs(text: str) -> list[Run]:
    chars = set("".join(STRETCH.findall(text)).replace(" ", "\u00a0"))
    possible = [misreading for misreading in MISREADINGS if misreading.may_occur(chars)]
    found = chain(lossy.remains(text), *(_runs(text, misreading) for misreading in possible))
    return list(islice(found, MOST_RUNS))


def _runs(text: str, misreading: Misreading) -> Iterator[Run]:
    if misreading.run.search(text):
        rest = Rest.of(text, misreading)
        for match in misreading.run.finditer(text):
            after = misreading.undone(match[0])
            if after is not None:
                yield judged(match, after, misreading, rest)
    yield from lossy.blanks(text, misreading)


def _chosen(runs: list[Run]) -> Iterator[Run]:
    """The runs to undo, none over another: the surest, fittest, longest, best supported first."""
    sure, senseless, misfits = Counter[str](), Counter[str](), Counter[str]()
    for run in runs:
        length = run.end - run.start
        sure[run.codec] += length * (run.strength is Strength.SURE)
        senseless[run.codec] += length * (run.strength is Strength.NONE)
        misfits[run.codec] += length * run.misfit

    def rank(run: Run) -> tuple[int, bool, int, int]:
        is_misfit = misfits[run.codec] * 4 > sure[run.codec]
        return -run.strength, is_misfit, run.start - run.end, -sure[run.codec]

    taken: set[int] = set()
    for run in sorted(runs, key=rank):
        trusted = run.strength is Strength.SURE or sure[run.codec] > senseless[run.codec]
        place = range(run.start, run.end)
        if run.strength is not Strength.NONE and trusted and taken.isdisjoint(place):
            taken.update(place)
            yield run
