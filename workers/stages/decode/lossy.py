"""Mojibake that lost a byte on its way: a no-break space turned blank, a control sign dropped.

Only tried where whole runs of the same misreading were undone, or where the remains cannot
be anything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import combining

from workers.stages.decode.evidence import Run, Strength
from workers.stages.decode.misreadings import Misreading

GLUED = re.compile("s|quele|quela|queles|quelas|quilo")
"""Portuguese: what follows the grave à in one word (às, àquele)."""


LOST_BLANK = frozenset("àŠРנΠ٠")
"""Letters that end in byte A0, where they are common: what a lone lead and a blank were."""


CUT_QUOTE = re.compile("â€(?![\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ])")
"""A right double quote is E2 80 9D, and windows-1252 has no sign for 9D."""


def quotes(text: str) -> Iterator[Run]:
    """`â€` that lost its third sign: a right double quote, before a straight one a dash."""
    if "â€" not in text:
        return
    for match in CUT_QUOTE.finditer(text):
        start, end = match.span()
        if text[end : end + 1] == '"':  # — or –, whose third sign was made a straight quote
            spaced = text[max(0, start - 1) : start].isspace() and text[end + 1 : end + 2].isspace()
            yield Run(start, end + 1, "–" if spaced else "—", "cp1252", Strength.SURE)
        else:
            yield Run(start, end, "”", "cp1252", Strength.SURE)


def blanks(text: str, misreading: Misreading) -> Iterator[Run]:
    """Leads with a blank for the no-break space that ended the sequence: `Ã ` was à.

    Sure after a small letter only; elsewhere other runs of the misreading must be there.
    """
    if not misreading.blank_leads:
        return
    for match in misreading.before_blank.finditer(text):
        start, end = match.span()
        rest = text[end : end + 8]
        after = misreading.undone(match[0][0] + "\u00a0")
        if after in LOST_BLANK and not combining(rest[:1] or " "):
            keeps = after == "à" and rest[:1].isalpha() and not GLUED.match(rest)
            is_sure = text[max(0, start - 1) : start].islower()
            strength = Strength.SURE if is_sure else Strength.LOSSY
            yield Run(start, end - keeps, after, misreading.name, strength)
