"""Places of several words that the model reads in part: Port-of-Spain, Jammu and Kashmir.

The lists never tag by themselves: a name was found there already, and grows over what
makes it, or its first word, the name of a known place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from workers.stages.tag.recognition.spans import Span, likeliest

BEFORE = re.compile(r"(?<![\w-])[A-Z][\w’']*(?:-|[ -](?:and|of|et|&)[ -])\Z")
FIRST = re.compile(r"[\w’']+")


def with_whole_places(
    text: str, spans: Sequence[Span], is_place: Callable[[str], bool]
) -> list[Span]:
    """The spans, those grown to the left that begin amid a known place; in order."""
    grown: list[Span] = []
    for span in spans:
        before = BEFORE.search(text, max(0, span.start - 40), span.start)
        first = FIRST.match(text, span.start)
        whole = text[before.start() : first.end()] if before and first else ""
        if before and likeliest(span.weights) != "PER" and is_place(whole):
            span.start = before.start()
            while grown and grown[-1].end > span.start:
                grown.pop()
        grown.append(span)
    return grown
