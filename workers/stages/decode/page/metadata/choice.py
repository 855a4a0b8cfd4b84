"""Which of several claims is believed: small logistic models, their coefficients as data.

`data/choices.json` is made by `python -m training.page_claims` from pages with known titles and
authors; docs/choices says what was measured.
"""

from __future__ import annotations

import json
import math
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "choices.json"


def probability(model: str, features: dict[str, float]) -> float:
    """How likely a claim with these features is right, 0 to 1; unknown features count nothing."""
    return logistic(_models()[model], features)


def logistic(weights: dict[str, float], features: dict[str, float]) -> float:
    """The logistic function of `score`."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score(weights, features)))))


def score(weights: dict[str, float], features: dict[str, float]) -> float:
    """The weighted sum of the features."""
    own = (weights.get(name, 0.0) * value for name, value in features.items())
    return weights["bias"] + sum(own)


@cache
def _models() -> dict[str, dict[str, float]]:
    models: dict[str, dict[str, float]] = json.loads(_FILE.read_text("utf-8"))
    return models
