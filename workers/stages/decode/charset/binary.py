"""Bytes that are no text in any charset: what kind of file they are, as far as they tell."""

from __future__ import annotations

import re

SAMPLE = 64 * 1024
CONTROLS = 0.02
"""A larger share of control characters is no text: at random it is a tenth of all bytes."""
FEW = 2
"""So many control characters stand in broken texts too, however short these are."""

_KINDS = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "an image or sound file"),
    (b"BM", "a bitmap image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"\0\0\x01\0", "an icon"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\0", "an xz archive"),
    (b"\x04\x22\x4d\x18", "an LZ4 archive"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"\0asm", "a program (WebAssembly)"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound or video file"),
    (b"fLaC", "a sound file"),
    (b"\xff\xfb", "a sound file"),
    (b"\x1aE\xdf\xa3", "a video"),
    (b"FLV\x01", "a video"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
    (b"OTTO", "a font"),
    (b"\0\x01\0\0\0", "a font"),
    (b"true\0", "a font"),
    (b"SQLite format 3\0", "a database (SQLite)"),
    (b"PAR1", "a Parquet table"),
    (b"ARROW1", "an Arrow table"),
    (b"Obj\x01", "an Avro file"),
    (b"\x80\x04\x95", "a Python pickle"),
)
_ALSO_TEXT = frozenset(
    (b"BM", b"MZ", b"BZh", b"RIFF", b"ID3", b"OTTO", b"PAR1", b"GIF8", b"\xff\xfb")
)
"""A text may begin with these letters too; they count where the bytes are no text."""
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")


def kind(body: bytes) -> str | None:
    """What the bytes are if they are no text ("a font"), else None."""
    for mark, name in _KINDS:
        if body.startswith(mark) and (mark not in _ALSO_TEXT or not is_text(body)):
            return name
    if body[4:8] == b"ftyp":
        return "a video or image"
    if body[257:262] == b"ustar":
        return "a tar archive"
    return None if is_text(body) else "bytes that are no text in any charset"


def is_text(body: bytes) -> bool:
    """Whether bytes can be text: hardly any control characters, or UTF-16 or UTF-32."""
    sample = body[:SAMPLE]
    if sample.startswith(_WIDE) or wide_codec(sample):
        return True
    if b"\x1b" in sample and sample.isascii():  # ISO-2022 shifts with them
        return True
    controls = len(_CONTROL.findall(sample))
    return controls <= FEW or controls <= CONTROLS * len(sample)


_USUAL = re.compile(
    r"[\t\n\r\x20-\x7e\xa0-\u024f\u0370-\u052f\u0590-\u06ff\u0900-\u0dff\u0e00-\u0e7f\u10a0-\u10ff"
    r"\u2010-\u203a\u20a0-\u20bf\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff00-\uffef]"
)


def wide_codec(body: bytes) -> str | None:
    """The codec of UTF-16 or UTF-32 without a byte order mark; None for all else.

    What is a blank, a digit or a line break has NUL bytes in them, all on one side; and what
    is read is nearly all of scripts in use.
    """
    head = body[: SAMPLE - SAMPLE % 4]
    zeros = head.count(0)
    if zeros < 2 or len(head) < 8:
        return None
    quarters = [head[at::4].count(0) for at in range(4)]
    if len(body) % 4 == 0 and zeros > 0.45 * len(head):
        if quarters[0] < quarters[3] and quarters[2] + quarters[3] > 0.48 * len(head):
            return _usual(head, "utf_32_le")
        if quarters[3] < quarters[0] and quarters[0] + quarters[1] > 0.48 * len(head):
            return _usual(head, "utf_32_be")
    even, odd = quarters[0] + quarters[2], quarters[1] + quarters[3]
    if min(even, odd) > 0.2 * max(even, odd):
        return None
    return _usual(head, "utf_16_le" if odd > even else "utf_16_be")


def _usual(head: bytes, codec: str) -> str | None:
    text = head[: len(head) - len(head) % 4].decode(codec, "replace")
    return codec if len(_USUAL.findall(text)) >= 0.95 * len(text) > 0 else None
