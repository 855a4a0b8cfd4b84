"""What an article is a version of: the page, whatever spelling of its url it came under.

A page is shown under several addresses: for phones, for AMP, to print, with "www." and
without. They are led to one home shard, where the texts decide whether they are one page;
so this may err on the side of taking two pages for one.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

import xxhash

SITE_BITS = 24
"""The upper bits of a page's hash are those of its site, so that pages of one can be told."""
PATH_BITS = 64 - SITE_BITS
OLD_PAGE = 0xBACF111000
"""What the page of a back-filled article is told by: an old text is no version of a live page."""

_HOSTS = {"www", "m", "mobile", "amp"}
_VIEWS = {"amp", "print"}
_SUFFIX = re.compile(r"\.amp(?=(?:\.html?)?$)")


def page_hash(url: str | None, id_: str) -> int:
    """The 64-bit hash of an article's page: of its url, or of its id when it has none."""
    found = address(url) if url else None
    if found is None:
        return _hash(f"id {id_}")
    site, rest = found
    return _hash(f"site {site}") >> PATH_BITS << PATH_BITS | _hash(f"{site} {rest}") >> SITE_BITS


def same_site(one: int, other: int) -> bool:
    """Whether two pages, given by their hashes, are of one site."""
    return one >> PATH_BITS == other >> PATH_BITS


def address(url: str) -> tuple[str, str] | None:
    """Site and rest of a url without what only names a view of the page.

    `url` is one that decode found readable; None for anything else.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if not parts.hostname:
        return None
    labels = parts.hostname.split(".")
    while len(labels) > 2 and labels[0] in _HOSTS:
        del labels[0]
    host = parts.netloc.rpartition("@")[2].lower()
    port = ":" + host.rpartition(":")[2] if parts.hostname != host else ""
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _is_view(*pair)]
    rest = _path(parts.path)
    if query:
        rest += "?" + "&".join(f"{name}={value}" for name, value in sorted(query))
    if parts.fragment.startswith("!"):
        rest += "#" + parts.fragment
    return ".".join(labels) + port, rest


def _path(path: str) -> str:
    """The path without slashes at its end, and without "amp" at either end."""
    steps = [step for step in path.split("/") if step]
    if len(steps) > 1:
        steps = steps[steps[0] == "amp" :]
    if len(steps) > 1 and steps[-1] == "amp":
        del steps[-1]
    return "/" + _SUFFIX.sub("", "/".join(steps))


def _is_view(name: str, value: str) -> bool:
    """ "print=1", "amp", "outputType=amp"."""
    return name.lower() in _VIEWS or (
        value.lower() in _VIEWS and name.lower() in ("outputtype", "output", "view", "format")
    )


def _hash(name: str) -> int:
    return xxhash.xxh3_64_intdigest(name.encode("utf-8", "surrogatepass"))
