"""What changed between two texts of one page."""

from __future__ import annotations

import re
from collections import Counter

from workers.records import Revision
from workers.stages.dedup.matching.normalise import tokens
from workers.stages.dedup.matching.shingles import SKETCH_SHINGLE, shingles, token_hashes

TEXT_CHARS = 20_000
"""Of the latest text so much is kept, to say what a revision changed."""

_SENTENCE_END = re.compile(
    r"""\n+|(?<=[.!?…]["'”’»)\]])\s+|(?<=[.!?…])\s+|(?<=[。！？])(?![」』”])"""
)


def compare(of: str, old: str, new: str) -> Revision:
    """The sentences that came and went, and how alike the texts are (Jaccard, 0 to 1).

    `of` is the id of the old version. Sentences are equal when their tokens are; their
    order does not count. Only the first `TEXT_CHARS` code points are compared.
    """
    before, after = sentences(old[:TEXT_CHARS]), sentences(new[:TEXT_CHARS])
    return Revision(
        of=of,
        similarity=round(similarity(old[:TEXT_CHARS], new[:TEXT_CHARS]), 3),
        added=_without(after, before),
        removed=_without(before, after),
    )


def sentences(text: str) -> list[str]:
    """A text cut after sentence ends and at line breaks, nothing empty."""
    return [piece.strip() for piece in _SENTENCE_END.split(text) if piece.strip()]


def similarity(a: str, b: str) -> float:
    """Jaccard similarity of the shingles of two texts; 1 for two texts without words."""
    return in_common(a, b)[0]


def in_common(a: str, b: str) -> tuple[float, float]:
    """What two texts share of their shingles: of all of both, and of those of the shorter.

    1 and 1 for two texts without words.
    """
    left, right = (set(shingles(token_hashes(tokens(t)), SKETCH_SHINGLE).tolist()) for t in (a, b))
    if not left and not right:
        return 1.0, 1.0
    shared = len(left & right)
    return shared / len(left | right), shared / max(1, min(len(left), len(right)))


def _without(these: list[str], others: list[str]) -> list[str]:
    """The sentences that occur in `these` more often than in `others`."""
    left = Counter(tuple(tokens(sentence)) for sentence in others)
    kept = []
    for sentence in these:
        form = tuple(tokens(sentence))
        if left[form] > 0:
            left[form] -= 1
        else:
            kept.append(sentence)
    return kept
