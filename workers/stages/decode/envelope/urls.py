"""Urls as identities: one spelling for one page, and the site it belongs to."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

from courlan import normalize_url


@lru_cache(maxsize=16)  # each step on the way of an article asks again
def canonical(url: str | None) -> str | None:
    """`url` without tracking parameters, fragment and default port, its query sorted.

    None for anything but an http(s) url with a host. Scheme and path stay as they are:
    that http and https, or /a and /a/, show one page is a guess that sites refute.
    """
    if not url:
        return None
    try:
        parts = urlsplit(normalize_url(url.strip()))
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
            return None
        query = urlsplit(url.strip()).query
    except ValueError:  # "Invalid IPv6 URL", or a port out of range
        return None
    # courlan drops parameters without a value, which name the page in "spip.php?article8532".
    bare = [part for part in query.split("&") if part and "=" not in part]
    parts = parts._replace(query="&".join(filter(None, [parts.query, *sorted(bare)])))
    # "#!…" names a page of its own in the sites that still use it.
    kept = parts if parts.fragment.startswith("!") else parts._replace(fragment="")
    return kept.geturl()


def site(url: str | None) -> str | None:
    """The host of an http(s) url, lower case, without "www."; None for anything else."""
    known = canonical(url)
    if known is None:
        return None
    host = urlsplit(known).hostname or ""
    return host.removeprefix("www.")
