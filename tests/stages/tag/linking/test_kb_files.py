"""Knowledge base files: what is read, and how what is wrong is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from workers.records import KbEntity
from workers.stages.tag.linking.kb_files import Problem, Unreadable, parse, read

HEADER = "id,type,name,aliases,geonames\n"


def rows(text: str, suffix: str = ".csv") -> list[KbEntity | Problem]:
    return list(parse(text.splitlines(keepends=True), suffix))


def test_a_csv_line_becomes_an_entry() -> None:
    (entry,) = rows(HEADER + "a,PER,Ada Berg,Bergie; A. Berg ,12\n")
    assert entry == KbEntity(
        id="a", type="PER", name="Ada Berg", aliases=["Bergie", "A. Berg"], geonames=12
    )


def test_a_json_line_becomes_an_entry() -> None:
    (entry,) = rows(
        '\n{"id": "a", "type": "ORG", "name": "Berg AS", "aliases": ["Berg"]}\n', ".jsonl"
    )
    assert entry == KbEntity(id="a", type="ORG", name="Berg AS", aliases=["Berg"])


WRONG = [
    (".csv", HEADER + "a,PER,,,\n", "line 2, name: missing"),
    (".csv", HEADER + "a,DOG,Ada,,\n", "line 2, type: "),
    (".csv", HEADER + "a,PER,Ada,,x\n", "line 2, geonames: 'x' is not a number"),
    (".csv", HEADER + "a,PER,Ada\n", "line 2, row: more or fewer cells"),
    (".csv", HEADER + "a,PER,Ada,,\na,PER,Bo,,\n", "line 3, id: 'a' stands on line 2 already"),
    (".jsonl", "{\n", "line 1, line: not JSON"),
    (".jsonl", "[]\n", "line 1, line: not a JSON object"),
    (
        ".jsonl",
        '{"id": "a", "type": "PER", "name": "A", "alias": []}',
        "line 1, alias: not a field",
    ),
    (".jsonl", '{"id": "a", "type": "PER", "name": "A", "aliases": "B"}', "line 1, aliases: "),
]


@pytest.mark.parametrize(("suffix", "text", "message"), WRONG)
def test_a_bad_line_is_named_with_its_field(suffix: str, text: str, message: str) -> None:
    problem = rows(text, suffix)[-1]
    assert isinstance(problem, Problem)
    assert str(problem).startswith(message)


@pytest.mark.parametrize(("suffix", "text"), [(".csv", "id,nom\n"), (".csv", ""), (".txt", "a")])
def test_a_file_of_another_kind_is_refused(suffix: str, text: str) -> None:
    with pytest.raises(Unreadable):
        rows(text, suffix)


def test_bytes_that_are_not_utf8_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(HEADER.encode() + b"a,PER,Andr\xe9,,\n")
    with pytest.raises(Unreadable, match="not UTF-8"):
        list(read(path))
