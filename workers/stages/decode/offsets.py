"""From offsets in an article's final text to offsets elsewhere, for consumers.

`records.Decoding.spans` is the map. The received text is the decoded body of a plain-text
article; for an HTML page it is what the extractor gave, because an extractor's output
cannot be traced back to the source character by character.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence


def received_offset(spans: Sequence[tuple[int, int, int]], final: int) -> int | None:
    """The code point of the received text that stands at `final` (code point) in the text.

    None where the character at `final` was put there by a repair. O(log n).
    """
    index = bisect_right(spans, final, key=lambda span: span[0]) - 1
    if index < 0:
        return None
    start, since, length = spans[index]
    return since + final - start if final < start + length else None


def utf16_offset(text: str, final: int) -> int:
    """The offset in UTF-16 code units, as JavaScript and Java count, of code point `final`."""
    return final + sum(char > "\uffff" for char in text[:final])
