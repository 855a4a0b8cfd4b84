"""Places that the model reads in part: Port-of-Spain, Jammu and Kashmir, Halle (Saale).

The lists never tag by themselves: a name was found there already, and grows over what
makes it, or its first word, the name of a known place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from workers.stages.tag.recognition.spans import Span, likeliest

BEFORE = re.compile(r"(?<![\w-])[A-Z][\w’']*(?:-|[ -](?:and|of|et|&)[ -])\Z")
FIRST = re.compile(r"[\w’']+")
BRACKET = re.compile(r" \([A-Z][\w .-]{1,20}\)")  # Halle (Saale)


def with_whole_places(
    text: str, spans: Sequence[Span], is_place: Callable[[str], bool]
) -> list[Span]:
    """The spans, those grown that begin amid a known place or have its bracket; in order."""
    grown: list[Span] = []
    for span in spans:
        if grown and span.start < grown[-1].end:
            continue
        bracket = BRACKET.match(text, span.end)
        if bracket and is_place(text[span.start : bracket.end()]):
            span.end = bracket.end()
        before = BEFORE.search(text, max(0, span.start - 40), span.start)
        first = FIRST.match(text, span.start)
        whole = text[before.start() : first.end()] if before and first else ""
        if before and likeliest(span.weights) != "PER" and is_place(whole):
            span.start = before.start()
            while grown and grown[-1].end > span.start:
                grown.pop()
        grown.append(span)
    return grown
