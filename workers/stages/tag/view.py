"""The text as the model reads it, and the way back to the offsets of the text itself.

Invisible signs are taken out (a zero-width space hides a name), lone surrogates become
U+FFFD, and lines in capitals are written as running text: "PRESIDENT BIDEN IN PARIS" as
"President Biden in Paris". There, words that the rest of the text writes small become
small, those that it writes in capitals stay, others get one capital.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from workers.stages.tag.names import INVISIBLE

SURROGATE = re.compile("[\ud800-\udfff]")
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
FEWEST = 3  # words in capitals that make a line one in capitals


@dataclass(frozen=True, slots=True)
class View:
    """`text` is read; `places` are the offsets of its signs in the original, or None."""

    text: str
    places: list[int] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """A stretch of the view as offsets into the original text."""
        if self.places is None:
            return start, end
        return self.places[start], self.places[end - 1] + 1


def view(text: str, small: frozenset[str]) -> View:
    """What the model is given; `small` are words written small in any case ("the", "in")."""
    clean = SURROGATE.sub("\ufffd", text)
    if not INVISIBLE.search(clean):
        return View(recased(clean, small))
    places = [place for place, sign in enumerate(clean) if not INVISIBLE.match(sign)]
    return View(recased("".join(clean[place] for place in places), small), places)


def in_capitals(line: str) -> bool:
    """Whether all letters of a line with some words are capitals."""
    return line.isupper() and len(WORD.findall(line)) >= FEWEST


def recased(text: str, small: frozenset[str]) -> str:
    """The text with its lines in capitals rewritten, character for character."""
    lines = text.splitlines(keepends=True)
    if not any(in_capitals(line) for line in lines):
        return text
    mixed = [word for line in lines if not in_capitals(line) for word in WORD.findall(line)]
    lower = {word for word in mixed if word.islower()} | small
    upper = {word for word in mixed if word.isupper() and len(word) > 1}

    def rewritten(match: re.Match[str]) -> str:
        word = match.group()
        if word in upper:
            return word
        changed = word.lower() if word.lower() in lower else word[0] + word[1:].lower()
        return changed if len(changed) == len(word) else word

    return "".join(WORD.sub(rewritten, line) if in_capitals(line) else line for line in lines)
