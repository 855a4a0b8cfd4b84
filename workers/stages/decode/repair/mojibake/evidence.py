"""Whether a run is mojibake: by what it becomes, and by what stands beside it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum

from workers.stages.decode.repair.mojibake.characters import (
    PUNCTUATION,
    holds,
    is_foreign,
    is_latin,
    is_plausible,
    is_symbol,
    script_of,
)
from workers.stages.decode.repair.mojibake.misreadings import MISREADINGS, Misreading

CLOSING = frozenset("…’”“‘»«›‹\u00a0–—ºª°´™®%")
"""What may follow a capital letter in correct text: AMANHÃ…, ZZAJÉ’s, «É», „Ä“, MÜNCHEN™."""
OPENING = frozenset("¿¡")
OPEN_QUOTES = frozenset("“‘„«‹(\"'")
FANCY = frozenset("£¥¢§¡€")
"""Characters that stand for letters in fancy writing: MÄ£ÄM."""
NOT_AFTER_ROOT = frozenset("©®†™´¨¢£§¶ßªº")
"""What follows √ in no formula."""
SELDOM = re.compile("[ĈĉĜĝĤĥĴĵŜŝŬŭĦħĨĩĸĿŀŉŊŋŦŧŨũƠơƯư]")
DRAWING = re.compile("[\u2500-\u259f]")
ALPHABETS = frozenset({"GREEK", "CYRILLIC", "HEBREW", "ARABIC"})
EAST_ASIAN = frozenset(
    "CJK HIRAGANA KATAKANA KATAKANA-HIRAGANA IDEOGRAPHIC FULLWIDTH BOPOMOFO".split()
)


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
    another codec that reads the same characters is likelier.
    """

    start: int
    end: int
    after: str
    codec: str
    strength: Strength
    misfit: bool = False


@dataclass(frozen=True, slots=True)
class Rest:
    """What stands in a text beside the runs of a misreading.

    `native`: letters of the script that the misreading shows, so that runs may be words.
    """

    native: bool
    drawing: bool
    boxes: int

    @classmethod
    def of(cls, text: str, misreading: Misreading) -> Rest:
        """The text's rest without any run of `misreading`."""
        rest = misreading.before_blank.sub(" ", misreading.run.sub("\n", text))
        boxes = len(DRAWING.findall(text)) if misreading.drawing else 0
        return cls(holds(misreading.script, rest), DRAWING.search(rest) is not None, boxes)


def judged(match: re.Match[str], after: str, misreading: Misreading, rest: Rest) -> Run:
    """The run with its strength."""
    may_be_meant = _is_spelled_out(match[0], misreading) or _is_quoted(match)
    layered = not may_be_meant and _is_layer(after, misreading)
    strength = Strength.SURE if layered else _strength(match, after, misreading, rest)
    if may_be_meant:
        strength = min(strength, Strength.WEAK)
    before, _ = _neighbours(match)
    inside_word = before.islower() and after[:1].isupper()
    misfit = not layered and (inside_word or SELDOM.search(after) is not None)
    return Run(*match.span(), after, misreading.name, strength, misfit)


def _is_spelled_out(run: str, misreading: Misreading) -> bool:
    """Whether capitals stand apart by one and the same character: –Б–В–Г, С…Р…, Ä–Ö–"""
    return len(run) > 2 and any(
        capitals.isupper()
        and (misreading.script == "CYRILLIC" or len(set(capitals)) > 1)
        and len(set(chars)) == 1
        and not chars[0].isalnum()
        for capitals, chars in ((run[::2], run[1::2]), (run[1::2], run[::2]))
    )


def _is_quoted(match: re.Match[str]) -> bool:
    """Whether a quote begins with two letters that are not ASCII: „Öösel“, „ÄÖ“."""
    before, _ = _neighbours(match)
    quote, letters = match[0][0], match[0][1:]
    return quote == "„" and len(letters) == 2 and letters.isalpha() and not before.isalnum()


