"""Exports of Wikidata as knowledge base files."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from workers.records import KbEntity
from workers.stages.tag.linking import kb_files

PERSON: dict[str, Any] = {
    "id": "Q900001",
    "labels": {"en": {"language": "en", "value": "Oda Lindqvist"}},
    "descriptions": {"en": {"language": "en", "value": "mayor of Northhaven"}},
    "aliases": {"en": [{"language": "en", "value": "O. Lindqvist"}]},
    "sitelinks": {"enwiki": {"site": "enwiki", "title": "Oda Lindqvist"}},
    "claims": {
        "P31": [{"mainsnak": {"datavalue": {"value": {"id": "Q5"}}}}],
        "P21": [{"mainsnak": {"datavalue": {"value": {"id": "Q6581072"}}}}],
    },
}
TOWN: dict[str, Any] = {
    "id": "Q900002",
    "labels": {"sv": {"language": "sv", "value": "Nordhamn"}},
    "claims": {
        "P31": [{"mainsnak": {"datavalue": {"value": {"id": "Q3957"}}}}],
        "P625": [{"mainsnak": {"datavalue": {"value": {"latitude": 58.5, "longitude": 11.25}}}}],
        "P1566": [{"mainsnak": {"datavalue": {"value": "123456"}}}],
    },
}


def entries(path: Path) -> list[KbEntity]:
    found = list(kb_files.read(path))
    assert not [entry for entry in found if isinstance(entry, kb_files.Problem)], found
    return [entry for entry in found if isinstance(entry, KbEntity)]


def test_a_dump_is_an_array_with_an_item_a_line(tmp_path: Path) -> None:
    path = tmp_path / "dump.json.gz"
    text = "[\n" + ",\n".join(map(json.dumps, (PERSON, TOWN))) + "\n]\n"
    path.write_bytes(gzip.compress(text.encode()))
    person, town = entries(path)
    assert (person.id, person.wikidata, person.type) == ("Q900001", "Q900001", "PER")
    assert (person.name, person.aliases, person.gender) == ("Oda Lindqvist", ["O. Lindqvist"], "f")
    assert (person.wikipedia, person.description) == ("Oda Lindqvist", "mayor of Northhaven")
    assert (town.type, town.name, town.geonames) == ("LOC", "Nordhamn", 123456)
    assert (town.latitude, town.longitude) == (58.5, 11.25)


def test_items_may_stand_one_a_line_without_the_array(tmp_path: Path) -> None:
    path = tmp_path / "items.jsonl"
    path.write_text("\n".join(map(json.dumps, (PERSON, TOWN))), "utf-8")
    assert [entry.name for entry in entries(path)] == ["Oda Lindqvist", "Nordhamn"]


def test_the_result_of_a_query_in_csv_is_read(tmp_path: Path) -> None:
    path = tmp_path / "query.csv"
    path.write_text(
        "item,itemLabel,type,itemAltLabel,article,coordinates,gender\n"
        "http://www.wikidata.org/entity/Q900001,Oda Lindqvist,human,"
        '"O. Lindqvist, Mayor Oda",https://en.wikipedia.org/wiki/Oda_Lindqvist,,female\n'
        "http://www.wikidata.org/entity/Q900002,Nordhamn,Q3957,,,Point(11.25 58.5),\n"
        "http://www.wikidata.org/entity/Q900002,Nordhamn,Q515,,,Point(11.25 58.5),\n",
        "utf-8",
    )
    person, town = entries(path)
    assert (person.type, person.gender) == ("PER", "f")
    assert person.aliases == ["O. Lindqvist", "Mayor Oda"]
    assert person.wikipedia == "Oda Lindqvist"
    assert (town.type, town.latitude, town.longitude) == ("LOC", 58.5, 11.25)


def test_a_row_without_a_type_or_a_name_is_a_problem_of_its_line(tmp_path: Path) -> None:
    path = tmp_path / "query.csv"
    path.write_text(
        "item,itemLabel\nhttp://www.wikidata.org/entity/Q900001,Oda Lindqvist\n"
        "http://www.wikidata.org/entity/Q900003,Q900003\n",
        "utf-8",
    )
    found = [str(problem) for problem in kb_files.read(path)]
    assert found == ["line 2, type: missing", "line 3, type: missing"]


def test_a_torn_archive_says_so(tmp_path: Path) -> None:
    path = tmp_path / "dump.json.gz"
    path.write_bytes(gzip.compress(json.dumps(PERSON).encode())[:-20])
    with pytest.raises(kb_files.Unreadable, match="gzip"):
        list(kb_files.read(path))
