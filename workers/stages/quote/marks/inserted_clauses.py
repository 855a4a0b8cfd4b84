"""The reporter's words inside speech: `«Я сам, — сказал Сафин. — Я знаю»`, `, a-t-il dit, `.

French, Spanish, Italian, Portuguese and Russian print them between the marks of one quote,
or in a line of dialogue. What is left is speech in several pieces.
"""

from __future__ import annotations

import re
from functools import cache

from workers.stages.quote import lexicon
from workers.stages.quote.language_tables import languages, table_of

Span = tuple[int, int]
"""As in `phrases`, which builds on the marks and so on this."""
_BETWEEN_DASHES = re.compile(
    r"(?:,\s*|(?<=[!?…])\s*|\s)[—–-]\s*([^\W\d_A-Z][^—–\n«»]{2,120}?)"
    r"\s*(?:[.,:;]?\s*[—–]\s*|\s-\s|[.,]?\s*$|(?<=[^\W\d_A-Z])\.\s(?=[^\W\d_a-z]))"
)
_BETWEEN_COMMAS = re.compile(
    r"(?:,|(?<=[!?…]))\s+([^\W\d_A-Z][^,.!?…—–\n«»]{2,90}?)(?:[,.]\s+|[.,]?\s*$)"
)
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")


def inserts(
    text: str, span: Span, language: str | None, line: bool = False
) -> list[tuple[Span, Span]]:
    """(the reporter's words, the same with the marks that set them off) inside speech.

    Words between dashes need a verb of reporting at their head, words between commas an
    inverted pronoun or a name behind it besides; in a `line` of dialogue anybody.
    """
    known = lexicon.table("marks")["dash_languages"]
    if language is None or language not in known or language not in languages():
        return []
    part = text[slice(*span)]
    found = []
    for pattern, sure in ((_BETWEEN_DASHES, True), (_BETWEEN_COMMAS, line)):
        at = 0
        while (hit := pattern.search(part, at)) is not None:
            at = hit.end(1)
            if hit.start() and _reports(hit.group(1), language, sure):
                whole = (span[0] + hit.start(), span[0] + hit.end())
                found.append(((span[0] + hit.start(1), span[0] + hit.end(1)), whole))
            else:
                at = hit.start() + 1
    found.sort()
    return [one for n, one in enumerate(found) if not n or found[n - 1][1][1] <= one[1][0]]


def pieces(span: Span, found: list[tuple[Span, Span]]) -> list[Span]:
    """What is left of speech between the reporter's words."""
    cuts = [span[0], *(at for _, whole in found for at in whole), span[1]]
    return [(low, high) for low, high in zip(cuts[::2], cuts[1::2], strict=True) if low < high]


def _reports(inserted: str, language: str, anybody: bool) -> bool:
    """`заявил Сафин журналистам`, `a-t-il ajouté`, `explique Luc Roy`: the verb leads."""
    cues, auxiliaries, pronouns = _verbs(language)
    words = _WORD.findall(inserted)
    if not words or not words[0][0].islower():
        return False
    verb, _, tail = words[0].lower().rpartition("-")
    inverted = tail in pronouns and verb.removesuffix("-t") in cues | auxiliaries
    lead = inverted and verb.removesuffix("-t") in cues
    behind = words[1:]
    if not lead and (inverted or words[0].lower() in auxiliaries):
        lead, behind = len(words) > 1 and words[1].lower() in cues, words[2:]
    lead = lead or words[0].lower() in cues
    named = any(word[0].isupper() for word in behind[:4])
    return lead and (anybody or inverted or named)


@cache
def _verbs(language: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The verbs of reporting, the auxiliaries, and the pronouns of the third person."""
    table = table_of(language)
    third = frozenset(word for word, group in table.pronouns.items() if group in "mfp")
    return table.says, table.auxiliaries, third
