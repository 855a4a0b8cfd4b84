"""How much a text looks as no language does: evidence of a charset taken for another."""

from __future__ import annotations

import re

SAMPLE = 64 * 1024
WORD = re.compile(r"[^\W\d_]{3,}")
ODD_WORD = re.compile(
    "[\u00c0-\u00ffŠšŒœŽžŸƒ]{3,}"  # every letter accented: Çàòåì
    "|[а-яё][А-ЯЁ]{2,}|[а-яё][А-ЯЁ][а-яё]"  # capitals after a small letter: пФЛХДБ
)
CYRILLIC = "\u0400-\u04ff"
ODD_CHARACTER = re.compile(
    "[\x80-\x9f]"
    "|(?<=[a-z])[¹³¿¾¼º±¶¨¯¢£¥¬‡‰•˜™›§](?=[a-z])"  # a character in a Latin word: dok³ada³
    f"|[a-z](?=[{CYRILLIC}])|[{CYRILLIC}](?=[a-z])"  # letters of two scripts in one word
    "|(?<=[а-яА-Я])[®«¬¦©°±‡†](?=[а-яА-Я])"  # a character in a Cyrillic word
)
ODD_CAPITAL = re.compile("(?<=[a-z.,])[\u00c0-\u00d6\u00d8-\u00deŠŽŸ](?![a-z]{3})")
"""Quote marks of the Macintosh read as windows-1252: ThatÕs, ÒNo.Ó"""


def odd_share(text: str) -> float:
    """How many odd words or characters there are for one word; 0 in nearly all correct texts."""
    sample = text[:SAMPLE]
    words = len(WORD.findall(sample)) + 1
    return (len(ODD_WORD.findall(sample)) + len(ODD_CHARACTER.findall(sample))) / words
