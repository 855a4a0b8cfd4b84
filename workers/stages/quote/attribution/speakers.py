"""Whom a speaker's words mean: entities for names, and the person behind a pronoun."""

from __future__ import annotations

import re
from bisect import bisect_right

from workers.records import Entity
from workers.stages.quote import lexicon
from workers.stages.quote.attribution import organisations, roles
from workers.stages.quote.attribution.antecedents import Antecedents, pronouns
from workers.stages.quote.attribution.joint import coordinated
from workers.stages.quote.attribution.meaning import Meaning
from workers.stages.quote.attribution.referents import Cast, Named
from workers.stages.quote.language_tables import languages
from workers.stages.quote.reporting.by_words import names
from workers.stages.quote.spans import Span

_ADJACENT = re.compile(r"(?:\.? |, |(?: [\w’'-]+){1,3} )")
TITLES = 5
"""Words at most between a description and the name that explains it."""
_BREAKS = frozenset(
    "who which that said says told in of for with from and but as at on to by".split()
)


_SHORT = {
    "sen": "senator",
    "rep": "congressman",
    "gov": "governor",
    "gen": "general",
    "prof": "professor",
    "dr": "doctor",
    "pres": "president",
    "capt": "captain",
}


def _plain(words: str) -> list[str]:
    return re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", words)[1:]


def _abbreviated(words: list[str]) -> set[str]:
    return {_SHORT.get(word.strip("."), word.strip(".")) for word in words}


def _titled(gap: str) -> bool:
    """`, Prof. `, `, former senator `: a title or trade between a description and the name."""
    words = gap[2:].split()
    between = gap.startswith(", ") and gap.endswith(" ") and "," not in gap[2:]
    if not between or not 0 < len(words) <= TITLES or _BREAKS & {w.lower() for w in words}:
        return False
    return roles.stands_before_name(words[-1])


