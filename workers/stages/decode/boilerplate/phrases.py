"""The phrases of `data/`, compiled for fast look-up by a line's first character."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import defaultdict
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

Role = Literal["line", "tail", "related", "teaser", "credit", "offer", "consent", "sign_up"]

_FILES = [Path(__file__).parent / "data" / name for name in ("phrases.toml", "boxes.toml")]
_SHORTHAND = re.compile(r"\\.|\[[^]]*\]|\*\*?|#|~| ")
_WORD_ENDS = r"(?![a-zà-öø-ÿа-яё]|-\w)"
_LONGHAND = {"**": r".{0,200}?", "*": r".{0,40}?", "#": r"(?:\d[\d.,:]*)", "~": r"\w*", " ": " ?"}
_ANYWHERE = "**"
_AROUND = 200
_LAST_PARTED = "\u0530"
"""Latin, Greek and Cyrillic letters lie before it: scripts with a blank between words."""
_EDGE = " \t-*•·–—>»›→►▶▸|#\u200b\ufe0f✓✔…．.:：!！…«‹←<_=~"
_OPENING, _CLOSING = frozenset("([【（「『"), frozenset(")]】）」』")
_APOSTROPHES = str.maketrans(
    {"’": "'", "ʼ": "'", "`": "'", "´": "'", "\xa0": " ", "“": '"', "”": '"'}
)


@lru_cache(maxsize=4096)  # phrases, lists and site memory look at the same lines
def fold(line: str) -> str:
    """A line as the phrases are written: lower case, no bullets, no closing punctuation."""
    line = line.translate(_APOSTROPHES).strip(_EDGE)
    while line and unicodedata.category(line[0]) in ("So", "Sk", "Cf", "Mn"):
        line = line[1:].lstrip(_EDGE)
    while line and unicodedata.category(line[-1]) in ("So", "Sk", "Cf"):
        line = line[:-1].rstrip(_EDGE)
    if line[:1] in _OPENING and line[-1:] in _CLOSING:
        line = line[1:-1].strip(_EDGE)
    return " ".join(line.casefold().split())


@lru_cache(maxsize=4096)
def role_of(folded: str) -> Role | None:
    """Whether a whole folded line is boilerplate, "tail" if it opens the tail; else None."""
    roles: tuple[Role, ...] = ("tail", "line")
    for role in roles:
        if _matches(role, folded):
            return role
    return None


@lru_cache(maxsize=4096)
def opens(role: Role, folded: str) -> bool:
    """Whether the folded text is wholly a phrase that opens such a line ("read also")."""
    return _matches(role, folded)


def _matches(role: Role, folded: str) -> bool:
    if not folded:
        return False
    buckets = _compiled(role)
    at_start = (*buckets.get(folded[0], ()), *buckets.get("", ()))
    return any(pattern.fullmatch(folded) for pattern in at_start) or any(
        (match := pattern.search(folded)) is not None
        and max(match.start(), len(folded) - match.end()) <= _AROUND
        for pattern in buckets.get(_ANYWHERE, ())
    )


@cache
def _compiled(role: Role) -> dict[str, list[re.Pattern[str]]]:
    """Patterns by the first character that they can match; "" holds those that begin anyhow.

    Those that stand anywhere in a line are searched, which is much quicker than to match
    what may stand around them; and only where a word begins, in scripts that part words.
    """
    buckets: dict[str, list[str]] = defaultdict(list)
    parted: list[str] = []
    texts = [tomllib.loads(file.read_text("utf-8")) for file in _FILES]
    for phrases in (phrases for text in texts for phrases in text.values()):
        for phrase in map(str.casefold, phrases.get(role, ())):
            bare = phrase.removeprefix("**").removesuffix("**").strip()
            if not (phrase.startswith("**") and phrase.endswith("**")):
                for char in _first_chars(phrase) or {""}:
                    buckets[char].append(_SHORTHAND.sub(_longhand, phrase))
            elif max(_first_chars(bare) or _LAST_PARTED) < _LAST_PARTED:
                parted.append(_SHORTHAND.sub(_longhand, bare))
            else:
                buckets[_ANYWHERE].append(_SHORTHAND.sub(_longhand, bare))
    compiled = {char: [re.compile(_either(patterns))] for char, patterns in buckets.items()}
    if parted:
        compiled.setdefault(_ANYWHERE, []).append(re.compile(rf"\b{_either(parted)}"))
    return compiled


def _either(patterns: list[str]) -> str:
    return f"(?:{'|'.join(f'(?:{pattern})' for pattern in patterns)})"


def _longhand(shorthand: re.Match[str]) -> str:
    """One character of the shorthand as a regular expression."""
    char, phrase, at = shorthand.group(), shorthand.string, shorthand.start()
    after_word = at > 0 and (phrase[at - 1].isalpha() or phrase[at - 1] == ")")
    ends = _WORD_ENDS if char[0] == "*" and after_word else ""
    return ends + _LONGHAND.get(char, char)


def _first_chars(phrase: str) -> set[str] | None:
    """Every character with which a match of `phrase` can begin; None when it may be any."""
    if not phrase or phrase[0] in "*[.\\":
        return None
    if phrase[0] == "#":
        return set("0123456789")
    if phrase[0] != "(":
        optional = phrase[1:2] == "?"
        return None if optional else {phrase[0]}
    end, parts = _group(phrase)
    chars: set[str] = set()
    for part in parts:
        rest = (
            _first_chars(part + phrase[end:]) if part else _first_chars(phrase[end:].lstrip(" ?"))
        )
        if rest is None or phrase[end : end + 1] == "?":
            return None
        chars |= rest
    return chars


def _group(phrase: str) -> tuple[int, list[str]]:
    """Where the group that opens `phrase` ends, and its alternatives."""
    depth, start, parts = 0, 1, []
    for at, char in enumerate(phrase):
        if char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
        if (char == "|" and depth == 1) or depth == 0:
            parts.append(phrase[start:at].lstrip(" "))
            start = at + 1
        if depth == 0:
            return at + 1, parts
    raise ValueError(f"phrases.toml: group not closed: {phrase}")