def _strength(match: re.Match[str], after: str, misreading: Misreading, rest: Rest) -> Strength:
    run, (before, following) = match[0], _neighbours(match)
    if not all(map(is_plausible, after)):
        return Strength.NONE
    if run[0] in misreading.drawing and after not in OPENING and _is_drawn(match, rest):
        return Strength.WEAK
    chars = [char for char in after if unicodedata.category(char)[0] in "LM"]
    chars = chars or list(filter(is_foreign, after))
    if any(char >= "\u2000" and (char in PUNCTUATION or is_symbol(char)) for char in after):
        word = _word_of(match) if misreading.script else before + run + following
        return Strength.SURE if _is_odd(word) else Strength.WEAK
    if chars and not any(is_latin(char) for char in chars):
        return _of_other_script(chars, match, misreading, rest)
    if holds(misreading.script, run):
        word = _word_of(match)
        is_word = not _is_odd(word) and (word.islower() or word != run)
        is_sure = not (rest.native or is_word)
        return Strength.SURE if is_sure else Strength.WEAK
    return _of_latin(match, after)


def _neighbours(match: re.Match[str]) -> tuple[str, str]:
    text, start, end = match.string, match.start(), match.end()
    return text[max(0, start - 1) : start], text[end : end + 1]


def _word_of(match: re.Match[str]) -> str:
    """The run with the letters that stand right beside it."""
    before, following = (char if char.isalpha() else "" for char in _neighbours(match))
    return before + match[0] + following


def _is_drawn(match: re.Match[str], rest: Rest) -> bool:
    """Whether a box is drawn: other such characters stand about, or nothing else begins a word."""
    if rest.drawing:
        return True
    before, following = _neighbours(match)
    if before.isalpha() or not all(map(DRAWING.match, match[0])):
        return False
    return not following.islower() or rest.boxes > len(match[0])


def _is_odd(run: str) -> bool:
    """Whether no word looks so: characters among letters, capitals after small ones, two scripts.

    A capital that begins a word of its own is not odd: ИнвестБанк.
    """
    capitals = (at for at, char in enumerate(run) if at and char.isupper())
    return (
        not run.isalpha()
        or any(run[at - 1].islower() and not _is_small(run[at + 1 : at + 3]) for at in capitals)
        or len({script_of(char) for char in run}) > 1
    )


def _is_small(letters: str) -> bool:
    return len(letters) > 1 and letters.islower()


def _of_other_script(
    chars: list[str], match: re.Match[str], misreading: Misreading, rest: Rest
) -> Strength:
    scripts = {"CJK" if (name := script_of(char)) in EAST_ASIAN else name for char in chars}
    if len(scripts) > 1:
        return Strength.NONE
    is_alphabet = scripts <= ALPHABETS
    run, beside = match[0], "".join(_neighbours(match))
    if len(run) == 2 and any(char.isalpha() and is_latin(char) for char in beside):
        in_formula = scripts == {"GREEK"} and run[0].isalpha() and run[1] not in CLOSING
        inside_word = len(beside) == 2 and beside.isalpha() and not run.isalpha()
        return Strength.SURE if in_formula and inside_word else Strength.NONE
    is_word = misreading.script is not None and not _is_odd(run)
    if is_alphabet and misreading.script and not is_word:
        stands_alone = not any(map(str.isalnum, beside))
        return Strength.SURE if len(chars) >= (2 if stands_alone else 3) else Strength.WEAK
    if len(chars) >= (2 if is_alphabet else 3) and not is_word:
        return Strength.SURE
    if not (is_alphabet or is_word):  # three for one, some that follow no letter
        odd = not rest.native and any(not char.isalpha() and char not in CLOSING for char in run)
        return Strength.SURE if odd and len(run) >= 3 * len(chars) else Strength.WEAK
    return Strength.WEAK


def _of_latin(match: re.Match[str], after: str) -> Strength:
    """`√©`, `├⌐`, `¬£`; `Ã©`, `Ä™`: sure unless a capital may be followed so."""
    run, (before, following) = match[0], _neighbours(match)
    last, kind = run[-1], unicodedata.category(after[0])
    if run[0] == "»":  # »öffnen«
        sure = before.isalpha() and following.isalpha()
    elif run.isalpha() and kind == "Lm":
        sure = False  # two letters for a lone accent: Àárọ̀
    elif not run[0].isalpha():
        in_word = before.isalpha() or following.isalpha()
        at_number = kind[0] not in "LM" and following.isdigit()
        sure = in_word or at_number or (run[0] == "√" and run[1] in NOT_AFTER_ROOT)
    elif last in FANCY and before.isupper() and not following.islower():
        sure = False
    elif run[0] in "ÄÅ" and last in "–—" and before.isupper() and following.isupper():
        sure = False  # UMEÅ–LULEÅ
    elif following.isalpha() or before.islower() or not CLOSING.issuperset(run[1:]):
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
