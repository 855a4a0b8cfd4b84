"""Pronouns and the persons or bodies behind them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from workers.records import Entity
from workers.stages.quote import lexicon
from workers.stages.quote.attribution.meaning import Meaning
from workers.stages.quote.attribution.referents import Cast, Named
from workers.stages.quote.language_tables import languages, table_of
from workers.stages.quote.spans import Span

REACH = 12
"""Sentences back in which an antecedent is looked for."""
CLOSE = 0.1
"""Two candidates whose scores differ by less are both named, and neither is taken."""
_OBLIQUE = re.compile(
    r"\b(?:of|with|for|to|by|about|against|from|after|behind|on|at|in|than|like)\s+(?:\w+\.?\s+)?$"
)


def pronouns(language: str | None) -> dict[str, str]:
    """The pronouns of a language, by what they agree with."""
    own = table_of(language).pronouns if language in languages() else {}
    return own or lexicon.table("pronouns_en")


class Antecedents:
    """Finds antecedents in one article, in order, remembering who spoke last.

    `starts` are the starts of the sentences, `quoted` the stretches between marks: who
    is only talked about there is a poor antecedent.
    """

    def __init__(
        self,
        text: str,
        pronouns: dict[str, str],
        cast: Cast,
        starts: list[int],
        quoted: list[Span],
    ) -> None:
        self._text = text
        self._pronouns = pronouns
        self._cast = cast
        self._starts = starts
        self._quoted = quoted
        self._last: Entity | None = None
        self._last_at = 0

    def spoke(self, person: Entity, at: int) -> None:
        """Notes who spoke last, and where in the text."""
        self._last, self._last_at = person, at

    def meaning(self, span: Span, group: str) -> Meaning:
        """Whom the pronoun at `span` means; `group` is what it agrees with."""
        if group not in "mfn":
            return Meaning("pronoun", span)
        scores = self._scores(span[0], group)
        ranked = sorted(scores.values(), key=lambda pair: -pair[0])[:2]
        if not ranked:
            return Meaning("pronoun", span)
        if len(ranked) == 2 and ranked[0][0] - ranked[1][0] < CLOSE:
            return Meaning("unknown", span, candidates=tuple(e.name for _, e in ranked))
        return Meaning("pronoun", span, ranked[0][1])

    def _scores(self, at: int, group: str) -> dict[str, tuple[float, Entity]]:
        """Entity id -> how good an antecedent it is, by its best mention."""
        types = ("ORG", "LOC") if group == "n" else ("PER",)
        here = bisect_right(self._starts, at) - 1
        best: dict[str, tuple[float, Entity]] = {}
        distance = 0.0
        for place in range(here, max(-1, here - REACH), -1):
            low = self._starts[place]
            high = self._starts[place + 1] if place + 1 < len(self._starts) else at
            same = self._opens_with(low, min(high, at), group)
            for mention in self._cast.inside((low, min(at, high))):
                entity = mention.entity
                if entity.type not in types or mention.end > at or not self._fits(entity, group):
                    continue
                score = self._weight(mention, low) - distance - (1.0 if same else 0.0)
                if entity.id not in best or score > best[entity.id][0]:
                    best[entity.id] = (score, entity)
            last = self._last
            spoke = last is not None and low <= self._last_at < high and last.type in types
            if spoke and last is not None and self._fits(last, group):
                score = max(best.get(last.id, (-99.0, last))[0], 1.0 - distance) + 0.7
                best[last.id] = (score, last)
            if best and max(s for s, _ in best.values()) > 1.5 - distance:
                break
            distance += 0.6
        return best

    def _weight(self, mention: Named, sentence: int) -> float:
        if self._inside_marks(mention.start):
            return -1.0
        before = self._text[sentence : mention.start]
        after = self._text[mention.end : mention.end + 2]
        if after in ("'s", "’s"):
            return 0.2
        if _OBLIQUE.search(before[-30:]):
            return 0.3
        return 1.0 if len(before.split()) <= 4 else 0.7

    def _opens_with(self, start: int, end: int, group: str) -> bool:
        """Whether a sentence opens with a pronoun of the same group: it goes on about them."""
        words = self._text[start : min(end, start + 30)].lower().split()[:2]
        return any(self._pronouns.get(word.strip(",")) == group for word in words)

    def _inside_marks(self, at: int) -> bool:
        n = bisect_left(self._quoted, (at + 1, 0)) - 1
        return n >= 0 and self._quoted[n][0] <= at < self._quoted[n][1]

    def _fits(self, entity: Entity, group: str) -> bool:
        return group == "n" or self._cast.gender(entity) in (None, group)
