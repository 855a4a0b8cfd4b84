"""Cases as data: cases/*.jsonl, one text a line.

Each of `entities` must be found with at least what it says; `absent` are mentions
("TYPE:text", or the text whatever its type) that must not be.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.stages.tag.articles import entities
from workers.records import Entity
from workers.stages.tag.step import Tag

FILES = sorted(Path(__file__).with_name("cases").glob("*.jsonl"))


def cases() -> list[Any]:
    found = []
    for file in FILES:
        for line in file.read_text("utf-8").splitlines():
            case = json.loads(line)
            known = case["kind"] == "known-failure"
            marks = [pytest.mark.xfail(strict=True, reason="known failure")] if known else []
            found.append(pytest.param(case, id=f"{file.stem}: {case['name']}", marks=marks))
    return found


def view(entity: Entity) -> dict[str, Any]:
    return {
        "type": entity.type,
        "name": entity.name,
        "mentions": [mention.text for mention in entity.mentions],
        "corrected": [m.corrected_from for m in entity.mentions if m.corrected_from],
        "suggestions": [suggestion.name for suggestion in entity.suggestions],
        "ambiguous": entity.ambiguous,
        "country": entity.country,
        "geonames": entity.geonames,
        "kb": entity.kb_id,
        "wikipedia": entity.wikipedia,
    }


@pytest.mark.parametrize("case", cases())
def test_case(case: dict[str, Any], tag: Tag) -> None:
    found = [view(e) for e in entities(tag, case["text"], case.get("language", "en"))]
    for wanted in case["entities"]:
        fitting = [seen for seen in found if wanted == {field: seen[field] for field in wanted}]
        assert len(fitting) == 1, (wanted, found)
    for refused in case.get("absent", []):
        kind, _, text = refused.rpartition(":")
        assert not [s for s in found if text in s["mentions"] and kind in ("", s["type"])], found
