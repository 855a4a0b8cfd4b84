"""The entities of an article as people to refer to: where they stand, and their gender."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

from workers.linguistics.genders import Gender, by_first_name, by_title
from workers.records import Entity
from workers.stages.quote.spans import Span

TOLD = 40
"""First mentions of an entity in which its title or role is looked for."""
_NEAR_BEFORE = re.compile(r",? ?(?:\([^()\n]{1,20}\))?,? ?")


@dataclass(frozen=True, slots=True)
class Named:
    """One mention of an entity, by offset."""

    start: int
    end: int
    entity: Entity


class Cast:
    """The entities of an article, looked up by place."""

    def __init__(self, text: str, entities: list[Entity]) -> None:
        self._text = text
        self.mentions = sorted(
            (Named(m.start, m.end, e) for e in entities for m in e.mentions),
            key=lambda n: (n.start, n.end, n.entity.id),
        )
        self._starts = [n.start for n in self.mentions]
        self._genders: dict[str, Gender | None] = {}

    def inside(self, span: Span) -> list[Named]:
        """The mentions that overlap a span, in order."""
        at = max(0, bisect_left(self._starts, span[0]) - 2)
        found = []
        for n in range(at, len(self.mentions)):  # a slice would copy the rest each time
            mention = self.mentions[n]
            if mention.start >= span[1]:
                break
            if mention.end > span[0]:
                found.append(mention)
        return found

    def beside(self, cue: Span) -> Span | None:
        """Where the person stands who is named right behind or right before a cue.

        For cues whose subject the parser lost: `Continued Lee: “…”`, `Lee (D-Ohio), said`.
        """
        for mention in self.inside((cue[1], cue[1] + 40)):
            if mention.entity.type == "PER" and self._text[cue[1] : mention.start] == " ":
                return mention.start, mention.end
        for mention in self.before(cue[0], 2):
            gap = self._text[mention.end : cue[0]]
            if mention.entity.type == "PER" and _NEAR_BEFORE.fullmatch(gap):
                return mention.start, mention.end
        return None

    def alone_before(self, at: int) -> Span | None:
        """Where the one person stands who is named before an offset; None where two are."""
        people = [n for n in self.mentions if n.end <= at and n.entity.type == "PER"]
        if len({n.entity.id for n in people}) != 1:
            return None
        return people[0].start, people[0].end

    def called(self, surname: str) -> Entity | None:
        """The person first mentioned whose name ends in a word, case aside."""
        return self._surnames.get(surname.casefold())

    @cached_property
    def _surnames(self) -> dict[str, Entity]:
        people = (n.entity for n in reversed(self.mentions) if n.entity.type == "PER")
        return {entity.name.split()[-1].casefold(): entity for entity in people}

    def before(self, at: int, most: int) -> list[Named]:
        """The mentions that start before an offset, the nearest first, at most so many."""
        end = bisect_left(self._starts, at)
        return self.mentions[max(0, end - most) : end][::-1]

    def gender(self, entity: Entity) -> Gender | None:
        """ "m" or "f" where a title or a first name tells, else None. Evidence, no more."""
        if entity.id not in self._genders:
            self._genders[entity.id] = self._by_title(entity) or _by_first_name(entity)
        return self._genders[entity.id]

    def _by_title(self, entity: Entity) -> Gender | None:
        for mention in entity.mentions[:TOLD]:
            before = self._text[max(0, mention.start - 14) : mention.start].split()
            for word in [*before[-1:], *mention.text.split()[:1]]:
                gender = by_title(word)
                if gender is not None:
                    return gender
        return None


def _by_first_name(entity: Entity) -> Gender | None:
    votes = {
        gender
        for name in {entity.name, *(m.text for m in entity.mentions)}
        if " " in name.strip()
        for gender in [by_first_name(name.split()[0])]
        if gender
    }
    return votes.pop() if len(votes) == 1 else None
