"""The single-byte charsets that UTF-8 gets misread as, as sign -> byte tables.

A run is a maximal stretch of signs that, put back to bytes, is whole UTF-8 sequences.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import ftfy.bad_codecs  # noqa: F401  (registers the sloppy-windows-* codecs)

CODECS = {
    # name in receipts -> Python codec; order = the order in which they are tried
    "cp1252": "sloppy-windows-1252",
    "mac_roman": "mac_roman",
    "cp1251": "sloppy-windows-1251",
    "cp1250": "sloppy-windows-1250",
    "cp437": "cp437",
    "cp1254": "sloppy-windows-1254",
    "cp1253": "sloppy-windows-1253",
    "cp1257": "sloppy-windows-1257",
    "iso8859_2": "iso8859_2",
    "koi8_r": "koi8_r",
    "cp866": "cp866",
    "cp850": "cp850",
    "mac_cyrillic": "mac_cyrillic",
}


@dataclass(frozen=True, slots=True)
class Misreading:
    """One charset that UTF-8 bytes were read as."""

    name: str
    to_byte: dict[int, int]
    run: re.Pattern[str]

    def undone(self, run: str) -> str:
        """The text that was misread as `run`; raises `UnicodeDecodeError`."""
        return run.translate(self.to_byte).encode("latin-1").decode("utf-8")


def _misreading(name: str, codec: str) -> Misreading:
    to_byte: dict[int, int] = {}
    if name == "cp1252":  # latin-1 too: a C1 control is the same byte
        to_byte |= {byte: byte for byte in range(0x80, 0xA0)}
    for byte in range(0x80, 0x100):
        try:
            to_byte[ord(bytes([byte]).decode(codec))] = byte
        except UnicodeDecodeError:
            continue
    return Misreading(name, to_byte, re.compile(f"(?:{_sequence(to_byte)})+"))


def _sequence(to_byte: dict[int, int]) -> str:
    """A pattern for one whole UTF-8 sequence of two, three or four bytes, as misread."""

    def signs(first: int, last: int) -> str:
        of_bytes = (chr(sign) for sign, byte in to_byte.items() if first <= byte <= last)
        return "[" + "".join(re.escape(sign) for sign in of_bytes) + "]"

    following = signs(0x80, 0xBF)
    return (
        f"{signs(0xC2, 0xDF)}{following}"
        f"|{signs(0xE0, 0xEF)}{following}{{2}}"
        f"|{signs(0xF0, 0xF4)}{following}{{3}}"
    )


MISREADINGS = [_misreading(name, codec) for name, codec in CODECS.items()]
