"""The article's text as the page states it for search engines: what agrees with it, what does not.

`articleBody` is plain text without the offers, polls and teasers that a page puts between its
paragraphs. Where most of the shown text stands in it too, a line that does not is none of the
article's. It may be cut short, or be a summary, so its silence about the end says little.
"""

from __future__ import annotations

import re

from workers.stages.decode.boilerplate import line_shapes as shape
from workers.stages.decode.page.blocks import Block

_NO_LETTERS = re.compile(r"[\W_]+")
AGREED = 0.6
"""This share of the shown text must stand in the stated one for that to be heeded."""
TAIL = 0.2
"""A longer part of the text after the last stated line was cut off there, not added here."""
PIECE = 30
MOST_OF_IT = 0.6
LEAST = 200
LEAD = 80


class StatedText:
    """The text of `articleBody`, for looking up whether a line stands in it."""

    def __init__(self, lines: list[str]) -> None:
        self.letters = letters("".join(lines))

    def holds(self, text: str) -> bool:
        """Whether the text, or most of its pieces, stand in the stated one."""
        own = letters(text)
        if own in self.letters:
            return True
        starts = range(0, len(own) - PIECE + 1, PIECE)
        if len(starts) < 2:
            return False
        return sum(own[at : at + PIECE] in self.letters for at in starts) >= MOST_OF_IT * len(
            starts
        )

    def share_in(self, text: str) -> float:
        """Which part of the stated text stands in `text`, 0 to 1 (1 where nothing is stated)."""
        other = letters(text)
        starts = range(0, len(self.letters) - PIECE + 1, 2 * PIECE)
        found = sum(self.letters[at : at + PIECE] in other for at in starts)
        return found / len(starts) if starts else 1.0


def without_unstated(kept: list[Block], stated: StatedText) -> list[Block]:
    """Without the blocks that the stated text lacks, where the two otherwise agree.

    Headings and a lead paragraph stay: many sites leave them out of the stated text.
    """
    if len(stated.letters) < LEAST:
        return kept
    inside = [stated.holds(block.text) for block in kept]
    total = sum(len(block.text) for block in kept)
    agreed = sum(len(block.text) for block, held in zip(kept, inside, strict=True) if held)
    if not agreed or agreed < AGREED * total:
        return kept
    last = max(index for index, held in enumerate(inside) if held)
    tail = sum(len(block.text) for block in kept[last + 1 :])
    ends = last + 1 if tail > TAIL * total else len(kept)
    return [
        block
        for index, block in enumerate(kept)
        if inside[index] or index >= ends or block.kind == "heading" or _is_lead(block, index)
    ]


def _is_lead(block: Block, index: int) -> bool:
    return index == 0 and len(block.text) >= LEAD and shape.is_sentence(block.text)


def letters(text: str) -> str:
    """Only letters and digits, in lower case: how a text is compared."""
    return _NO_LETTERS.sub("", text.casefold())
