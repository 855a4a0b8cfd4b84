"""What a file holds: told by its suffix, else by how it begins."""

from __future__ import annotations

import io
import re
import zipfile

from workers.inputs.opening import SUFFIXES, suffix
from workers.inputs.outgoing import Unreadable
from workers.stages.decode.charset import binary

KINDS = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".txt": "text/plain",
    ".text": "text/plain",
    ".md": "text/plain",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".jl": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "csv",
    ".warc": "warc",
    ".xml": "xml",
    ".rss": "xml",
    ".atom": "xml",
}
"""Suffix -> kind; a content type stands for the file being one page or text."""
WACZ = ".wacz"
SNIFFED_BYTES = 4096
_ROOT = re.compile(rb"(?:\s|<\?.*?\?>|<!--.*?-->|<![^>]*>)*<(?:[\w.-]+:)?([\w.-]+)", re.S)


def known(file: str) -> bool:
    """Whether the suffix says what the file holds."""
    return suffix(file) in KINDS or suffix(file) == WACZ


def all_suffixes() -> str:
    """The suffixes that are known, for messages."""
    return ", ".join(sorted((*KINDS, WACZ))) + " (or these with " + ", ".join(SUFFIXES) + ")"


def kind(file: str, stream: io.BufferedReader) -> str:
    """One of the kinds in `KINDS`, or "feed" for XML that is one.

    Raises `Unreadable` for what holds no articles: an archive, an image, a sitemap.
    """
    start = stream.peek(SNIFFED_BYTES)[:SNIFFED_BYTES]
    told = KINDS.get(suffix(file))
    if told == "xml":
        return _xml(file, start)
    return told or _by_look(file, start)


def _by_look(file: str, start: bytes) -> str:
    head = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"WARC/"):
        return "warc"
    if head[:1] == b"{":
        first, broken, _ = head.partition(b"\n")
        return "json" if broken and not first.rstrip().endswith(b"}") else "jsonl"
    if re.match(rb"\[\s*[{\[\]]", head):
        return "json"
    if re.match(rb"<\?xml|<rss\b|<feed\b|<rdf:RDF\b", head):
        return _xml(file, start)
    if (what := binary.kind(start)) is not None:
        raise Unreadable(f"{file}: {what}: no format that articles are read from")
    if head[:1] == b"<":
        return "text/html"
    if suffix(file):
        raise Unreadable(
            f"{file}: the suffix says nothing; if it is the text of one article, call it .txt"
        )
    return "text/plain"


def _xml(file: str, start: bytes) -> str:
    found = _ROOT.match(start.removeprefix(b"\xef\xbb\xbf"))
    root = found[1].decode().lower() if found else ""
    if root in ("rss", "feed", "rdf"):
        return "feed"
    if root == "html":
        return "application/xhtml+xml"
    what = (
        "a sitemap: a list of pages" if root in ("urlset", "sitemapindex") else f"XML of <{root}>"
    )
    raise Unreadable(f"{file}: {what}, and no RSS or Atom feed")


def is_archive(file: str) -> bool:
    """Whether it is a WACZ file, by its suffix, or else by its content."""
    if file == "-":
        return False
    return suffix(file) == WACZ or (not known(file) and zipfile.is_zipfile(file))
