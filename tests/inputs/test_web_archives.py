"""Pages in WARC and WACZ files, whole and damaged."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest
import zstandard

from tests.inputs.reading import articles, given
from tests.inputs.web_archive import PAGE, PAGES, http, record
from workers.inputs.outgoing import Unreadable


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz", "crawl.warc.zst", "nameless"])
def test_a_web_archive_gives_its_pages_with_url_and_time(tmp_path: Path, name: str) -> None:
    packers = {".gz": gzip.compress, ".zst": zstandard.compress}
    pack = packers.get(Path(name).suffix, bytes)
    (tmp_path / name).write_bytes(b"".join(pack(one) for one in PAGES))
    found, notes = given(tmp_path / name)
    read_ = articles(found)
    assert [a.url for a in read_] == [f"https://one.example/{n}" for n in range(10)]
    assert {a.fetched_at for a in read_} == {"2026-11-24T06:14:11.000Z"}
    assert {(a.content_type, a.charset, a.source) for a in read_} == {
        ("text/html", "utf-8", "one.example")
    }
    assert [a.body for a in read_] == [PAGE.format(n).encode() for n in range(10)]
    assert {article.key for article in found} == {b"one.example"}
    assert notes.lines() == []


def test_what_in_an_archive_is_no_page_is_left_out_and_counted(tmp_path: Path) -> None:
    chunked = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    inside = [
        record("https://one.example/1.png", http(b"\x89PNG", "image/png")),
        record("https://one.example/2.png", http(b"\x89PNG", "image/png")),
        record("https://one.example/gone", http(b"", status="301 Moved")),
        record("https://one.example/empty", http(b" ")),
        record("https://one.example/parts", chunked + b"5\r\n<p>In\r\n7\r\n parts.\r\n0\r\n\r\n"),
    ]
    path = tmp_path / "images.warc"
    path.write_bytes(b"".join(inside))
    found, notes = given(path)
    assert [a.body for a in articles(found)] == [b"<p>In parts."]
    assert notes.lines() == [
        f"left out: {path}: 2 × image/png",
        f"left out: {path}: answer with status 301",
        f"left out: {path}: page without content",
    ]


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress])
@pytest.mark.parametrize("cut", [1, 5, 60, 150])
def test_a_truncated_archive_gives_what_is_whole_and_says_so(
    tmp_path: Path, pack: type[bytes], cut: int
) -> None:
    path = tmp_path / "cut.warc"
    path.write_bytes(b"".join(pack(one) for one in PAGES)[:-cut])
    found, notes = given(path)
    assert len(found) in (9, 10)
    whole = {PAGE.format(n).encode() for n in range(10)}
    assert {a.body for a in articles(found)} <= whole
    [(place, why)] = notes.unreadable
    assert place == str(path)
    assert "cut off" in why


def test_an_archive_of_nothing_but_damage_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bad.warc"
    path.write_bytes(b"no archive at all\n" * 50)
    with pytest.raises(Unreadable, match=r"bad\.warc: damaged"):
        given(path)
    path.write_bytes(PAGES[0] + b"\x00\xffdamage" * 50 + PAGES[1])
    found, notes = given(path)
    assert len(found) == 1
    assert len(notes.unreadable) == 1


def test_a_wacz_file_gives_the_pages_of_its_archives(tmp_path: Path) -> None:
    path = tmp_path / "site.wacz"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("archive/data.warc.gz", b"".join(map(gzip.compress, PAGES)))
        packed.writestr("pages/pages.jsonl", "{}")
    assert len(given(path)[0]) == 10
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as packed:
        packed.writestr("page.html", "<p>x")
    with pytest.raises(Unreadable, match="no WACZ"):
        given(tmp_path / "other.zip")
