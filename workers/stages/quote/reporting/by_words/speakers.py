"""Which of the noun phrases beside a verb of reporting is the speaker."""

from __future__ import annotations

from workers.stages.quote.language_tables import Table
from workers.stages.quote.reporting.by_words.phrases import behind, is_title, phrase_end
from workers.stages.quote.reporting.by_words.subjects import before, subject_in, subjects
from workers.stages.quote.reporting.by_words.words import Word, clause_start
from workers.stages.quote.spans import Span

LEADS = 3
"""Words of an attribution behind a mark among which its verb stands."""


def speaker_of(held: list[Word], at: int, cue: int, table: Table, opens: bool) -> Span | None:
    """The speaker of the verb at `cue` whose auxiliary, if any, stands `at`.

    `opens` tells that the words open a sentence, and do not follow quoted ones.
    """
    clause = clause_start(held, at)
    ahead = before(held, at, table) if clause != at else None
    after = behind(held[:cue], at + 1, table) if at != cue else None
    after = after or behind(held, cue + 1, table)
    known = ahead or after
    if known is not None and _impersonal(held, known, table):
        document = _source_behind(held, cue, table) or _source_ahead(held, at, table)
        return document or (after if ahead is not None else None)
    if ahead is not None and after is not None:
        led = not opens and at - clause < LEADS and clause
        return ahead if led else _of_both(held, ahead, after, table)
    apposition = before(held, at, table) if clause == at else None
    if apposition is not None and (after is None or _addressee(held, after, table)):
        return apposition
    plural = bool(table.bodies_behind) and held[cue].low.endswith(tuple(table.bodies_behind))
    return known or apposition or (_source_behind(held, cue, table) if plural else None)


def _of_both(held: list[Word], ahead: Span, after: Span, table: Table) -> Span:
    """Of the phrases before and behind a verb, the first unless only the other is a person.

    In a language whose verb comes second, what opens the sentence may be its object.
    """
    surer = _person(held, after, table) > _person(held, ahead, table)
    return after if table.verb_second and surer else ahead


def _impersonal(held: list[Word], span: Span, table: Table) -> bool:
    return any(word.start == span[0] and word.low in table.impersonal for word in held)


def _source_ahead(held: list[Word], cue: int, table: Table) -> Span | None:
    """`In einer Erklärung der Minister hieß es`: the document before the verb."""
    start = clause_start(held, cue)
    if not start < cue or held[start].low not in table.prepositions:
        return None
    low = start + 1
    end = phrase_end(held[:cue], low, table)
    return (held[low].start, held[end - 1].end) if end > low else None


def _source_behind(held: list[Word], cue: int, table: Table) -> Span | None:
    """`hieß es in der Erklärung`: the document that says it."""
    for n in range(cue + 1, min(cue + 4, len(held) - 1)):
        if held[n].low in table.prepositions:
            low = n + 1 + (held[n + 1].low in table.oblique)
            end = phrase_end(held, low, table)
            return (held[n + 1].start, held[end - 1].end) if end > low else None
    return None


def is_pronoun(held: list[Word], span: Span, table: Table) -> bool:
    """Whether a phrase is a pronoun."""
    return any((w.start, w.end) == span and w.low in table.pronouns for w in held)


def _person(held: list[Word], span: Span, table: Table) -> int:
    """How surely a phrase names a person.

    2: a pronoun, a title, a name that the entities have; 1: two capitals in a row; 0: not.
    """
    inside = [w for w in held if span[0] <= w.start and w.end <= span[1]]
    if any(w.of_person or is_title(w.low, table) or w.low in table.pronouns for w in inside):
        return 2
    at_end = inside[-2:]
    if table.capital_nouns and inside[0].low in table.small and len(inside) < 4:
        return 0
    return int(
        len(at_end) == 2 and all(w.named and not w.gap for w in at_end[1:]) and at_end[0].named
    )


def _addressee(held: list[Word], span: Span, table: Table) -> bool:
    """`sagte der Zeitung`: a phrase behind the verb that is told and does not tell."""
    last = next((w for w in reversed(held) if w.end == span[1]), None)
    return last is not None and last.low.endswith(tuple(table.media)) and bool(table.media)


def leading(held: list[Word], table: Table) -> Span | None:
    """The subject of a sentence: where the verb may stand before it, a person if there is one."""
    if not table.verb_second:
        return subject_in(held, 0, len(held), table)
    found = subjects(held, 0, table)
    return max(found, key=lambda span: nominative(held, span, table), default=None)


def nominative(held: list[Word], span: Span, table: Table) -> int:
    """How surely a phrase is a pronoun for a person, or names one (0: not, as `_person`)."""
    word = next(w for w in held if w.start >= span[0])
    if word.end == span[1] and word.low in table.pronouns:
        return 2 if table.pronouns[word.low] in "mf1" else 0
    return 0 if word.low in table.oblique else _person(held, span, table)
