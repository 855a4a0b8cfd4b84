"""The words and marks that the rules look up: data files by language, read once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import orjson


@cache
def table(name: str) -> Any:
    """The JSON file `data/<name>.json`; raises `FileNotFoundError`."""
    return orjson.loads((files(__package__) / "data" / f"{name}.json").read_bytes())


@cache
def words(name: str, key: str) -> frozenset[str]:
    """The list under `key` of `data/<name>.json`, as a set."""
    return frozenset(table(name)[key])


@cache
def english_cues() -> dict[str, str]:
    """Each form of an English verb of reporting -> its lemma."""
    data = table("cues_en")
    forms = {}
    for lemma in [*data["speech"], *data["direct"]]:
        for form in data["irregular"].get(lemma) or _regular(lemma):
            forms[form] = lemma
    return forms


@cache
def speech_forms() -> frozenset[str]:
    """The forms of verbs that report by themselves, and `according`."""
    quoted_only = words("cues_en", "direct")
    forms = (form for form, lemma in english_cues().items() if lemma not in quoted_only)
    return frozenset({*forms, "according"})


def _regular(lemma: str) -> list[str]:
    if lemma.endswith("e"):
        return [lemma, lemma + "s", lemma + "d", lemma[:-1] + "ing"]
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return [lemma, lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing"]
    plural = "es" if lemma.endswith(("s", "sh", "ch", "x", "z")) else "s"
    return [lemma, lemma + plural, lemma + "ed", lemma + "ing"]
