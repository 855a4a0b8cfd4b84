"""The letters that windows-1252 lacks, by language: where a charset was mistaken for it,
other letters and characters stand in their places (`dok³ada³`, `Baþbakan`, `idõ`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import ftfy.bad_codecs  # noqa: F401  (registers the sloppy-windows-* codecs)

ALPHABETS = {
    # language: (the charsets its texts were kept in, letters that windows-1252 lacks)
    "pl": (("cp1250", "iso8859_2"), "ąćęłńśźżĄĆĘŁŃŚŹŻ"),
    "cs": (("cp1250", "iso8859_2"), "ěčřďťňůĚČŘĎŤŇŮ"),
    "sk": (("cp1250", "iso8859_2"), "čľďťňĺŕČĽĎŤŇ"),
    "hu": (("cp1250", "iso8859_2"), "őűŐŰ"),
    "ro": (("cp1250", "iso8859_2", "iso8859_16"), "ăşţĂŞŢșțȘȚ"),
    "hr": (("cp1250", "iso8859_2"), "čćđČĆĐ"),
    "bs": (("cp1250", "iso8859_2"), "čćđČĆĐ"),
    "sr": (("cp1250", "iso8859_2"), "čćđČĆĐ"),
    "sl": (("cp1250", "iso8859_2"), "čČ"),
    "tr": (("cp1254",), "ğışĞİŞ"),
    "az": (("cp1254",), "ğışĞİŞ"),
    "lt": (("cp1257",), "ąčęėįųūĄČĘĖĮŲŪ"),
    "lv": (("cp1257",), "āčēģīķļņūĀČĒĢĪĶĻŅŪ"),
}
COMMON = frozenset("«»°§£©®·±²–—…“”‘’€")
"""Characters that are met in correct texts of all these languages."""


@dataclass(frozen=True, slots=True)
class Alphabet:
    """A language's own letters beyond windows-1252, and what they look like when misread."""

    charsets: tuple[str, ...]
    letters: frozenset[str]
    impostors: frozenset[str]


@cache
def alphabet(language: str | None) -> Alphabet | None:
    """None for a language whose letters windows-1252 has, or that is not listed."""
    if language not in ALPHABETS:
        return None
    charsets, letters = ALPHABETS[language]
    return Alphabet(charsets, frozenset(letters), impostors(language))


def impostors(language: str) -> frozenset[str]:
    """What windows-1252 shows for the letters of a listed language."""
    charsets, letters = ALPHABETS[language]
    shown = "".join(
        letters.encode(charset, "ignore").decode("sloppy-windows-1252") for charset in charsets
    )
    return frozenset(shown) - frozenset(letters) - COMMON
