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


def is_plausible(char: str) -> bool:
    """Whether the character is met in news text."""
    if char in PUNCTUATION:
        return True
    if char < "\u0300":
        return char >= "\u00c0" and not FOREIGN_LATIN.match(char) and char != "ſ"
    if char < "\u0370":
        return char in "\u0300\u0301\u0302\u0303\u0308\u0327"  # decomposed accents
    if "\u1e00" <= char < "\u1f00":
        return char >= "\u1e80" and char not in "\u1e9a\u1e9b\u1e9c\u1e9d\u1e9f"
    category = unicodedata.category(char)
    if category[0] in "LMN" or (category[0] == "P" and not "\u2000" <= char < "\u3000"):
        return not "\ue000" <= char <= "\uf8ff"
    return is_symbol(char)


def is_symbol(char: str) -> bool:
    """Whether it is an arrow, a technical or geometric character, a dingbat or an emoji."""
    return any(first <= char <= last for first, last in SYMBOL_RANGES)


def is_latin(char: str) -> bool:
    """Whether a letter is of the Latin script (or one that stands among them, such as ª)."""
    return char < "\u0370" or "\u1e00" <= char < "\u1f00"


def is_foreign(char: str) -> bool:
    """Whether a character that is no letter is another script's: its digits, its punctuation."""
    return "\u0370" <= char < "\u2000" and char not in PUNCTUATION


def holds(script: str | None, text: str) -> bool:
    """Whether the text has letters of a script among `SCRIPTS`."""
    return script is not None and SCRIPTS[script].search(text) is not None


def script_of(char: str) -> str:
    """The first word of its Unicode name: ARABIC for letters and ARABIC-INDIC digits."""
    return unicodedata.name(char, "?").split()[0].split("-")[0]
