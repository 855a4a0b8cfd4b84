"""Charset labels to Python codecs, as browsers take them (WHATWG): gb2312 is gb18030."""

from __future__ import annotations

import codecs

import ftfy.bad_codecs  # noqa: F401  (registers the sloppy-windows-* codecs)
from resiliparse.parse.encoding import map_encoding_to_html5

AS_BROWSERS = {
    # what resiliparse's WHATWG table and chardet leave narrower than the web means them
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "shift_jis": "cp932",
    "shift_jis_2004": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "iso8859_1": "cp1252",
    "iso8859_9": "cp1254",
    "iso8859_11": "cp874",
    "tis_620": "cp874",
    "utf_16": "utf_16_le",
}
NOT_WHATWG = {
    # labels without a WHATWG entry that pages and scrapers use all the same
    "x-mac-cyrillic": "mac_cyrillic",
    "x-mac-ukrainian": "mac_cyrillic",
    "win-1250": "cp1250",
    "win-1251": "cp1251",
}
NO_CHARSETS = {"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape"}
"""Text codecs of Python's that no page is written in."""

SLOPPY = {"cp1252": "sloppy-windows-1252"}
"""Codecs that leave bytes undefined, and the ones that read them as C1 controls."""


def codec_of(label: str) -> str | None:
    """The Python codec that browsers use for a charset label; None for an unknown one."""
    label = label.strip().strip("\"'").lower()
    name: str | None = NOT_WHATWG.get(label)
    name = name or map_encoding_to_html5(label, fallback_utf8=False) or label
    try:
        known = codecs.lookup(name)
    except (LookupError, ValueError):  # ValueError: a NUL in the label
        return None
    if not known._is_text_encoding:
        return None
    name = known.name.replace("-", "_")
    if name in NO_CHARSETS:
        return None
    return AS_BROWSERS.get(name, name)


def decoded(body: bytes, codec: str) -> str:
    """The text of `body`; what the codec cannot read becomes U+FFFD."""
    return body.decode(SLOPPY.get(codec, codec), "replace")
