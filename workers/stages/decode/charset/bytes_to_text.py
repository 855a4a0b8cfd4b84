"""Bytes to text: which charset they are in, whatever was declared.

Order, by what can be proved: a byte order mark; strict UTF-8; UTF-8 with a few broken
bytes; the declared charset where it can be right; detection. Labels mean what browsers
take them to mean (WHATWG), so gb2312 is gb18030 and iso-8859-1 is windows-1252.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from workers.stages.decode.charset import binary, broken_utf8, chinese
from workers.stages.decode.charset.detection import detect
from workers.stages.decode.charset.labels import codec_of, decoded
from workers.stages.decode.traced import Traced

SAMPLE = 64 * 1024
PRESCAN = 4096  # browsers look at 1,024 bytes; pages with long heads need more
META = re.compile(
    rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w:.-]{2,40})|"""
    rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w:.-]{2,40})""",
    re.IGNORECASE,
)
ISO_2022 = re.compile(rb"\x1b(\$[@AB]|\$\([CD]|\$\)C|\([BIJ])")
WINDOWS_LETTER = re.compile(
    r"(?<=[^\W\d_])[\x9a\x9c-\x9f]|[\x8a\x8c-\x8f\x9a\x9c-\x9f](?=[^\W\d_])"
)
"""A control character in a word of ISO 8859-2: the letter (ś, š, ź, ž, ť) of windows-1250."""
NOT_CLAIMED = frozenset({"cp1252", "ascii"})
"""Servers send these labels by default, so they say nothing about a page."""


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
                return CharsetResult(broken_utf8.repaired(body), codec, "bom")
            return CharsetResult(Traced.of(body.decode(codec, "replace")), codec, "bom")
    return None


def _by_shape(body: bytes) -> CharsetResult | None:
    """UTF-16 and UTF-32 without a mark (NUL bytes) and the 7-bit ISO-2022 family."""
    codec = binary.wide_codec(body) if b"\0" in body[:SAMPLE] else None
    if codec:
        return CharsetResult(Traced.of(body.decode(codec, "replace")), codec, "zero-bytes")
    if b"\x1b" in body and ISO_2022.search(body) and body.isascii():
        for codec in ("iso2022_kr", "iso2022_jp_ext"):
            text = body.decode(codec, "replace")
            if "\ufffd" not in text and "\x0e" not in text and not text.isascii():
                return CharsetResult(Traced.of(text), codec, "escape-sequences")
    return None


def _by_utf8(body: bytes, declared: str | None) -> CharsetResult | None:
    try:
        return CharsetResult(Traced.of(body.decode("utf-8")), "utf_8", "utf-8")
    except UnicodeDecodeError:
        pass
    promised = declared is not None and codec_of(declared) == "utf_8"
    if broken_utf8.is_mostly_utf8(body, promised):
        return CharsetResult(broken_utf8.repaired(body), "utf_8", "mostly-utf-8")
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
        if codec
        and codec not in NOT_CLAIMED
        # An ASCII-compatible body that names UTF-16 is in some other charset.
        and (not codec.startswith("utf") or (codec != "utf_8" and b"\0" in body))
    ]


def _by_claim(body: bytes, claims: list[tuple[str, str]]) -> CharsetResult | None:
    for claim, rule in claims:
        is_windows = claim == "iso8859_2" and WINDOWS_LETTER.search(decoded(body, claim))
        codec = "cp1250" if is_windows else chinese.corrected(body, claim)
        text = decoded(body, codec)
        if text.count("\ufffd") <= len(text) // 500:
            return CharsetResult(Traced.of(text), codec, rule)
    return None


def _by_detection(body: bytes) -> CharsetResult:
    codec = detect(body)
    return CharsetResult(Traced.of(decoded(body, codec)), codec, "detected")
