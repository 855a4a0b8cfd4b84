"""Speakers' noun phrases read off the words beside a verb, for languages that are not parsed."""

from __future__ import annotations

import re
from typing import Any

from workers.stages.quote.reporting.surface_table import WORD
from workers.stages.quote.spans import Span

_STOP = re.compile(r"[,;:.!?()„“”«»\"–—]")
LONGEST = 9
"""Words of a speaker's noun phrase at most."""
_NAME_BESIDE = re.compile(r",(?: [^\W\d_a-zà-ÿа-яё][\w.'’-]+){2,4}(?=[,.;:])")
"""`prévient son adjoint, | Luc Roy.`: two words and more with a capital."""


def phrase_behind(text: str, at: int, end: int, table: dict[str, Any]) -> Span | None:
    """The noun phrase or pronoun right behind a verb, adverbs left aside."""
    stop = _STOP.search(text, at, end)
    taken: list[re.Match[str]] = []
    for word in list(WORD.finditer(text, at, stop.start() if stop else end))[:LONGEST]:
        small = word.group()
        if not taken:
            if small in table["skip"]:
                continue
            if small in table["pronouns"]:
                return word.span()
            if small in table["owners"]:
                taken.append(word)
                continue
            if small in table["stops"] or small in table["objects"]:
                return None
        elif small in table["stops"] or small in table["skip"]:
            break
        taken.append(word)
    name = _NAME_BESIDE.match(text, taken[-1].end(), end) if taken else None
    if name is not None and not any(word.group()[0].isupper() for word in taken):
        return taken[0].start(), name.end()
    return capitalised(taken)


def phrase_before(text: str, start: int, end: int, table: dict[str, Any]) -> Span | None:
    """The noun phrase right before a verb, over an apposition between commas."""
    pieces = list(re.finditer(r"[^,;:.!?()–—]*[^,;:.!?()–—\s][^,;:.!?()–—]*", text[start:end]))
    if not pieces:
        return None
    piece = pieces[-1]
    if text[start:end].rstrip().endswith((",", ")")) and len(pieces) > 1:
        piece = pieces[-2]
        named = _NAME_BESIDE.match(text, start + piece.end(), end)
        if named is not None and text[named.end() : end].strip() in (",", ")"):
            first = WORD.search(text, start + piece.start())
            if first is not None and first.group().lower() in table["small"] | table["owners"]:
                return first.start(), named.end()
    taken: list[re.Match[str]] = []
    skipped = table["stops"] | table["skip"] | table["sources"]
    for word in WORD.finditer(text, start + piece.start(), start + piece.end()):
        small = word.group().lower()
        if not taken and small in skipped:
            continue
        if not taken and small in table["pronouns"]:
            return word.span()
        if taken and small in table["stops"] and taken[-1].group()[0].isupper():
            break
        taken.append(word)
    return capitalised(taken[:LONGEST], None if table.get("capital_nouns") else start)


def capitalised(taken: list[re.Match[str]], opening: int | None = None) -> Span | None:
    """The words from the first to the last with a capital.

    Where a sentence opens at `opening`, the capital there tells nothing if others follow.
    """
    capital = [n for n, word in enumerate(taken) if word.group()[0].isupper()]
    if capital == [0] and len(taken) > 1 and taken[0].start() == opening:
        return None
    if not capital:
        return None
    return taken[0].start(), taken[capital[-1]].end()
