"""The words of a part of a sentence, with what stands between them."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from workers.stages.quote.language_tables import Table
from workers.stages.quote.spans import Span

_LETTERS = r"[^\W_][\w\u0300-\u036f\u064b-\u065f]*"
_PLAIN = re.compile(rf"{_LETTERS}(?:[-.'’]{_LETTERS})*")
_ELIDING = re.compile(
    rf"(?:[cdjlmnst]|qu|dell|all|nell|dall|sull|un)['’](?=\w)|{_PLAIN.pattern}", re.I
)
_BRACKETS = re.compile(r"\([^()\n]{1,60}\)|[„“”«»\"]")
_DIACRITICS = re.compile("[\u064b-\u065f]")
_SAME = str.maketrans("،؛؟：；，", ",;?:;,")
_AGED = re.compile(r"\d{1,3}-")


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its offsets; `gap` is what stands before it, without blanks.

    `of_person` tells that it is part of a person's name, as far as the entities of the article go.
    """

    text: str
    low: str
    start: int
    end: int
    gap: str
    of_person: bool = False

    @property
    def named(self) -> bool:
        """Whether it opens as names do, or tells an age as a noun: `34-Jährige`."""
        return self.text[0].isupper() or _AGED.match(self.text) is not None


def words(text: str, part: Span, table: Table, people: Sequence[Span] = ()) -> list[Word]:
    """The words of a part, those in brackets and all marks left out.

    `people` are where the text names persons, in order.
    """
    found: list[Word] = []
    at = part[0]
    part_text = _BRACKETS.sub(lambda hit: " " * len(hit.group()), text[slice(*part)])
    for hit in _pattern(table.elides).finditer(part_text):
        word = hit.group()
        low = _DIACRITICS.sub("", word.lower()).rstrip("'’")
        start, end = part[0] + hit.start(), part[0] + hit.end()
        gap = part_text[at - part[0] : hit.start()].translate(_SAME).strip()
        if gap == "." and found and found[-1].text.isdigit():
            gap = ""  # `am 20. Juli`
        held = _holds(people, start)
        found.append(Word(word, _unprefixed(low, table), start, end, gap, held))
        at = end
    return found


def _holds(people: Sequence[Span], at: int) -> bool:
    n = bisect_right(people, (at, sys.maxsize)) - 1
    return n >= 0 and at < people[n][1]


def _unprefixed(low: str, table: Table) -> str:
    """`وقال` -> `قال`: and, written as one word with the verb."""
    if low[:1] in table.prefixes and low[1:] in table.says | table.auxiliaries:
        return low[1:]
    return low


@cache
def _pattern(elides: bool) -> re.Pattern[str]:
    return _ELIDING if elides else _PLAIN


def clause_start(held: list[Word], at: int) -> int:
    """The place of the first word of the clause, between commas, that word `at` stands in."""
    while at > 0 and not BREAK.search(held[at].gap):
        at -= 1
    return at


BREAK = re.compile(r"[,;:.!?()–—\"“”„«»]")
HARD = re.compile(r"[;:!?–—\"“”„«»]")
