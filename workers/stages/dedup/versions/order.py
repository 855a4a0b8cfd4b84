"""Which text of a page is its last one: what a version learns when it comes home.

Versions of a page take different ways through the shards and can overtake each other; at
home all of them meet, whoever comes first. Their order is that of the raw records, never
that of arrival here, so a version that is late is told that a later one was here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

Order = tuple[int, int, int]
"""Time of the raw record (POSIX milliseconds), its partition, its offset."""

SAME_STORY = 0.1
"""Part of the shorter text's 3-word shingles that the longer one has, from which a text is
a revision of the one before. 99.7 % of 1,325 pairs of copies reach it and 1,453 of 1,461
rewritten articles, of 20,000 pairs of different articles 0.6 % (docs/choices/dedup.md)."""
REPLACED = 0.5
"""From here on an older text under another id is held back for a later one. It asks for more:
boilerplate alone makes different stories of one site .2 to .47 alike."""


@dataclass(slots=True)
class Version:
    """One text of a page.

    `order` is when it came first, `seen` when it came last without a change between;
    `exact` is the hash of its normalised text; `passed` says that it went on. `number` is
    what consumers compare: the later version of an article has the higher one.
    """

    id: str
    order: Order
    exact: int
    passed: bool
    number: int
    seen: Order

    @property
    def received_ms(self) -> int:
        """Time of the raw record, POSIX milliseconds."""
        return self.order[0]

    def is_(self, other: Version) -> bool:
        """Whether both are the same raw record."""
        return (self.id, self.order) == (other.id, other.order)


Alike = Callable[[Version], float | None]
"""How much of the shorter text a version has in common with the one at hand, 0 to 1; None
when that cannot be told any more."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a version is to the others of its page, each None where there is none.

    `unchanged`: the version before it, when that has the same text. `later`: a version
    that came after it and takes its place. `before`: the last version before it of the same
    story or the same id, which it `revises` when the texts have something in common.
    """

    unchanged: Version | None
    later: Version | None
    before: Version | None
    revises: Version | None


def standing(versions: Sequence[Version], mine: Version, alike: Alike) -> Standing:
    """Places a version among those of its page, which are in their order."""
    earlier = [version for version in versions if version.order < mine.order]
    kin = _kin(earlier, mine, alike)
    before = kin[-1] if kin else None
    return Standing(
        unchanged=before if before is not None and before.exact == mine.exact else None,
        later=later(versions, mine, alike),
        before=before,
        revises=next(
            (v for v in reversed(kin) if v.passed and _is_story(alike(v), SAME_STORY, True)), None
        ),
    )


def later(versions: Sequence[Version], mine: Version, alike: Alike) -> Version | None:
    """The last of the versions that take the place of `mine`.

    Under its own id any later text does, also one that did not go on because it is a copy
    of another article: the id stands for that now. An equal text only does when it went
    on, else neither of the two would.
    """

    def replaces(other: Version) -> bool:
        if other.seen <= mine.order or other.is_(mine):
            return False
        if other.exact == mine.exact:
            return other.passed and other.order > mine.order
        if other.id == mine.id:
            return True
        return other.passed and _is_story(alike(other), REPLACED, False)

    return max(filter(replaces, versions), key=lambda version: version.seen, default=None)


def number_of(versions: Sequence[Version], mine: Version) -> int:
    """The number of a version that goes on: its own, which is its time in milliseconds.

    It is raised above those of the versions before it, which may have come in the same
    millisecond.
    """
    before = [version.number for version in versions if version.order < mine.order]
    return max([mine.number, *(number + 1 for number in before)])


def entered(versions: Sequence[Version], mine: Version, most: int) -> list[Version]:
    """The versions with `mine` among them, the latest `most` of them."""
    known = [version for version in versions if not version.is_(mine)]
    return sorted([*known, mine], key=lambda version: version.order)[-most:]


def seen_again(versions: Sequence[Version], same: Version, at: Order) -> list[Version]:
    """The versions after `same` came again, unchanged, at a later time."""
    return [
        replace(version, seen=max(version.seen, at)) if version.is_(same) else version
        for version in versions
    ]


def _kin(earlier: Sequence[Version], mine: Version, alike: Alike) -> list[Version]:
    """Those of its id or story; where none is known to be, those that may be."""
    known = [v for v in earlier if v.id == mine.id or _is_story(alike(v), SAME_STORY, False)]
    return known or [v for v in earlier if _is_story(alike(v), SAME_STORY, True)]


def _is_story(alike: float | None, least: float, unknown: bool) -> bool:
    return unknown if alike is None else alike >= least
