"""Noun phrases and pronouns beside a verb of reporting, read off the words."""

from __future__ import annotations

import re

from workers.stages.quote.language_tables import Table
from workers.stages.quote.reporting.by_words.words import BREAK, Word
from workers.stages.quote.spans import Span

PARTICLES = frozenset("von van der den de la du di da do dos das del della af".split())
"""Small words inside names: `Bram de Wit`."""
LONGEST = 14
"""Words of a speaker's noun phrase at most."""
FEW = 5
"""Words at most of a noun phrase without any capital."""
NAME = 5
"""Words at most of a name in apposition."""
BETWEEN = 2
"""Phrases with a preposition at most between verb and speaker: `said on Monday in Prague Lee`."""
_ADVERBS = ("lich", "ders", "dings", "weise", "seits", "falls", "halb", "end", "maßen", "wegs")
_ENDS_NAME = re.compile(r"[,.;:()!?»“”\"–—]")


def phrase_end(held: list[Word], at: int, table: Table) -> int:
    """The place behind the last word of the noun phrase that opens at a word."""
    n = at
    while n < len(held) and n - at < LONGEST and (n == at or _goes_on(held, n, table)):
        n += 1
    loose = table.of | table.joins | table.articles | table.genitive | table.owners | table.oblique
    while n > at and held[n - 1].low in loose:
        n -= 1
    return n


def _goes_on(held: list[Word], n: int, table: Table) -> bool:
    """Whether word `n` belongs to the noun phrase of the words before it."""
    word, before = held[n], held[n - 1]
    if word.gap and not (word.gap == "." and (before.low in table.titles or len(before.low) < 4)):
        return False
    if word.low in table.joins:
        return _joined(held, n, table)
    if word.low in table.of or word.low in table.genitive:
        return True
    if before.named and word.low in PARTICLES and n + 1 < len(held) and held[n + 1].named:
        return not held[n + 1].gap
    if table.capital_nouns and before.named and not word.named:
        return False  # adjectives stand before the noun, and what follows it is another phrase
    return _inside(word, before, table)


def _inside(word: Word, before: Word, table: Table) -> bool:
    """The same for words that neither join nor name."""
    if word.named and table.capitals:
        return word.low not in table.objects
    if word.low in table.articles or word.low in table.owners:
        return before.low in table.of or before.low in table.joins
    if before.low in table.of and (before.low in table.prepositions or word.low in table.oblique):
        return True
    ends = table.ends | table.oblique | table.that | table.objects | table.pronouns.keys()
    return word.low not in ends | table.skip | table.says | table.auxiliaries | table.maybe


def _joined(held: list[Word], n: int, table: Table) -> bool:
    """Whether `and` joins two names or two descriptions, and not two clauses."""
    if n + 1 >= len(held) or held[n + 1].gap:
        return False
    following = held[n + 1]
    if table.capitals and not table.capital_nouns:
        return following.named or following.low in table.articles | table.owners | table.titles
    return following.named or following.low in table.articles


def noun_phrase(held: list[Word], at: int, table: Table, *, any_noun: bool = False) -> Span | None:
    """The noun phrase that opens at a word, with a name in apposition; None where it is none.

    Without any capital it needs an article or a word for an office, or `any_noun`.
    """
    end = phrase_end(held, at, table)
    if end <= at or _adverb(held, at, table):
        return None
    if table.capitals:
        named = [n for n in range(at, end) if _names(held, n, at, table)]
        if named == [0] and at == 0 and not table.capital_nouns:
            named = []  # the capital that opens a sentence
            any_noun = True
        if named and not (table.capital_nouns and _verb_form(held[at])):
            end = named[-1] + 1
        elif table.capital_nouns or not (any_noun or _opens(held, at, end, table)):
            return None
        else:
            end = phrase_end(held[: at + FEW], at, table)
    else:
        end = min(end, at + FEW + 2)
    if end <= at or (end - at == 1 and held[at].low in table.small):
        return None
    stop = _apposed(held, at, end, table)
    return held[at].start, held[stop - 1].end


def _adverb(held: list[Word], at: int, table: Table) -> bool:
    """`Tatsächlich warnte …`, `Passend zum Wetter …`: no noun, for all its German capital."""
    word = held[at]
    return (
        table.capital_nouns
        and at == 0
        and not word.of_person
        and word.low.endswith(_ADVERBS)
        and not (len(held) > 1 and held[1].named and not held[1].gap)
    )


