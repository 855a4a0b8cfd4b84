"""Which of several claims is believed: the one that most speaks for, by weights set by hand.

`data/weights.toml` gives the weight of each feature and the reason for it; docs/choices says what
was measured.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "weights.toml"


def score(kind: str, features: dict[str, float]) -> float:
    """The points of a claim: its features, weighed; a feature without a weight counts nothing.

    `kind` is "title" or "author".
    """
    known = weights()[kind]
    return sum(known.get(name, 0.0) * value for name, value in features.items())


@cache
def weights() -> dict[str, dict[str, float]]:
    """The weights of the features by kind of claim."""
    return tomllib.loads(_FILE.read_text("utf-8"))
