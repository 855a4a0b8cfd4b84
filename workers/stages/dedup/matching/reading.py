"""What dedup takes from an article's text: keys to find its copies by, a sketch to compare."""

from __future__ import annotations

from dataclasses import dataclass

from workers.stages.dedup.matching import anchors, normalise
from workers.stages.dedup.matching.shingles import (
    KEY_SHINGLE,
    SKETCH_SHINGLE,
    Hashes,
    keys_of,
    shingles,
    token_hashes,
)
from workers.stages.dedup.matching.sketch import Sketch, lead_of, sketch

SHORT_WORDS = 16
"""Below this many words headline and text as a whole are a key too."""
MOST_TOKENS = 10_000
"""Of a longer text only the beginning is compared, which copies of it keep."""
LEAD_TOKENS = 24
"""The beginning has a key of its own: a teaser shares no other one with a long article."""


@dataclass(frozen=True, slots=True)
class Reading:
    """`keys` find copies, `anchor_keys` rewritten ones."""

    keys: list[int]
    anchor_keys: list[int]
    sketch: Sketch


def read(text: str, title: str | None = None) -> Reading:
    """Reads an article's text."""
    found = normalise.tokens(text)
    hashes = token_hashes(found[:MOST_TOKENS])
    names = anchors.anchors(text)
    drawn = sketch(
        normalise.fingerprint(found),
        shingles(hashes, SKETCH_SHINGLE),
        normalise.numbers(found),
        anchors.sample(names),
        lead_of(hashes),
    )
    return Reading(_keys(found, hashes, title), anchors.keys_of(names), drawn)


def _keys(found: list[str], hashes: Hashes, title: str | None) -> list[int]:
    """The keys of the text and of its beginning; of a short text that of the whole as well."""
    keys = keys_of(hashes) if found else []
    keys += [int(lead) for lead in shingles(hashes[:LEAD_TOKENS], KEY_SHINGLE)[:1] if found]
    if normalise.words(found) < SHORT_WORDS:
        whole = [*normalise.tokens(title or ""), *found]
        keys += [normalise.fingerprint(whole)] if whole else []
    return list(dict.fromkeys(keys))
