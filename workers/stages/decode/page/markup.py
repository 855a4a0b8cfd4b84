"""HTML source to a tree, in time and memory that grow with its length and no faster.

libxml2 is linear in all but two things, measured with hostile pages: it ends the page at
2,048 levels of nesting (256 without `huge_tree`), and looks up each attribute of a tag among
all others (40,000 attributes take 3 s), so such a tag loses its attributes beforehand.
"""

from __future__ import annotations

import re

from lxml import etree

TYPES = frozenset(("text/html", "application/xhtml+xml"))
"""Content types that say the body is a page."""

_START = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>|<!--.{0,2000}?-->|\s)*+<(?:!doctype\s+html|html|head|body|div|"
    r"article|main|section|header|h1|p|span|table|meta|title|script)\b",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"""<([a-zA-Z][\w:-]*+)(?=[\s/])(?:[^"'<>]++|"[^"]*+"|'[^']*+')*+""")
_QUOTED = re.compile(r""""[^"]*+"|'[^']*+'""")
_MOST_OUTSIDE_QUOTES = 100_000


def is_markup(body: bytes | str) -> bool:
    """Whether a body begins as a page or a part of one does, whatever its declared type."""
    head = body[:4096] if isinstance(body, str) else body[:4096].decode("latin-1")
    return _START.match(head.lstrip("\ufeff\xef\xbb\xbf")) is not None


def parse(html: str) -> tuple[etree._Element | None, bool]:
    """The tree of a page (None if there is nothing in it), and whether it was cut short."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True)
    if len(html) > _MOST_OUTSIDE_QUOTES and any(
        tag.end() - tag.start() > _MOST_OUTSIDE_QUOTES for tag in _TAG.finditer(html)
    ):
        html = _TAG.sub(_plain, html)
    try:
        root = etree.fromstring(html.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None, False
    limit = etree.ErrorTypes.ERR_RESOURCE_LIMIT
    return root, any(entry.type == limit for entry in parser.error_log)


def _plain(tag: re.Match[str]) -> str:
    """A tag as it is, or its name alone where it has thousands of attributes."""
    source = tag.group()
    if len(source) <= _MOST_OUTSIDE_QUOTES:
        return source
    return source if len(_QUOTED.sub("", source)) <= _MOST_OUTSIDE_QUOTES else f"<{tag[1]}"
