"""Bytes to text: which charset they are in, whatever was declared.

Order, by what can be proved: a byte order mark; strict UTF-8; UTF-8 with a few broken
bytes; the declared charset where it can be right; detection. Labels mean what browsers
take them to mean (WHATWG), so gb2312 is gb18030 and iso-8859-1 is windows-1252.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

import chardet
from resiliparse.parse.encoding import map_encoding_to_html5

from workers.stages.decode import broken_utf8
from workers.stages.decode.traced import Traced

SAMPLE = 64 * 1024
PRESCAN = 4096  # browsers look at 1,024 bytes; pages with long heads need more
META = re.compile(
    rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w:.-]{2,40})|"""
    rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w:.-]{2,40})""",
    re.IGNORECASE,
)
ISO_2022 = re.compile(rb"\x1b(\$[@AB]|\$\([CD]|\([BIJ])")
NOT_CLAIMED = frozenset({"cp1252", "ascii"})
"""Servers send these labels by default, so they say nothing about a page."""

WEB = (
    "utf-8 big5 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp437 cp850 cp852"
    " cp855 cp866 cp874 cp932 cp949 euc-jp euc-kr gb18030 iso8859-1 iso8859-2"
    " iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-9 iso8859-10"
    " iso8859-13 iso8859-15 iso8859-16 koi8-r koi8-u mac-cyrillic mac-latin2 mac-roman"
    " shift_jis tis-620"
).split()
"""Charsets that news come in; without EBCDIC and the like detection errs less."""

AS_BROWSERS = {
    # what resiliparse's WHATWG table and chardet leave narrower than the web means them
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "iso8859_1": "cp1252",
    "iso8859_9": "cp1254",
    "iso8859_11": "cp874",
    "tis_620": "cp874",
    "utf_16": "utf_16_le",
}
NOT_WHATWG: dict[str, str] = {
    # labels without a WHATWG entry that pages and scrapers use all the same
    "x-mac-cyrillic": "mac_cyrillic",
    "x-mac-ukrainian": "mac_cyrillic",
    "win-1251": "cp1251",
}


@dataclass(frozen=True, slots=True)
class CharsetResult:
    """The text, the Python codec it was read with (None: it came as text), and by which rule."""

    text: Traced
    charset: str | None
    rule: str


def decode_bytes(body: bytes, declared: str | None, is_html: bool) -> CharsetResult:
    """Reads `body`; never fails: what no charset can read becomes U+FFFD, with a receipt.

    `declared` is the charset label that came with the body; in a page (`is_html`) its own
    meta tag counts too.
    """
    return (
        _by_mark(body)
        or _by_shape(body)
        or _by_utf8(body, declared)
        or _by_claim(body, _claims(body, declared, is_html))
        or _by_detection(body)
    )


def codec_of(label: str) -> str | None:
    """The Python codec that browsers use for a charset label; None for an unknown one."""
    label = label.strip().strip("\"'").lower()
    if label in NOT_WHATWG:
        return NOT_WHATWG[label]
    name: str | None = map_encoding_to_html5(label, fallback_utf8=False)
    try:
        name = codecs.lookup(name or label).name.replace("-", "_")
    except LookupError:
        return None
    if not codecs.lookup(name)._is_text_encoding:
        return None
    return AS_BROWSERS.get(name, name)


def _by_mark(body: bytes) -> CharsetResult | None:
    for mark, codec in (
        (codecs.BOM_UTF8, "utf_8"),
        (codecs.BOM_UTF32_LE, "utf_32_le"),
        (codecs.BOM_UTF32_BE, "utf_32_be"),
        (codecs.BOM_UTF16_LE, "utf_16_le"),
        (codecs.BOM_UTF16_BE, "utf_16_be"),
    ):
        if body.startswith(mark):
            if codec == "utf_8":
                return CharsetResult(broken_utf8.mended(body), codec, "bom")
            return CharsetResult(Traced.of(body.decode(codec, "replace")), codec, "bom")
    return None


def _by_shape(body: bytes) -> CharsetResult | None:
    """UTF-16 without a mark (every other byte is NUL) and the 7-bit ISO-2022 family."""
    head = body[:SAMPLE]
    if len(head) >= 8 and head.count(0) > len(head) // 4:
        for codec, high in (("utf_16_le", head[1::2]), ("utf_16_be", head[0::2])):
            if high.count(0) > 0.6 * len(high) and high.count(0) > 0.9 * head.count(0):
                text = body.decode(codec, "replace")
                return CharsetResult(Traced.of(text), codec, "zero-bytes")
    if b"\x1b" in body and ISO_2022.search(body) and body.isascii():
        for codec in ("iso2022_jp_ext", "iso2022_kr"):
            text = body.decode(codec, "replace")
            if "\ufffd" not in text and not text.isascii():
                return CharsetResult(Traced.of(text), codec, "escape-sequences")
    return None


def _by_utf8(body: bytes, declared: str | None) -> CharsetResult | None:
    try:
        return CharsetResult(Traced.of(body.decode("utf-8")), "utf_8", "utf-8")
    except UnicodeDecodeError:
        pass
    promised = declared is not None and codec_of(declared) == "utf_8"
    if broken_utf8.is_mostly_utf8(body, promised):
        return CharsetResult(broken_utf8.mended(body), "utf_8", "mostly-utf-8")
    return None


def _claims(body: bytes, declared: str | None, is_html: bool) -> list[tuple[str, str]]:
    """(codec, rule) of each charset that was claimed, weak claims left out."""
    claims = [(declared, "declared")] if declared else []
    if is_html and (meta := META.search(body[:PRESCAN])):
        claims.append(((meta[1] or meta[2]).decode("ascii"), "meta"))
    named = [(codec_of(label), rule) for label, rule in claims]
    return [
        (codec, rule)
        for codec, rule in named
        if codec and codec not in NOT_CLAIMED and not codec.startswith("utf")
    ]


def _by_claim(body: bytes, claims: list[tuple[str, str]]) -> CharsetResult | None:
    for codec, rule in claims:
        text = body.decode(codec, "replace")
        if text.count("\ufffd") <= len(text) // 500:
            return CharsetResult(Traced.of(text), codec, rule)
    return None


def _by_detection(body: bytes) -> CharsetResult:
    found = chardet.detect(body, max_bytes=SAMPLE, include_encodings=WEB, compat_names=False)
    codec = codec_of(found["encoding"] or "cp1252") or "cp1252"
    if codec == "cp1252":
        codec = "sloppy-windows-1252"  # ftfy's: all 256 bytes, as browsers have it
    return CharsetResult(Traced.of(body.decode(codec, "replace")), codec, "detected")
