"""Whom a speaker's words mean: entities for names, and the person behind a pronoun."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from workers.records import Entity
from workers.stages.quote import lexicon
from workers.stages.quote.reports import Span

PRONOUNS = lexicon.table("pronouns_en")


@dataclass(frozen=True, slots=True)
class Named:
    """One mention of an entity, by offset."""

    start: int
    end: int
    entity: Entity


class Cast:
    """The entities of an article, looked up by place."""

    def __init__(self, entities: list[Entity]) -> None:
        self.mentions = sorted(
            (Named(m.start, m.end, e) for e in entities for m in e.mentions),
            key=lambda n: (n.start, n.end),
        )
        self._starts = [n.start for n in self.mentions]

    def inside(self, span: Span) -> list[Named]:
        """The mentions that overlap a span, in order."""
        at = max(0, bisect_left(self._starts, span[0]) - 2)
        found = []
        for mention in self.mentions[at:]:
            if mention.start >= span[1]:
                break
            if mention.end > span[0]:
                found.append(mention)
        return found

    def before(self, at: int) -> list[Named]:
        """The mentions that end before an offset, the nearest first."""
        return self.mentions[: bisect_left(self._starts, at)][::-1]


@dataclass(slots=True)
class Meaning:
    """What a speaker's words refer to."""

    kind: str
    entity: Entity | None = None
    candidates: tuple[str, ...] = ()


class Resolver:
    """Resolves the speakers of one article in order, remembering who spoke last.

    `quoted` says for an offset whether it stands between marks: people who are only
    talked about are poor antecedents. `starts` are the sentence starts.
    """

    def __init__(self, text: str, cast: Cast, starts: list[int], quoted: list[Span]) -> None:
        self._text = text
        self._cast = cast
        self._starts = starts
        self._quoted = quoted
        self._last: Entity | None = None
        self._last_at = 0
        self._genders: dict[str, str | None] = {}

    def resolve(self, span: Span, head: Span, antecedent: Span | None) -> Meaning:
        """The meaning of the mention at `span` whose head word stands at `head`."""
        word = self._text[head[0] : head[1]].lower()
        group = PRONOUNS.get(word)
        if group == "r" and antecedent is not None:
            meaning = self._named(antecedent, antecedent)
            meaning.kind = "pronoun"
        elif group is not None:
            meaning = self._pronoun(span, group)
        else:
            meaning = self._named(span, head)
        if meaning.entity is not None and meaning.entity.type == "PER":
            self._last, self._last_at = meaning.entity, span[0]
        return meaning

    def _named(self, span: Span, head: Span) -> Meaning:
        found = self._cast.inside(head)
        if not found:
            gap = self._text[span[1] : span[1] + 2]
            after = self._cast.inside((span[1] + 2, span[1] + 3))
            if gap == ", " and after and after[0].entity.type == "PER":
                found = after
        if not found:
            return Meaning("unnamed")
        best = next((n for n in found if n.entity.type == "PER"), found[0])
        return Meaning("named", best.entity)

    def _pronoun(self, span: Span, group: str) -> Meaning:
        if group not in "mfn":
            return Meaning("pronoun")
        wanted = ("ORG", "LOC") if group == "n" else ("PER",)
        return Meaning("pronoun", self._antecedent(span[0], group, wanted))

    def _antecedent(self, at: int, group: str, types: tuple[str, ...]) -> Entity | None:
        here = bisect_left(self._starts, at + 1) - 1
        for place in range(here, max(-1, here - 12), -1):
            low = self._starts[place]
            high = min(at, self._starts[place + 1] if place + 1 < len(self._starts) else at)
            mentions = [
                m
                for m in self._cast.inside((low, high))
                if m.entity.type in types
                and m.end <= at
                and not self._inside_marks(m.start)
                and self._fits(m.entity, group)
            ]
            if self._last is not None and low <= self._last_at < high and "PER" in types:
                if self._fits(self._last, group):
                    return self._last
            if mentions:
                return mentions[0].entity
        return (
            self._last if self._last and "PER" in types and self._fits(self._last, group) else None
        )

    def _inside_marks(self, at: int) -> bool:
        n = bisect_left(self._quoted, (at + 1, 0)) - 1
        return n >= 0 and self._quoted[n][0] <= at < self._quoted[n][1]

    def _fits(self, entity: Entity, group: str) -> bool:
        return True