def _names(held: list[Word], n: int, at: int, table: Table) -> bool:
    """A word with a capital; that of a small word which opens the phrase tells nothing."""
    return held[n].named and (n > at or held[n].low not in table.small)


def _verb_form(word: Word) -> bool:
    """`(zuletzt) lebte Meyer`: a German word in small letters that no adjective's ending has."""
    return word.text[0].islower() and word.low.endswith(("te", "ten", "t"))


def _opens(held: list[Word], at: int, end: int, table: Table) -> bool:
    """Whether a phrase without capitals has an article, an owner or a word for an office."""
    if held[at].low in table.articles or held[at].low in table.owners:
        return True
    return any(is_title(word.low, table) for word in held[at:end])


def is_title(low: str, table: Table) -> bool:
    """Whether a word names an office or trade; German compounds by their end."""
    return low in table.titles or (table.capital_nouns and low.endswith(tuple(table.titles)))


def described(held: list[Word], at: int, end: int, table: Table) -> bool:
    """Whether a noun phrase describes somebody and does not end in the name."""
    n = end
    while n > at and held[n - 1].named:
        n -= 1
    if n == end:
        return True
    if table.capital_nouns:
        before = held[n - 1].low if n > at else ""
        return (end - n == 1 and n > at) or before in table.genitive
    if n == at:
        return end - at == 1 and is_title(held[at].low, table)
    return held[n - 1].low in table.of | table.articles | table.owners | table.joins


def _apposed(held: list[Word], at: int, end: int, table: Table) -> int:
    """The place behind the name beside a description: `le maire de Lyon, | Paul Vasseur`."""
    if end >= len(held) or held[end].gap != "," or not described(held, at, end, table):
        return end
    n = end
    while n < len(held) and n - end < NAME and (n == end or not held[n].gap):
        if not held[n].named and held[n].low not in table.of and held[n].low not in table.articles:
            break
        n += 1
    closed = n == len(held) or _ENDS_NAME.match(held[n].gap) is not None
    names = n - end
    return n if closed and held[n - 1].named and held[end].named and names > 1 else end


def behind(held: list[Word], at: int, table: Table) -> Span | None:
    """The speaker behind a verb: adverbs and phrases with a preposition left aside."""
    skipped = 0
    while at < len(held) and not BREAK.search(held[at].gap):
        word = held[at]
        if word.low in table.pronouns:
            return word.start, word.end
        if word.low in table.skip or (word.low in table.stops and _weekday(held, at, table)):
            at += 1
        elif word.low in table.articles and _at(held, at + 1) in table.stops:
            at += 2  # `aseguró el lunes el ministro`
        elif word.low in table.prepositions and skipped < BETWEEN:
            at, skipped = prepositional(held, at, table), skipped + 1
        elif word.low in table.objects | table.ends | table.that | table.oblique:
            return None
        else:
            return noun_phrase(held, at, table, any_noun=not skipped and table.free_nouns)
    return None


def _at(held: list[Word], n: int) -> str:
    return held[n].low if n < len(held) and not held[n].gap else ""


def _weekday(held: list[Word], at: int, table: Table) -> bool:
    """A word that ends phrases but may stand between verb and speaker, as days do."""
    return at + 1 < len(held) and not held[at + 1].gap and len(held[at].low) > 4


def prepositional(held: list[Word], at: int, table: Table) -> int:
    """The place behind a phrase with a preposition: `in a letter`, `à l'AFP`, `ve středu`."""
    n = at + 1
    while n < len(held) and not held[n].gap and held[n].low in table.small:
        n += 1
    if table.capital_nouns:
        while n < len(held) and not held[n].gap and not held[n].named:
            if held[n].low in table.says or held[n].low in table.auxiliaries:
                return n
            n += 1
        n += 1
        while n < len(held) and not held[n].gap and held[n].named:
            n += 1
        while n < len(held) and not held[n].gap and held[n].low in table.genitive | {"von"}:
            n = max(phrase_end(held, n + 1, table), n + 2)
        return min(n, len(held))
    if n < len(held) and not held[n].gap:
        names = held[n].named
        n += 1
        while names and n < len(held) and not held[n].gap and held[n].named:
            n += 1
    while n + 1 < len(held) and not held[n].gap and held[n].low in table.of:
        n = max(phrase_end(held, n + 1, table), n + 2)
    return n
