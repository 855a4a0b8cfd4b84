"""The key under which the same quote is found in other articles."""

from __future__ import annotations

import re
import unicodedata

WORDS = 5
"""Words of a key at most: as many as a quote that was cut at its end still has."""
LEAST = 3
"""Words under which a quote is too short to tell it from another one."""
LONG = 4
"""Letters from which a word counts; shorter ones are articles, pronouns, contractions."""
CHARACTERS = 12
"""Characters of a key in scripts without blanks."""
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff]")
_INSERTED = re.compile(r"\[[^\]\n]{0,60}\]|\([^)\n]{0,60}\)")
_WORD = re.compile(r"\d[\d.,\u00a0\u202f]*\d|[^\W_]+(?:['’ʼ][^\W_]+)*")


def quote_key(text: str) -> str | None:
    """The first words of a quote that count, folded: `rebuild-bridge-before-spring-whatever`.

    Case, accents, marks, dashes, ellipses, words put in brackets by an editor, and what was
    cut off behind the first words make no difference. None for a quote of too few words.
    """
    folded = _folded(_INSERTED.sub(" ", text))
    if len(_DENSE.findall(folded)) * 2 > len(folded.replace(" ", "")):
        letters = "".join(c for c in folded if c.isalnum())
        return letters[:CHARACTERS] if len(letters) >= CHARACTERS // 2 else None
    kept = [word for one in _WORD.finditer(folded) if (word := _counts(one.group()))]
    return "-".join(kept[:WORDS]) if len(kept) >= LEAST else None


def _counts(word: str) -> str:
    """A word as the key has it, empty where it does not count."""
    if word[0].isdigit():
        return re.sub(r"\D", "", word)
    if any(mark in word for mark in "'’ʼ"):
        parts = re.split("['’ʼ]", word)
        word = max(parts, key=len)  # `don't`, `l'usine`, `Meyer's`
    return word if len(word) >= LONG else ""


def _folded(text: str) -> str:
    """Compatibility forms, case and accents folded."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in plain if not unicodedata.combining(c))
