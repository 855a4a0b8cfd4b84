"""Whether a run is mojibake: by what it becomes, and by what stands beside it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from workers.stages.decode.misreadings import MISREADINGS, Misreading

PUNCTUATION = frozenset(
    "‐‑‒–—―‘’‚‛“”„†‡•…‰′″‹›⁄€₤₩₪₫₴₹₽№™℃ℓ−∞√≈≠≤≥■□▪►▼◆○●★☆"
    "\u2009\u200a\u200b\u200c\u200d\u200e\u200f\u2028\u202a\u202c\u202f\u2060\u3000\ufe0f\ufeff"
    "\u00a0¡¢£¤¥¦§©ª«¬\u00ad®°±²³´µ¶·¹º»¼½¾¿×÷"
)
CLOSING = frozenset("…’”»›\u00a0–—ºª°´™®%")
"""What may follow a capital letter in correct text: AMANHÃ…, ZZAJÉ’s, «É», MÜNCHEN™."""
OPENING = frozenset("¿¡")
OPEN_QUOTES = frozenset("“‘„«‹(\"'")
FANCY = frozenset("£¥¢§¡€")
"""Signs that stand for letters in fancy writing: MÄ£ÄM."""
NOT_AFTER_ROOT = frozenset("©®†™´¨¢£§¶ßªº")
"""What follows √ in no formula."""
FOREIGN_LATIN = re.compile(
    "[\u0180-\u019f\u01a2-\u01ae\u01b1-\u0217\u021c-\u02b8\u02bd-\u02c5\u02c8-\u02d7\u02de-\u02ff]"
)
SELDOM = re.compile("[ĈĉĜĝĤĥĴĵŜŝŬŭĦħĨĩĸĿŀŉŊŋŦŧŨũƠơƯư]")
DRAWING = re.compile("[\u2500-\u259f]")
ALPHABETS = frozenset({"GREEK", "CYRILLIC", "HEBREW", "ARABIC"})
EAST_ASIAN = frozenset(
    "CJK HIRAGANA KATAKANA KATAKANA-HIRAGANA IDEOGRAPHIC FULLWIDTH BOPOMOFO".split()
)
SYMBOL_RANGES = (("\u2190", "\u23ff"), ("\u2500", "\u27bf"), ("\U0001f000", "\U0001faff"))


class Strength(IntEnum):
    """How sure it is that a run is not meant as it stands."""

    NONE = 0  # it becomes nothing sensible
    LOSSY = 1  # a byte is missing
    WEAK = 2  # either reading could be meant
    SURE = 3


@dataclass(frozen=True, slots=True)
class Run:
    """text[start:end] is UTF-8 that was read as `codec`; what it becomes, and how surely.

    A `misfit` becomes a capital inside a word or a letter that hardly any language has:
    another codec that reads the same signs is likelier.
    """

    start: int
    end: int
    after: str
    codec: str
    strength: Strength
    misfit: bool = False


@dataclass(frozen=True, slots=True)
class Rest:
    """What stands in a text beside the runs of a misreading."""

    cyrillic: bool
    drawing: bool
    boxes: int

    @classmethod
    def of(cls, text: str, misreading: Misreading) -> Rest:
        """The text's rest without any run of `misreading`."""
        rest = misreading.before_blank.sub(" ", misreading.run.sub(" ", text))
        boxes = len(DRAWING.findall(text)) if misreading.drawing else 0
        return cls(_holds_cyrillic(rest), DRAWING.search(rest) is not None, boxes)


def judged(match: re.Match[str], after: str, misreading: Misreading, rest: Rest) -> Run:
    """The run with its strength."""
    spelled_out = misreading.is_cyrillic and _is_spelled_out(match[0])
    layered = not spelled_out and _is_layer(after, misreading)
    strength = Strength.SURE if layered else _strength(match, after, misreading, rest)
    if spelled_out:
        strength = min(strength, Strength.WEAK)
    before, _ = _neighbours(match)
    inside_word = before.islower() and after[:1].isupper()
    misfit = not layered and (inside_word or SELDOM.search(after) is not None)
    return Run(*match.span(), after, misreading.name, strength, misfit)


def _is_spelled_out(run: str) -> bool:
    """Whether capitals stand apart by one and the same sign: –Б–В–Г, С…Р…"""
    return len(run) > 2 and any(
        capitals.isupper() and len(set(signs)) == 1 and not signs[0].isalnum()
        for capitals, signs in ((run[::2], run[1::2]), (run[1::2], run[::2]))
    )


