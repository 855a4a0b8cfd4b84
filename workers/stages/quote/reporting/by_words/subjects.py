"""Subjects before a verb: in its clause, or before an apposition between commas."""

from __future__ import annotations

from workers.stages.quote.language_tables import Table
from workers.stages.quote.reporting.by_words.phrases import (
    LONGEST,
    noun_phrase,
    phrase_end,
    prepositional,
)
from workers.stages.quote.reporting.by_words.words import HARD, Word, clause_start
from workers.stages.quote.spans import Span


def before(held: list[Word], at: int, table: Table) -> Span | None:
    """The subject before a verb: in its clause, or before an apposition between commas."""
    start = clause_start(held, at)
    if start == at:
        return _before_apposition(held, at, table)
    return subject_in(held, start, at, table)


def subject_in(held: list[Word], start: int, end: int, table: Table, reach: int = 0) -> Span | None:
    """The first noun phrase or pronoun of a clause that can be a subject.

    A name in apposition may stand behind the clause, up to word `reach`.
    """
    clause = held[:end]
    n = start
    while n < end:
        word = clause[n]
        if word.low in table.pronouns:
            return word.start, word.end
        if word.low in table.prepositions and not (word.named and n > start):
            n = max(prepositional(clause, n, table), n + 1)
        elif word.low in table.oblique:
            n = max(phrase_end(clause, n + 1, table), n + 1)
        elif word.low in table.skip | table.stops | table.that | table.joins | table.auxiliaries:
            n += 1
        else:
            span = noun_phrase(held[: max(end, reach)], n, table)
            if span is not None:
                return span
            if _relative(clause, n, start, table):
                return word.start, word.end
            n += 1
    return None


def _relative(clause: list[Word], n: int, start: int, table: Table) -> bool:
    """`…, die unter anderem riefen`: an article without a noun that opens a clause."""
    return table.capital_nouns and n == start > 0 and clause[n].low in table.articles


def subjects(held: list[Word], start: int, table: Table) -> list[Span]:
    """All noun phrases and pronouns from a word on that can be subjects, in order."""
    found: list[Span] = []
    n = start
    while n < len(held):
        span = subject_in(held, n, len(held), table)
        if span is None:
            break
        found.append(span)
        n = next((k for k, word in enumerate(held) if word.start >= span[1]), len(held))
    return found


def _before_apposition(held: list[Word], at: int, table: Table) -> Span | None:
    """`Paul Vasseur, maire de Lyon, a déclaré`: the phrase that the commas explain."""
    if at == 0 or at >= len(held) or held[at].gap not in (",", "),", ")"):
        return None
    verbs = table.says | table.auxiliaries | table.that
    second = clause_start(held, at - 1)
    best: Span | None = None
    while second > 0 and not HARD.search(held[second].gap) and at - second <= LONGEST:
        if any(word.low in verbs and not word.named for word in held[second:at]):
            break
        first = clause_start(held, second - 1)
        span = subject_in(held, first, second, table, at)
        if span is not None and span[1] >= held[second - 1].end:
            best = span
        elif best is not None:
            break
        second = first
    return best
