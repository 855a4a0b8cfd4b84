"""One person of an article, and the parts of a name that are compared."""

from __future__ import annotations

from dataclasses import dataclass, field

from workers.records import Suggestion
from workers.stages.tag.names.normalise import plain, words
from workers.stages.tag.recognition.spans import Span

SUFFIXES = frozenset("jr sr jnr snr ii iii iv".split())


@dataclass(slots=True)
class Person:
    """One person: the name's parts folded, the spelling shown, the mentions."""

    parts: tuple[str, ...]
    name: str
    spans: list[Span]
    other: set[tuple[str, ...]] = field(default_factory=set)
    corrected: dict[int, str] = field(default_factory=dict)
    suggestions: list[Suggestion] = field(default_factory=list)
    ambiguous: list[str] = field(default_factory=list)


def folded(name: str) -> tuple[str, ...]:
    """The parts of a name for comparing: no accents, points, quotes or suffixes."""
    parts = [plain(word) for word in words(name)]
    kept = [part for part in parts if part and part not in SUFFIXES]
    return tuple(kept)
