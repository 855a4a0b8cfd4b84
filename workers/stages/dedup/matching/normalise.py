"""Text to the tokens that copies have in common, in any script."""

from __future__ import annotations

import re
import unicodedata

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
_UNSPACED_TOKEN = re.compile(rf"[{_UNSPACED}]")
_TITLE_PART = re.compile(r"\s+[|·»–—-]\s+")


def tokens(text: str) -> list[str]:
    """Words without case, marks and punctuation; single characters of unspaced scripts.

    So n tokens in a row are n words of English and n characters of Chinese.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _TOKEN.findall(folded)


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
