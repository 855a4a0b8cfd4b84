"""Stretches of a text and their length in words."""

from __future__ import annotations

import re

Span = tuple[int, int]
"""Start and end offset in the text."""
WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
SHORT = 4
"""Fewer words between marks, woven into a sentence, are scare quotes or titles."""


def length(text: str) -> int:
    """Words; in scripts without spaces, two characters count as one."""
    dense = sum(1 for char in text if "\u3040" <= char <= "\u9fff" or "\u0e00" <= char <= "\u0eff")
    return len(WORD.findall(text)) + dense // 2
