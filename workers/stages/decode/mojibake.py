"""UTF-8 read as another charset, undone run by run.

A library that judges a whole line leaves one wrong quote mark among right ones alone. Here
each run (see `misreadings`) is judged by what it becomes: a run is *strong* when what stands
there cannot be meant, *weak* when it could be, and then it needs a strong one of the same
charset in the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from workers.stages.decode.misreadings import MISREADINGS, Misreading
from workers.stages.decode.traced import Edit, Traced

ROUNDS = 5
"""Text that went through the mill twice or thrice is undone layer by layer."""

PUNCTUATION = frozenset(
    "‐‑‒–—―‘’‚‛“”„†‡•…‰′″‹›⁄€₤₩₪₫₴₹₽№™℃ℓ−←↑→↓⇒≈≠≤≥∞√■□▪►▼◆○●★☆☎☺♀♂♠♣♥♦♪✓✔✗✘❤➔➜​‌‍‎‏ "
    "\u00a0¡¢£¤¥¦§¨©ª«¬\u00ad®¯°±²³´µ¶·¹º»¼½¾¿×÷\u2009\u200a\u202a\u202c\u202f\u2060\u3000\ufe0f\ufeff"
)
CLOSING = frozenset("…’”»›\u00a0–—ºª°´™®%‰")
"""What may follow a capital letter in correct text: AMANHÃ…, ZZAJÉ’s, «É», MÜNCHEN™."""

BOX = re.compile("[\u2500-\u259f]")


@dataclass(frozen=True, slots=True)
class Run:
    """A run and what it becomes; `strong` None when it becomes nothing sensible."""

    start: int
    end: int
    before: str
    after: str
    strong: bool | None


def undone(traced: Traced) -> Traced:
    """The text with all runs undone that can be trusted, layer by layer."""
    for _ in range(ROUNDS):
        before = traced
        for misreading in MISREADINGS:
            traced = traced.replace(_edits(traced.text, misreading))
        if traced is before:
            break
    return traced


def _edits(text: str, misreading: Misreading) -> Iterator[Edit]:
    runs = list(_runs(text, misreading))
    strong = sum(run.strong is True for run in runs)
    doubtful = sum(run.strong is None for run in runs)
    for run in runs:
        if run.strong or (run.strong is False and strong > doubtful):
            confidence = 0.99 if run.strong else 0.9
            yield Edit(run.start, run.end, run.after, "mojibake", misreading.name, confidence)


def _runs(text: str, misreading: Misreading) -> Iterator[Run]:
    for match in misreading.run.finditer(text):
        try:
            after = misreading.undone(match[0])
        except UnicodeDecodeError:
            continue
        yield Run(
            match.start(), match.end(), match[0], after, _strength(text, match, after, misreading)
        )


def _strength(text: str, match: re.Match[str], after: str, misreading: Misreading) -> bool | None:
    if not all(_is_plausible(sign) for sign in after):
        again = _undone_again(after)
        if again is None:
            return None
        after = again
    before, following = text[match.start() - 1 : match.start()], text[match.end() :][:1]
    if any(sign >= "\u2000" and sign in PUNCTUATION or sign > "\uffff" for sign in after):
        return True
    if BOX.search(match[0]) and BOX.search(misreading.run.sub("", text)):
        return False  # a drawing
    letters = [sign for sign in after if sign.isalpha()]
    if letters and all(_script(sign) != "LATIN" for sign in letters):
        scripts = {_script(sign) for sign in letters}
        least = 3 if misreading.name in CYRILLIC else 2
        if len(scripts) == 1 and len(letters) >= least:
            return True
        return False if len(scripts) == 1 and scripts <= ALPHABETS else None
    if match[0].isupper() and (before.isupper() or following.isupper()):
        return False
    last = match[0][-1]
    if last in CLOSING and (before.isupper() or not before.isalpha()) and not following.isalpha():
        return False
    if misreading.name in CYRILLIC:
        return False
    return before.isalpha() or following.isalpha() or not letters


CYRILLIC = frozenset({"cp1251", "koi8_r", "cp866", "mac_cyrillic"})
ALPHABETS = frozenset({"GREEK", "CYRILLIC", "HEBREW", "ARABIC"})


def _undone_again(text: str) -> str | None:
    """What a second layer becomes, when the whole text is one."""
    for misreading in MISREADINGS[:2]:
        if misreading.run.fullmatch(text):
            try:
                after = misreading.undone(text)
            except UnicodeDecodeError:
                continue
            if all(_is_plausible(sign) for sign in after):
                return after
    return None


def _is_plausible(sign: str) -> bool:
    """Whether the sign is met in news text."""
    if sign in PUNCTUATION:
        return True
    if "\u00c0" <= sign <= "\u017f" or "\u1e00" <= sign <= "\u1eff" or sign in "ƒƠơƯưȘșȚț":
        return True
    category = unicodedata.category(sign)
    if "\u0180" <= sign <= "\u02ff" or category in ("Cc", "Cn", "Co", "Cs"):
        return False
    return category[0] in "LMN" or sign > "\u2000"


def _script(sign: str) -> str:
    return unicodedata.name(sign, "?").split()[0]
