"""Lines in capitals, in the letters that the model was trained on.

"PRESIDENT BIDEN IN PARIS" is read as "President Biden in Paris": words that the rest of the
text writes small become small, those that it writes in capitals stay, others get one
capital. Lengths do not change, so that offsets hold.
"""

from __future__ import annotations

import re

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
FEWEST = 3  # words in capitals that make a line one in capitals


def in_capitals(line: str) -> bool:
    """Whether all letters of a line with some words are capitals."""
    return line.isupper() and len(WORD.findall(line)) >= FEWEST


def recased(text: str, small: frozenset[str]) -> str:
    """The text with its lines in capitals rewritten, character for character.

    `small` are words that are written small in any case ("the", "in").
    """
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