def _strength(match: re.Match[str], after: str, misreading: Misreading, rest: Rest) -> Strength:
    run, (before, following) = match[0], _neighbours(match)
    if not all(map(is_plausible, after)):
        return Strength.NONE
    if run[0] in misreading.drawing and after not in OPENING and _is_drawn(match, rest):
        return Strength.WEAK
    signs = [sign for sign in after if unicodedata.category(sign)[0] in "LM"]
    if any(sign >= "\u2000" and (sign in PUNCTUATION or _is_symbol(sign)) for sign in after):
        return Strength.SURE if _is_odd(before + run + following) else Strength.WEAK
    if signs and not any(is_latin(sign) for sign in signs):
        return _of_other_script(signs, match, misreading, rest)
    if _holds_cyrillic(run):
        return Strength.WEAK if rest.cyrillic else Strength.SURE
    return _of_latin(run, before, following, bool(signs))


def _neighbours(match: re.Match[str]) -> tuple[str, str]:
    text, start, end = match.string, match.start(), match.end()
    return text[max(0, start - 1) : start], text[end : end + 1]


def _is_drawn(match: re.Match[str], rest: Rest) -> bool:
    """Whether box signs draw a box: others stand about, or nothing else begins a word."""
    if rest.drawing:
        return True
    before, following = _neighbours(match)
    if before.isalpha() or not all(map(DRAWING.match, match[0])):
        return False
    return not following.islower() or rest.boxes > len(match[0])


def _is_odd(run: str) -> bool:
    """Whether no word looks so: signs among letters, capitals after small ones, two scripts."""
    return (
        not run.isalpha()
        or any(first.islower() and second.isupper() for first, second in pairwise(run))
        or len({_script(sign) for sign in run}) > 1
    )


def _of_other_script(
    signs: list[str], match: re.Match[str], misreading: Misreading, rest: Rest
) -> Strength:
    scripts = {"CJK" if (name := _script(sign)) in EAST_ASIAN else name for sign in signs}
    if len(scripts) > 1:
        return Strength.NONE
    is_alphabet = scripts <= ALPHABETS
    run, beside = match[0], "".join(_neighbours(match))
    if len(run) == 2 and any(sign.isalpha() and is_latin(sign) for sign in beside):
        inside_word = is_alphabet and len(beside) == 2 and beside.isalpha() and not run.isalpha()
        return Strength.SURE if inside_word else Strength.NONE
    if is_alphabet and misreading.is_cyrillic:
        is_word = not any(map(str.isalnum, beside))
        is_no_word = is_word and (_is_odd(run) or not rest.cyrillic)
        return Strength.SURE if len(signs) >= (2 if is_no_word else 3) else Strength.WEAK
    if len(signs) >= (2 if is_alphabet else 3):
        return Strength.SURE
    if not is_alphabet:  # three signs for one, among them some that follow no letter
        odd = any(not sign.isalpha() and sign not in CLOSING for sign in run)
        return Strength.SURE if odd and len(run) >= 3 * len(signs) else Strength.WEAK
    return Strength.WEAK


def _of_latin(run: str, before: str, following: str, becomes_letter: bool) -> Strength:
    """`√©`, `├⌐`, `¬£`; `Ã©`, `Ä™`: sure unless a capital may be followed so."""
    last = run[-1]
    if not run[0].isalpha():
        in_word = before.isalpha() or following.isalpha()
        at_number = not becomes_letter and following.isdigit()
        sure = in_word or at_number or (run[0] == "√" and run[1] in NOT_AFTER_ROOT)
    elif last in FANCY and before.isupper() and not following.islower():
        sure = False
    elif following.isalpha() or before.islower() or last not in CLOSING:
        sure = True
    else:
        alone = not before.isalpha() and before not in OPEN_QUOTES
        sure = alone and (run[0] in "ÂÃ" or last == "\u00a0")
    return Strength.SURE if sure else Strength.WEAK


def _is_layer(text: str, misreading: Misreading, depth: int = 2) -> bool:
    """Whether the text is mojibake throughout, which becomes something sensible in the end."""
    for each in (misreading, MISREADINGS[0]):
        after = each.undone(text) if each.run.fullmatch(text) else None
        if after and (
            all(map(is_plausible, after)) or (depth and _is_layer(after, each, depth - 1))
        ):
            return True
    return False


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
    return _is_symbol(sign)


def _is_symbol(sign: str) -> bool:
    return any(first <= sign <= last for first, last in SYMBOL_RANGES)


def is_latin(sign: str) -> bool:
    """Whether a letter is of the Latin script (or one that stands among them, such as ª)."""
    return sign < "\u0370" or "\u1e00" <= sign < "\u1f00"


def _holds_cyrillic(text: str) -> bool:
    return re.search("[\u0400-\u04ff]", text) is not None


def _script(sign: str) -> str:
    return unicodedata.name(sign, "?").split()[0]
