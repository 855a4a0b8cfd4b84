"""When two records of one key are repeats of each other, and when versions.

A record that is worked on again after a crash goes out again with the same key. It may differ
in what tells of the run, and in `dedup.cluster_id`: between the two the cluster can have grown
at its older end. Nothing else; docs/subscribing.md says so.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

import orjson

OF_THE_RUN = ("trail", "origin", "received_at")


def contents(parsed: dict[str, Any]) -> bytes:
    """16 bytes that are the same for repeats of a record, given as its JSON object."""
    kept = {name: item for name, item in parsed.items() if name not in OF_THE_RUN}
    kept.pop("cluster_id", None)  # of a duplicate
    if isinstance(kept.get("dedup"), dict):
        kept["dedup"] = {name: item for name, item in kept["dedup"].items() if name != "cluster_id"}
    data = orjson.dumps(kept, option=orjson.OPT_SORT_KEYS)
    return blake2b(data, digest_size=16).digest()
