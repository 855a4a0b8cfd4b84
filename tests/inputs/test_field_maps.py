"""JSON of other scrapers, as they write it, put into the fields of the envelope."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.inputs import article_files, field_maps
from workers.inputs.field_maps import FieldMap
from workers.settings import Settings
from workers.stages.decode.envelope.raw_article import read

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases" / "scrapers.jsonl").read_text().splitlines()
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["made_by"])
def test_a_scrapers_json_fills_the_envelope_and_the_rest_is_kept_as_meta(
    case: dict[str, Any], tmp_path: Path
) -> None:
    path = tmp_path / "theirs.jsonl"
    path.write_text(json.dumps(case["json"]) + "\n")
    [found] = article_files.read(str(path), field_maps.of_scraper(case["scraper"]))
    assert json.loads(found.value) == case["envelope"]
    article = read(found.message(0, 0), Settings())
    assert article.title
    assert article.claims == []  # every date and url can be read
    assert article.published_at
    if "url" in case["envelope"]:
        assert found.key == b"harbourpost.example"


def test_every_scraper_that_is_known_has_a_case() -> None:
    assert {case["scraper"] for case in CASES} == set(field_maps.scrapers())


def test_a_field_is_taken_from_where_it_is_and_what_it_pushes_aside_goes_to_meta(
    tmp_path: Path,
) -> None:
    path = tmp_path / "nested.json"
    theirs = {"body": {"parts": 2}, "html": {"content": "<p>A.", "size": 5}, "a.b": "T.", "x": 1}
    path.write_text(json.dumps([theirs]))
    fields = FieldMap({"body": ("html.content",), "title": ("a.b",)})
    [found] = article_files.read(str(path), fields)
    assert json.loads(found.value) == {
        "body": "<p>A.",
        "title": "T.",
        "html": {"size": 5},
        "x": 1,
        "meta": {"body": {"parts": 2}},
    }


@given(
    item=st.recursive(
        st.none() | st.booleans() | st.text(max_size=3) | st.integers(-9, 9),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["a", "b", "a.b", "meta"]), inner, max_size=3)
        ),
    ).filter(lambda value: isinstance(value, dict)),
    path=st.sampled_from(["a", "b", "a.b", "a.b.a", "b.a"]),
)
def test_a_map_moves_values_and_loses_none(item: dict[str, Any], path: str) -> None:
    def leaves(value: Any) -> list[str]:
        if isinstance(value, dict | list):
            inner = value.values() if isinstance(value, dict) else value
            return [leaf for each in inner for leaf in leaves(each)]
        return [] if value in field_maps.EMPTY else [repr(value)]

    mapped = FieldMap({"title": (path,)}).apply(item)
    assert set(leaves(item)) <= set(leaves(mapped)) | {repr(mapped.get("title"))}
    assert set(leaves(mapped)) <= set(leaves(item))


def process(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "workers.cli", "feed", "-q", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_options_that_mean_nothing_are_named(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text("{}")
    told = process("--from", "scraply", str(file))
    assert told.returncode == 2
    assert "known are news-please, trafilatura" in told.stderr
    told = process("--map", "body", str(file))
    assert told.returncode == 2
    assert "--map wants FIELD=PATH, for example --map body=html.content" in told.stderr
