"""The weights of the ranking fit its features."""

from __future__ import annotations

import tomllib
from importlib.resources import files

from workers.stages.tag import places
from workers.stages.tag.places.features import KINDS, NAMES


def test_every_feature_but_a_kind_has_a_weight_and_every_weight_a_feature() -> None:
    stored = tomllib.loads((files(places) / "data" / "ranking.toml").read_text("utf-8"))
    assert stored.keys() <= set(NAMES)
    assert set(NAMES) - stored.keys() <= {f"kind {kind}" for kind in KINDS}
