"""What characters are: letters of which script, and whether news text holds them at all."""

from __future__ import annotations

import re
import unicodedata

PUNCTUATION = frozenset(
    "‐‑‒–—―‘’‚‛“”„†‡•…‰′″‹›⁄€₤₩₪₫₴₹₽№™℃ℓ−∞√≈≠≤≥■□▪►▼◆○●★☆"
    "\u2009\u200a\u200b\u200c\u200d\u200e\u200f\u2028\u202a\u202c\u202f\u2060\u3000\ufe0f\ufeff"
    "\u00a0¡¢£¤¥¦§©ª«¬\u00ad®°±²³´µ¶·¹º»¼½¾¿×÷"
)
FOREIGN_LATIN = re.compile(
    "[\u0180-\u019f\u01a2-\u01ae\u01b1-\u0217\u021c-\u02b8\u02bd-\u02c5\u02c8-\u02d7\u02de-\u02ff]"
)
SCRIPTS = {
    "CYRILLIC": re.compile("[\u0400-\u04ff]"),
    "GREEK": re.compile("[\u0370-\u03ff\u1f00-\u1fff]"),
}
SYMBOL_RANGES = (("\u2190", "\u23ff"), ("\u2500", "\u27bf"), ("\U0001f000", "\U0001faff"))


def is_plausible(sign: str) -> bool:
    """Whether the sign is met in news text."""
    if sign in PUNCTUATION:
        return True
    if sign < "\u0300":
        return sign >= "\u00c0" and not FOREIGN_LATIN.match(sign) and sign != "ſ"
    if sign < "\u0370":
        return sign in "\u0300\u0301\u0302\u0303\u0308\u0327"  # decomposed accents
    if "\u1e00" <= sign < "\u1f00":
        return sign >= "\u1e80" and sign not in "\u1e9a\u1e9b\u1e9c\u1e9d\u1e9f"
    category = unicodedata.category(sign)
    if category[0] in "LMN" or (category[0] == "P" and not "\u2000" <= sign < "\u3000"):
        return not "\ue000" <= sign <= "\uf8ff"
    return is_symbol(sign)


def is_symbol(sign: str) -> bool:
    """Whether it is an arrow, a technical or geometric sign, a dingbat or an emoji."""
    return any(first <= sign <= last for first, last in SYMBOL_RANGES)


def is_latin(sign: str) -> bool:
    """Whether a letter is of the Latin script (or one that stands among them, such as ª)."""
    return sign < "\u0370" or "\u1e00" <= sign < "\u1f00"


def is_foreign(sign: str) -> bool:
    """Whether a sign that is no letter is another script's: its digits, its punctuation."""
    return "\u0370" <= sign < "\u2000" and sign not in PUNCTUATION


def holds(script: str | None, text: str) -> bool:
    """Whether the text has letters of a script among `SCRIPTS`."""
    return script is not None and SCRIPTS[script].search(text) is not None


def script_of(sign: str) -> str:
    """The first word of its Unicode name: ARABIC for letters and ARABIC-INDIC digits."""
    return unicodedata.name(sign, "?").split()[0].split("-")[0]