class Resolver:
    """Resolves the speakers of one article in order.

    `starts` are the starts of the sentences, `quoted` the stretches between marks.
    """

    def __init__(
        self, text: str, language: str | None, cast: Cast, starts: list[int], quoted: list[Span]
    ) -> None:
        self._text = text
        self._language = language
        self._pronouns = pronouns(language)
        self._cast = cast
        self._starts = starts
        self._antecedents = Antecedents(text, self._pronouns, cast, starts, quoted)
        self._descriptions: dict[str, str] = {}

    def resolve(self, span: Span, head: Span, antecedent: Span | None) -> Meaning:
        """The meaning of the mention at `span` whose head word stands at `head`."""
        group = self._pronouns.get(self._text[slice(*head)].lower())
        if group == "r" and antecedent is not None:
            meaning = self._named(antecedent, antecedent)
            meaning.kind, meaning.span = "pronoun", span
        elif group is not None:
            meaning = self._antecedents.meaning(span, group)
        else:
            meaning = self._named(span, head)
        if meaning.entity is not None and meaning.entity.type == "PER":
            self._antecedents.spoke(meaning.entity, span[0])
        return meaning

    def source(self, span: Span) -> Meaning:
        """The meaning of a source at second hand: `according to | the Courier`."""
        return self._named(span, span)

    def joint(self, span: Span, cue: Span | None, first: Meaning) -> list[Meaning]:
        """Those who speak together with the first: `Mayer and | Reed said`."""
        if first.kind != "named":
            return []
        return [
            Meaning("named", (low, high), entity, (low, high), name=name)
            for low, high, entity, name in coordinated(
                self._text, span, cue, self._cast, self._language
            )
        ]

    # --- names

    def _named(self, span: Span, head: Span) -> Meaning:
        found = self._cast.inside(head)
        person = next((n for n in found if n.entity.type == "PER"), None)
        if person is None:
            person = self._inside(span, head)
            if person is not None:
                return Meaning("named", span, person.entity, (person.start, person.end))
            person = self._following(span)
            if person is not None:
                whole = (span[0], max(span[1], person.end))
                return Meaning("named", whole, person.entity, (person.start, person.end))
        if person is None and self._text[slice(*span)].isupper():
            called = self._cast.called(self._text[slice(*span)].split()[-1])
            if called is not None:
                return Meaning("named", span, called, span)
        if person is None and not found:
            if not self._cast.mentions and self._language in languages():
                name = names.name(self._text[slice(*span)], self._language or "")
                return Meaning("named" if name else "unnamed", span, name=name)
            return self._nominal(span)
        best = person or found[0]
        return Meaning("named", span, best.entity, (best.start, best.end))

    def _inside(self, span: Span, head: Span) -> Named | None:
        """`farmer and councillor Tom Reed`: the name that ends a joint description."""
        for mention in self._cast.inside((head[1], span[1])):
            gap = self._text[head[1] : mention.start]
            whole = mention.end == span[1] and mention.entity.type == "PER"
            if whole and re.fullmatch(r" (?:and|cum) [a-z][\w -]*", gap):
                return mention
        return None

    def _following(self, span: Span) -> Named | None:
        """The person named right behind a description: `the economist | Ann Lee`."""
        for mention in self._cast.inside((span[1], span[1] + 45)):
            gap = self._text[span[1] : mention.start]
            if self._explains(span, mention, gap):
                return mention
            if mention.entity.type == "PER" and mention.start >= span[1]:
                plain = _ADJACENT.fullmatch(gap) and not _BREAKS & set(gap.lower().split())
                plain = plain or _titled(gap)
                return mention if plain and not self._cues(gap) else None
        return None

    def _explains(self, span: Span, mention: Named, gap: str) -> bool:
        """`The company, | Larkmere Foods, said`: a body's name between commas."""
        head = self._text[slice(*span)].split()[-1].lower()
        closed = self._text[mention.end : mention.end + 1] == ","
        body = head in lexicon.words("cues_en", "organisations")
        return body and gap == ", " and closed and mention.entity.type in ("ORG", "LOC")

    def _cues(self, gap: str) -> bool:
        return any(word.lower() in lexicon.english_cues() for word in gap.split())

    # --- `the official`, `the company`

    def _nominal(self, span: Span) -> Meaning:
        """A description with `the` means whoever was described so before."""
        words = _plain(self._text[slice(*span)])
        definite = self._text[span[0] : span[0] + 4].lower() == "the "
        if not words:
            return Meaning("unnamed", span)
        head = words[-1].lower()
        if definite and len(words) <= 3:
            organisation = head in lexicon.words("cues_en", "organisations")
            entity, sure = (
                self._body(words, span[0])
                if organisation
                else (self._described(head, span[0]), True)
            )
            if entity is not None:
                return Meaning("named", span, entity, sure=sure)
        earlier = self._descriptions.get(head) if definite and len(words) == 1 else None
        if earlier is None:
            self._descriptions[head] = self._text[slice(*span)]
        return Meaning("unnamed", span, described=earlier)

    def _described(self, head: str, at: int) -> Entity | None:
        """The nearest person before `at` whom the text describes with the word `head`."""
        for mention in self._cast.before(at, 40):
            if mention.entity.type != "PER":
                continue
            told = roles.beside(self._text, (mention.start, mention.end)) or ""
            told = " ".join(roles.head_words(told))  # no president is `adviser to the president`
            words = f"{told} {self._text[mention.start : mention.end]}".lower()
            if head in _abbreviated(words.replace(",", " ").split()):
                return mention.entity
        return None

    def _body(self, words: list[str], at: int) -> tuple[Entity | None, bool]:
        """The body before `at` that a description fits, and whether its name tells so.

        Of the nearest sentence that names one; where that names two, neither is taken.
        """
        fits: dict[str, organisations.Fit | None] = {}
        near: dict[str, Entity] = {}
        sentence = -1
        for mention in self._cast.before(at, 40):
            entity = mention.entity
            if entity.type != "ORG":
                continue
            if entity.id not in fits:
                fits[entity.id] = organisations.fit(words, entity, self._text)
            here = bisect_right(self._starts, mention.start)
            if fits[entity.id] is None or (near and here != sentence):
                continue
            near[entity.id], sentence = entity, here
        if len(near) != 1:
            return None, False
        only = next(iter(near.values()))
        return only, fits[only.id] == "shown"
