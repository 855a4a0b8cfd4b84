"""The ranking of the meanings of toponyms.

A conditional logit over the meanings of a name and "none of these", with the figures of
features.py. Two passes: what the first finds likely supports its neighbours in the second.
Weights are in data/ranking.toml, set by hand.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from workers.stages.tag.places.features import NAMES, Floats, Name, Setting
from workers.stages.tag.places.toponyms import Toponym


@dataclass(frozen=True)
class Ranking:
    """A weight for each of NAMES, the same in both passes."""

    weights: Floats

    def likely(self, setting: Setting) -> tuple[dict[int, Floats], dict[int, Floats]]:
        """By name: the figures of the second pass, and the probabilities that they give."""
        every = range(len(setting.names))
        flat = {i: odds(self.weights, setting.rows(i, None))[:-1] for i in every}
        rows = {i: setting.rows(i, flat) for i in every}
        return rows, {i: odds(self.weights, rows[i])[:-1] for i in every}

    def of_mentions(self, setting: Setting) -> list[tuple[Name, list[tuple[Toponym, Floats]]]]:
        """For each name, its mentions with the probability of each meaning and of none."""
        rows, likely = self.likely(setting)
        made = []
        for index, name in enumerate(setting.names):
            shared = (
                odds(self.weights, setting.local(index, name.mentions[0], likely, rows[index]))
                if len(name.places) == 1
                else None
            )
            told = [
                (one, shared if shared is not None
                 else odds(self.weights, setting.local(index, one, likely, rows[index])))
                for one in name.mentions
            ]  # fmt: skip
            made.append((name, told))
        return made


def odds(weights: Floats, rows: Floats) -> Floats:
    """Probabilities of the meanings (rows of figures), and last of none of them, which has 0."""
    scores = np.append(rows @ weights, 0.0)
    scores = np.exp(scores - scores.max())
    return np.asarray(scores / scores.sum())


@cache
def ranking() -> Ranking:
    """The shipped weights."""
    given = tomllib.loads((files(__package__) / "data" / "ranking.toml").read_text("utf-8"))
    return Ranking(np.array([given.get(name, 0.0) for name in NAMES]))
