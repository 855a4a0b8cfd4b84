"""What a name looks like: its key for comparing, its words, its trimmed ends."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

WORD = re.compile(r"[^\W_]+(?:[-'’.&][^\W_]+)*\.?")
POSSESSIVE = re.compile(r"(?:['’]s|['’])$", re.IGNORECASE)
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")

QUOTES = {"“": "”", "‘": "’", '"': '"', "'": "'"}

LEGAL = frozenset(
    "inc ltd llc llp plc corp corporation co company limited incorporated gmbh ag sa spa nv bv "
    "pty pvt group holdings holding".split()
)


@lru_cache(maxsize=20_000)
def key(name: str) -> str:
    """The form under which spellings of one name are the same: "U.S." and "US", "the UN"."""
    folded = INVISIBLE.sub("", name).replace("’", "'").replace(".", "").casefold()
    folded = " ".join(folded.split())
    return folded.removeprefix("the ") or folded


@lru_cache(maxsize=20_000)
def plain(name: str) -> str:
    """The key without accents: "Erdoğan" and "Erdogan" are one."""
    folded = key(name)
    if folded.isascii():
        return folded
    parts = unicodedata.normalize("NFKD", folded)
    return "".join(c for c in parts if not unicodedata.combining(c)).replace("ı", "i")


def without_form(folded: str) -> str:
    """A company's key without its legal form: "tesla inc" is "tesla"."""
    head, _, tail = folded.rpartition(" ")
    return head.rstrip(",") if head and tail in LEGAL else folded


def words(name: str) -> list[str]:
    """The words of a name as written, points of abbreviations kept."""
    return WORD.findall(name)


def trimmed(text: str, start: int, end: int, articles: frozenset[str]) -> tuple[int, int]:
    """The ends of a name without article, quote marks, brackets, blanks and possessive."""
    while start < end:
        name = text[start:end]
        first, _, rest = name.partition(" ")
        if rest and first.casefold() in articles:
            start += len(first) + 1
        elif not name[0].isprintable() or name[0] in " \"'“”‘’«»„([{-–—#*•,;:/|":
            start += 1
        elif (match := POSSESSIVE.search(name)) and match.start():
            end -= len(match.group())
        elif "(" in name[1:] and ")" not in name:
            end = start + name.rindex("(")
        elif name[-1].isspace() or name[-1] in ',;:"“”«»([{-–—!?/|&' or _stray(name):
            end -= 1
        else:
            break
    return start - _opens(text, start, end), end


def _opens(text: str, start: int, end: int) -> bool:
    """Whether the character before a name opens a quote that is closed in it: “Che” Guevara."""
    close = QUOTES.get(text[start - 1 : start], "")
    return bool(close) and text.count(close + " ", start, end) % 2 == 1


def _stray(name: str) -> bool:
    """A last character that does not belong to the name: an unopened bracket, a full stop."""
    if name[-1] in ")]}":
        return name.count(name[-1]) > name.count({")": "(", "]": "[", "}": "{"}[name[-1]])
    return name[-1] == "." and not re.search(r"(?:\b\w|\b(?:Jr|Sr|Inc|Ltd|Co|Corp|St))\.$", name)
