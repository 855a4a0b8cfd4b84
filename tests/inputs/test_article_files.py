from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from types import SimpleNamespace

import orjson
import pytest

from workers.inputs import article_files, outgoing
from workers.inputs.field_maps import FieldMap
from workers.settings import Settings
from workers.stages.decode.envelope.raw_article import read

LINES = b'{"id": "a", "url": "https://one.example/1", "body": "A."}\n\n{"id": "b", "body": "B."}\n'


def _texts(found: list[outgoing.Outgoing]) -> list[str]:
    articles = [read(o.message(0, 0), Settings()) for o in found]
    return [a.body.decode() if isinstance(a.body, bytes) else a.body for a in articles]


@pytest.mark.parametrize("name", ["articles.jsonl", "articles.ndjson", "articles"])
def test_json_lines_are_one_article_a_line(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(LINES)
    found = list(article_files.read(str(tmp_path / name)))
    assert _texts(found) == ["A.", "B."]
    assert [o.key for o in found] == [b"one.example", b"b"]
    assert [o.place.rpartition(":")[2] for o in found] == ["1", "3"]


def test_a_gzipped_file_is_read_as_the_file_in_it(tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl.gz"
    path.write_bytes(gzip.compress(LINES))
    assert _texts(list(article_files.read(str(path)))) == ["A.", "B."]


def test_a_json_file_is_an_article_or_a_list_of_them(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text(json.dumps({"body": "A."}, indent=2))
    (tmp_path / "two.json").write_text(json.dumps([{"body": "B."}, {"body": "C."}], indent=2))
    assert _texts(list(article_files.read(str(tmp_path)))) == ["A.", "B.", "C."]


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("page.html", "Ünlabelled".encode("latin-1"), b"text/html"),
        ("page.htm", b"<p>x", b"text/html"),
        ("note.txt", b"<b> is how bold begins", b"text/plain"),
        ("unnamed", b" \n<!doctype html><p>x", b"text/html"),
        ("unnamed", b"plain words", b"text/plain"),
    ],
)
def test_a_page_is_sent_as_its_bytes(
    tmp_path: Path, name: str, content: bytes, kind: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    (found,) = article_files.read(str(tmp_path / name))
    assert (found.value, found.headers) == (content, (("content-type", kind),))


def test_stdin_is_told_by_its_look(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = SimpleNamespace(buffer=io.BufferedReader(io.BytesIO(LINES)))
    monkeypatch.setattr("sys.stdin", stdin)
    assert _texts(list(article_files.read("-"))) == ["A.", "B."]


def test_a_folder_gives_its_files_in_order_and_leaves_out_others(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.txt").write_text("B.")
    (tmp_path / "a.txt").write_text("A.")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    assert [Path(o.place).name for o in article_files.read(str(tmp_path))] == ["a.txt", "b.txt"]


def test_fields_can_be_renamed(tmp_path: Path) -> None:
    path = tmp_path / "corpus.jsonl"
    path.write_text('{"text": "A.", "nr": 7}\n')
    (found,) = article_files.read(str(path), FieldMap({"body": ("text",), "id": ("nr",)}))
    assert orjson.loads(found.value) == {"body": "A.", "id": 7}
    assert found.key == b"7"


def test_a_line_that_is_no_json_is_sent_as_it_is_to_become_a_dead_letter(tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    path.write_bytes(b'{"body": "A."}\n{"body\n[1]\n')
    found = list(article_files.read(str(path), FieldMap({"body": ("text",)})))
    assert [o.value for o in found] == [b'{"body":"A."}', b'{"body', b"[1]"]
    assert all(("content-type", b"application/json") in o.headers for o in found)


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(outgoing.Unreadable, match="no such file"):
        list(article_files.read(str(tmp_path / "missing")))
    with pytest.raises(outgoing.Unreadable, match="no file there"):
        list(article_files.read(str(tmp_path)))
    (tmp_path / "broken.txt.gz").write_bytes(b"not gzip")
    with pytest.raises(outgoing.Unreadable, match=r"broken\.txt\.gz"):
        list(article_files.read(str(tmp_path / "broken.txt.gz")))
