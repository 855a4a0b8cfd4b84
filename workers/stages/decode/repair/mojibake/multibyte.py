"""UTF-8 read as a Chinese, Japanese or Korean charset: `茅t茅`, `ﾃｩtﾃｩ` for été.

Two bytes became one character there, sometimes with an ASCII letter inside, so a run is turned
back whole. It counts only in Latin text that has none of those scripts' characters for itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workers.stages.decode.repair.mojibake.characters import is_latin, is_plausible
from workers.stages.decode.traced import Edit, Traced

CODECS = ("gb18030", "cp932", "cp949", "big5hkscs")
EASTERN = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\ue000-\uf8ff]")
RUN = re.compile("[^\x00-\x7f]+")
SAMPLE = 64 * 1024


def undone(traced: Traced) -> Traced:
    """Latin text that went through one of `CODECS`, as it was; any other text untouched."""
    text = traced.text
    if not EASTERN.search(text) or not _is_latin_otherwise(text):
        return traced
    for codec in CODECS:
        edits = list(_edits(text, codec))
        if edits:
            return traced.replace(edits)
    return traced


def _edits(text: str, codec: str) -> Iterator[Edit]:
    """An edit a run, or none at all when one run becomes nonsense or none stands in a word."""
    found = []
    glued = False
    for match in RUN.finditer(text):
        if not EASTERN.search(match[0]):
            continue
        after = _latin(match[0], codec)
        if after is None:
            return
        start, end = match.span()
        before, following = text[max(0, start - 1) : start], text[end : end + 1]
        glued |= before.isalpha() or (following.isalpha() and following.islower())
        found.append(Edit(start, end, after, "mojibake", codec, 0.9))
    if glued:
        yield from found


def _latin(run: str, codec: str) -> str | None:
    try:
        after = run.encode(codec).decode("utf-8")
    except UnicodeError:
        return None
    fits = all(char.isascii() or (is_plausible(char) and not _is_foreign(char)) for char in after)
    return after if fits else None


def _is_foreign(char: str) -> bool:
    return not is_latin(char) and (char.isalpha() or char < "\u2000")


def _is_latin_otherwise(text: str) -> bool:
    sample = text[:SAMPLE]
    letters = sum(char.isalpha() for char in sample)
    eastern = len(EASTERN.findall(sample))
    return letters - eastern > 2 * eastern
