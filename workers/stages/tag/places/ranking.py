"""The learnt ranking of the meanings of toponyms.

A conditional logit over the meanings of a name and "none of these", with the figures of
features.py. Two passes: what the first finds likely supports its neighbours in the second.
Weights are in data/ranking.json, made by training/places/rank.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import orjson

from workers.stages.tag.places.features import NAMES, NONE, Floats, Name, Setting
from workers.stages.tag.places.toponyms import Toponym


@dataclass(frozen=True)
class Ranking:
    """Weights of the first and second pass, in the order of NAMES and NONE."""

    first: Floats
    second: Floats

    def likely(self, setting: Setting) -> tuple[dict[int, Floats], dict[int, Floats]]:
        """By name: the figures of the second pass, and the probabilities that they give."""
        every = range(len(setting.names))
        flat = {i: odds(self.first, setting.rows(i, None), setting.none(i))[:-1] for i in every}
        rows = {i: setting.rows(i, flat) for i in every}
        return rows, {i: odds(self.second, rows[i], setting.none(i))[:-1] for i in every}

    def of_mentions(self, setting: Setting) -> list[tuple[Name, list[tuple[Toponym, Floats]]]]:
        """For each name, its mentions with the probability of each meaning and of none."""
        rows, likely = self.likely(setting)
        made = []
        for index, name in enumerate(setting.names):
            none = setting.none(index)
            shared = (
                odds(self.second, setting.local(index, name.mentions[0], likely, rows[index]), none)
                if len(name.places) == 1
                else None
            )
            told = [
                (one, shared if shared is not None
                 else odds(self.second, setting.local(index, one, likely, rows[index]), none))
                for one in name.mentions
            ]  # fmt: skip
            made.append((name, told))
        return made


def odds(weights: Floats, rows: Floats, none: Floats) -> Floats:
    """Probabilities of the meanings, and last of none of them."""
    scores = np.append(rows @ weights[: len(NAMES)], none @ weights[len(NAMES) :])
    scores = np.exp(scores - scores.max())
    return np.asarray(scores / scores.sum())


@cache
def ranking() -> Ranking:
    """The shipped weights."""
    stored = orjson.loads((files(__package__) / "data" / "ranking.json").read_bytes())
    return Ranking(_vector(stored["first"]), _vector(stored["second"]))


def _vector(stored: dict[str, float]) -> Floats:
    return np.array([stored.get(name, 0.0) for name in (*NAMES, *NONE)])
