"""Files that hold many articles: feeds, tables, JSON, folders; whole, damaged and hostile."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import json
import random
import tarfile
from pathlib import Path

import pytest
import zstandard

from tests.inputs.reading import articles, given
from tests.inputs.web_archive import PAGES
from workers.inputs import article_files, json_values, opening, outgoing, tables, warc
from workers.inputs.field_maps import FieldMap
from workers.inputs.outgoing import Notes, Unreadable

LINES = b'{"body": "A."}\n{"body": "B."}\n{"body": "C."}\n'


@pytest.mark.parametrize("suffix", [".gz", ".bz2", ".zst", ""])
@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, zstandard.compress])
def test_compression_is_undone_whatever_the_name_says_or_the_name_is_wrong(
    tmp_path: Path, suffix: str, pack: type[bytes]
) -> None:
    path = tmp_path / f"plain.jsonl{suffix}"
    path.write_bytes(pack(LINES))
    if suffix in ("", {"gzip": ".gz", "bz2": ".bz2"}.get(pack.__module__, ".zst")):
        assert len(given(path)[0]) == 3
    else:
        with pytest.raises(Unreadable, match="its suffix says"):
            given(path)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, zstandard.compress])
def test_a_compressed_file_that_ends_too_early_is_named(tmp_path: Path, pack: type[bytes]) -> None:
    noise = random.Random(1).randbytes(200_000).hex().encode()
    path = tmp_path / "cut.jsonl"
    path.write_bytes(pack(LINES + b'{"body": "' + noise + b'"}\n')[:-100])
    notes = Notes()
    found = []
    try:
        found += article_files.read(str(path), notes=notes)
    except Unreadable as error:  # nothing could be read, so it is no end but an error
        notes.unreadable.append(("", str(error)))
    assert len(found) in (0, 3)
    assert "cut off" in notes.unreadable[0][1]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, zstandard.compress])
@pytest.mark.parametrize("name", ["bomb.jsonl", "bomb.html", "bomb.csv", "bomb.warc", "bomb.xml"])
def test_a_bomb_is_no_article(
    tmp_path: Path, pack: type[bytes], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (outgoing, json_values, tables, warc):
        monkeypatch.setattr(module, "LARGEST", 1 << 20)
    monkeypatch.setattr(opening.whole, "__defaults__", (1 << 20,))
    path = tmp_path / name
    start = {"bomb.csv": b"body\n", "bomb.xml": b"<rss>"}.get(name, b"")
    path.write_bytes(pack(start + b"0" * (8 << 20)))
    notes = Notes()
    with contextlib.suppress(Unreadable):  # raised, or noted when the lines before were read
        assert list(article_files.read(str(path), notes=notes)) == []
        assert len(notes.unreadable) == 1


RSS = """<?xml version="1.0" encoding="iso-8859-1"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Harbour Post</title>
<link>https://harbourpost.example/</link><language>en-gb</language>
<item><title>Ferry stops</title><link>/news/1</link><dc:creator>Jo Writer</dc:creator>
<pubDate>Fri, 27 Nov 2026 08:30:00 +0100</pubDate><category>Islands</category>
<description>The last boat.</description>
<content:encoded><![CDATA[<p>The ferry to Sk\xe5l stops.</p>
<p>Nobody is glad.</p>]]></content:encoded></item>
<item><title>Teaser</title><link>/news/2</link>
<description>Only the first line.</description></item>
<item><title>Cut</title><link>/news/3</link>
<content:encoded><![CDATA[<p>The council met and [&#8230;]</p>]]></content:encoded></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://two.example/"><title>Two</title>
<entry><title>A</title><link href="a/1"/><id>tag:two.example,2026:1</id><author><name>Ann</name>
</author><published>2026-11-27T08:30:00Z</published><updated>2026-11-27T09:00:00Z</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>All of it.</p></div></content>
</entry></feed>"""


def test_a_feeds_entries_with_their_content_are_articles_and_teasers_are_not(
    tmp_path: Path,
) -> None:
    path = tmp_path / "feed.xml"
    path.write_bytes(RSS.encode("latin-1"))
    found, notes = given(path)
    [article] = articles(found)
    assert article.body == "<p>The ferry to Skål stops.</p>\n<p>Nobody is glad.</p>"
    assert (article.url, article.title) == ("https://harbourpost.example/news/1", "Ferry stops")
    assert (article.authors, article.tags, article.language) == (
        ["Jo Writer"],
        ["Islands"],
        "en-gb",
    )
    assert (article.published_at, article.summary) == ("2026-11-27T07:30:00.000Z", "The last boat.")
    [line] = notes.lines()
    assert line.startswith(f"left out: {path}: 2 × entry that has only a teaser")
    everything, _ = given(path, FieldMap({"body": ("summary",)}))
    assert [a.title for a in articles(everything[:2])] == ["Ferry stops", "Teaser"]


def test_an_atom_feed_is_read_and_its_links_are_whole(tmp_path: Path) -> None:
    path = tmp_path / "feed"
    path.write_text(ATOM)
    [article] = articles(given(path)[0])
    assert article.url == "https://two.example/a/1"
    assert "All of it." in str(article.body)
    assert (article.authors, article.modified_at) == (["Ann"], "2026-11-27T09:00:00.000Z")


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("map.xml", b"<?xml version='1.0'?><urlset><url/></urlset>", "a sitemap"),
        ("other.xml", b"<catalogue/>", "XML of <catalogue>"),
        ("pages.tar", None, "a tar archive"),
        ("rand.bin", bytes(range(256)) * 12, "no text in any charset"),
        ("notes.log", b"Mar 3 something happened\n", "the suffix says nothing"),
    ],
)
def test_what_is_no_article_is_refused_with_what_it_is(
    tmp_path: Path, name: str, content: bytes | None, why: str
) -> None:
    path = tmp_path / name
    if content is None:
        (tmp_path / "page.html").write_text("<p>x")
        with tarfile.open(path, "w") as packed:
            packed.add(tmp_path / "page.html", "page.html")
    else:
        path.write_bytes(content)
    with pytest.raises(Unreadable, match=why):
        given(path)


def test_a_table_gives_an_article_a_row(tmp_path: Path) -> None:
    path = tmp_path / "arts.csv"
    path.write_bytes(
        '\ufeffurl;title;text\nhttps://one.example/1;A;"One;\n""two"""\n;B;Sk'.encode()
        + b"\xe5l\n1;2;3;4\n"
    )
    with pytest.raises(Unreadable, match=r"no column body; .* --map body=text"):
        given(path)
    found, notes = given(path, FieldMap({"body": ("text",)}))
    first, second = articles(found)
    assert (first.url, first.title, first.body) == ("https://one.example/1", "A", 'One;\n"two"')
    assert (second.url, second.body) == (None, b"Sk\xe5l")
    assert notes.unreadable == [(f"{path}, row 4", "4 cells, the head has 3")]


@pytest.mark.parametrize("codec", ["utf-16", "utf-8"])
def test_a_table_with_tabs_in_any_unicode_form_is_read(tmp_path: Path, codec: str) -> None:
    path = tmp_path / "arts.tsv"
    path.write_bytes("title\tbody\nÅ\tØ is an island.\n".encode(codec))
    [article] = articles(given(path)[0])
    assert (article.title, article.body) == ("Å", "Ø is an island.")


@pytest.mark.parametrize("name", ["list", "lines.json"])
def test_json_is_told_from_json_lines(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(
        LINES if name == "lines.json" else b"[" + b",".join(LINES.split(b"\n")[:3]) + b"]"
    )
    assert len(given(path)[0]) == 3
    (tmp_path / "pretty").write_text(json.dumps({"body": "A."}, indent=2))
    assert len(given(tmp_path / "pretty")[0]) == 1


def test_a_batch_of_cloud_events_is_parted(tmp_path: Path) -> None:
    event = {"specversion": "1.0", "source": "/scraper/js", "type": "page.fetched"}
    page = {"datacontenttype": "text/html", "data": "<p>The mayor of Graz."}
    events = [event | page | {"id": n, "subject": f"https://js.example/{n}"} for n in "ab"]
    path = tmp_path / "batch.json"
    path.write_text(json.dumps(events))
    found, _ = given(path)
    assert [a.id for a in articles(found)] == ["/scraper/js/a", "/scraper/js/b"]
    assert [a.url for a in articles(found)] == ["https://js.example/a", "https://js.example/b"]
    assert {article.key for article in found} == {b"js.example"}


def test_a_folder_reads_all_kinds_and_names_what_it_leaves_out(tmp_path: Path) -> None:
    (tmp_path / "190.html").write_text("<p>One.")
    (tmp_path / "crawl.warc.gz").write_bytes(b"".join(map(gzip.compress, PAGES)))
    (tmp_path / "feed.xml").write_bytes(RSS.encode("latin-1"))
    (tmp_path / "plain.jsonl.zst").write_bytes(zstandard.compress(LINES))
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "table.csv").write_bytes(b"a,b\n1,2\n")
    (tmp_path / ".DS_Store").write_bytes(b"\0")
    found, notes = given(tmp_path)
    assert len(found) == 1 + 10 + 1 + 3
    told = "\n".join(notes.lines())
    assert f"left out: {tmp_path / 'picture.png'}: .png: not a kind that is read" in told
    assert f"not read: {tmp_path / 'table.csv'}: no column body" in told
    assert "teaser" in told
    assert "DS_Store" not in told
