"""UTF-8 read as another charset, undone run by run.

A library that judges a whole line leaves one wrong quote mark among right ones alone. Here
each run (see `misreadings`) is judged by what it becomes and where it stands (`evidence`).
A run that could be meant is undone only beside one of the same charset that cannot.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice

from workers.stages.decode import lossy
from workers.stages.decode.evidence import Rest, Run, Strength, judged
from workers.stages.decode.misreadings import MISREADINGS, STRETCH, Misreading
from workers.stages.decode.traced import MOST_CHANGES, Edit, Traced

LAYERS = 5
"""Text that went through the mill twice or thrice is undone layer by layer."""
MOST_RUNS = 4 * MOST_CHANGES
CONFIDENCE = {Strength.SURE: 0.99, Strength.WEAK: 0.9, Strength.LOSSY: 0.8}


def undone(traced: Traced) -> Traced:
    """The text with all runs undone that can be trusted, layer by layer."""
    for _ in range(LAYERS):
        before = traced
        traced = traced.replace(_edits(traced.text))
        if traced is before:
            break
    return traced


def share(text: str) -> float:
    """Which share of the signs beyond ASCII stand in runs that can be undone."""
    signs = sum(not sign.isascii() for sign in text)
    return sum(edit.end - edit.start for edit in _edits(text)) / max(1, signs)


def _edits(text: str) -> list[Edit]:
    signs = set("".join(STRETCH.findall(text)).replace(" ", "\u00a0"))
    possible = [misreading for misreading in MISREADINGS if misreading.may_occur(signs)]
    found = chain(lossy.quotes(text), *(_runs(text, misreading) for misreading in possible))
    runs = list(islice(found, MOST_RUNS))
    if not runs:
        return []
    return [
        Edit(run.start, run.end, run.after, "mojibake", run.codec, CONFIDENCE[run.strength])
        for run in sorted(_chosen(runs), key=lambda run: run.start)
    ]


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
    sure: Counter[str] = Counter()
    for run in runs:
        sure[run.codec] += (run.end - run.start) * (run.strength is Strength.SURE)
    senseless = Counter(run.codec for run in runs if run.strength is Strength.NONE)
    misfits = Counter(run.codec for run in runs if run.misfit)
    taken: set[int] = set()

    def rank(run: Run) -> tuple[int, int, int, int]:
        fits = misfits[run.codec] * 4 > sure[run.codec]
        return -run.strength.value, fits, run.start - run.end, -sure[run.codec]

    for run in sorted(runs, key=rank):
        trusted = run.strength is Strength.SURE or sure[run.codec] > senseless[run.codec]
        place = range(run.start, run.end)
        if run.strength is not Strength.NONE and trusted and taken.isdisjoint(place):
            taken.update(place)
            yield run
