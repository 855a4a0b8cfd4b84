"""Text to the tokens that copies have in common, in any script."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

import xxhash

# Thai, Lao, Burmese, Khmer, kana, Han: written without spaces between words.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
# Vowel signs of Indic scripts are letters to a reader, but not to \w.
_MARKS = "".join(
    re.escape(chr(code))
    for code in range(0x300, 0x11000)
    if unicodedata.category(chr(code))[0] == "M"
)
_TOKEN = re.compile(rf"[^\W_{_UNSPACED}]+(?:[{_MARKS}]+[^\W_{_UNSPACED}]*)*|[{_UNSPACED}]")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
"""Soft hyphens, zero-width and other characters that no reader sees (Default_Ignorable)."""
_LOOKALIKES = dict(
    zip(
        "авекмнорстухѕіјһԛԝ" + "αβεζηικμνορτυχ" + "ı",
        "abekmhopctyxsijhqw" + "abezhikmvoptyx" + "i",
        strict=True,
    )
)
"""Cyrillic and Greek letters to the Latin ones that they, or their capitals, look like."""
_UNSPACED_TOKEN = re.compile(rf"[{_UNSPACED}]")
_TITLE_PART = re.compile(r"\s+[|·»–—-]\s+")


def tokens(text: str) -> list[str]:
    """Words without case, marks and punctuation; single characters of unspaced scripts.

    What looks alike is alike: characters that nobody sees are left out, a Cyrillic or Greek
    letter counts as the Latin one of the same shape, a traditional Chinese character as the
    simplified one. So n tokens in a row are n words of English and n characters of Chinese.
    """
    if text.isascii():
        return _TOKEN.findall(text.lower())
    visible = _INVISIBLE.sub("", text)
    folded = unicodedata.normalize("NFKC", visible).casefold()
    return _TOKEN.findall(folded.translate(_one_for_all()))


@cache
def _one_for_all() -> dict[int, str]:
    """Characters that stand for the same letter or word -> the one that is compared."""
    path = Path(__file__).parent / "data" / "han_variants.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = " ".join(line for line in lines if not line.startswith("#")).split()
    return {ord(old): new for old, new in [*_LOOKALIKES.items(), *pairs]}


def words(found: list[str]) -> float:
    """Length in words, two characters of an unspaced script counted as one word."""
    unspaced = sum(1 for token in found if len(token) == 1 and _UNSPACED_TOKEN.match(token))
    return len(found) - unspaced / 2


def numbers(found: list[str]) -> set[str]:
    """The distinct tokens with a digit: figures, dates, times, flight and bill numbers."""
    return {token for token in set(found) if not token.isalpha() and any(map(str.isdecimal, token))}


def fingerprint(found: list[str]) -> int:
    """64-bit hash of a normalised text; equal for texts that differ in layout only."""
    return xxhash.xxh3_64_intdigest(" ".join(found).encode("utf-8", "surrogatepass"))


def title_hash(title: str | None) -> int:
    """32-bit hash of a headline's tokens, never 0; 0 when there is none.

    Of "headline | site" or "section - headline" only the longest part counts.
    """
    found = tokens(max(_TITLE_PART.split(title or ""), key=len))
    return fingerprint(found) >> 32 | 1 if found else 0
