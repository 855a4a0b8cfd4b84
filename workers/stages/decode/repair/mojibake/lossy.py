"""Mojibake that lost a byte on its way: a no-break space turned blank, a control character dropped.

Only tried where whole runs of the same misreading were undone, or where the remains cannot
be anything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import combining, normalize

from workers.stages.decode.repair.mojibake.characters import holds
from workers.stages.decode.repair.mojibake.evidence import Run, Strength
from workers.stages.decode.repair.mojibake.misreadings import Misreading
from workers.stages.decode.traced import Edit, Traced

GLUED = re.compile("s|quele|quela|queles|quelas|quilo")
"""Portuguese: what follows the grave à in one word (às, àquele)."""
LOST_BLANK = frozenset("\u00a0àŠРנΠ٠")
"""Characters that end in byte A0, where they are common: what a lone lead and a blank were."""
DECOMPOSED = re.compile("A[\u0302\u0303](?=[\x80-\x9f¡-§©¬¯±-³µ-¹¼-¾])")
"""Â and Ã of mojibake that was brought into Unicode's decomposed form."""
CUT_QUOTE = re.compile(
    'â€(?:"|\\?(?=\\s+[a-z]|[.,;:)])|(?![\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]))'
)
"""A right double quote is E2 80 9D, and windows-1252 has no character for 9D."""
LOST_HYPHEN = re.compile("(?<=[a-z])Ã(?=[b-np-z])")
"""í is C3 AD, and AD is the soft hyphen, which does not show. Before a and o it could also be
ê or ú, whose last characters (ª, º) Unicode's compatible form makes letters."""


def composed(traced: Traced) -> Traced:
    """Decomposed leads as one character again, before any other step."""
    return traced.replace(
        Edit(match.start(), match.end(), normalize("NFC", match[0]), "mojibake")
        for match in DECOMPOSED.finditer(traced.text)
    )


def remains(text: str) -> Iterator[Run]:
    """windows-1252 runs without their last character, where only one can have stood there."""
    for match in LOST_HYPHEN.finditer(text) if "Ã" in text else ():
        yield Run(*match.span(), "í", "cp1252", Strength.SURE)
    for match in CUT_QUOTE.finditer(text) if "â€" in text else ():
        start, end = match.span()
        after = "”"
        if match[0].endswith('"'):  # — or –, whose third character was made a straight quote
            spaced = text[max(0, start - 1) : start].isspace() and text[end : end + 1].isspace()
            after = "–" if spaced else "—"
        yield Run(start, end, after, "cp1252", Strength.SURE)


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
            before = text[max(0, start - 1) : start]
            at_number = before.isdigit() and after == "\u00a0" and misreading.script is None
            is_sure = before.islower() or at_number
            is_sure &= match[0][0] != "×" and not holds(misreading.script, before)
            strength = Strength.SURE if is_sure else Strength.LOSSY
            yield Run(start, end - keeps, after, misreading.name, strength)
