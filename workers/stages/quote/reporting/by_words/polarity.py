"""Whether reported words were said, by the words beside the verb: or denied, supposed, asked."""

from __future__ import annotations

from workers.records import Polarity
from workers.stages.quote.language_tables import Table
from workers.stages.quote.reporting.by_words.words import Word, clause_start

NEAR = 4
"""Words before a verb among which its negation or its `could` stands."""
BEHIND = 2
"""Words behind it, in languages that say `sagte nicht`."""


def of_words(held: list[Word], n: int, table: Table) -> Polarity:
    """The polarity of the verb of reporting at a word, by the words beside it."""
    low = held[n].low
    around = _around(held, n, table)
    bare = low if low in table.says else low.removeprefix(table.not_prefix)
    negated = (bare != low and bare in table.says) or bool(around & table.denials)
    if around & table.nobody or (negated and bare not in table.denies):
        return "denied"
    if around & table.maybe or held[clause_start(held, n)].low in table.maybe:
        return "supposed"
    return _of_verb(bare, table)


def _around(held: list[Word], n: int, table: Table) -> set[str]:
    """The words beside a verb that can deny it or make it a supposition."""
    start = max(clause_start(held, n), n - NEAR)
    around = {word.low for word in held[start:n]}
    for word in held[n + 1 : n + 1 + BEHIND]:
        if word.gap or word.low in table.that:
            break
        around.add(word.low)
    return around


def _of_verb(low: str, table: Table) -> Polarity:
    if low in table.denies:
        return "denied"
    if low in table.asks:
        return "asked"
    return "ordered" if low in table.orders else "said"


def of_clause(around: str, cue: str, table: Table) -> Polarity:
    """The same for scripts without blanks: by what stands in the characters beside the verb."""
    if any(word in around for word in table.denials):
        return "denied"
    if any(word in around for word in table.maybe):
        return "supposed"
    return _of_verb(cue, table)
