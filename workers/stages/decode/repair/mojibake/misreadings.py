"""The single-byte charsets that UTF-8 gets misread as, as character -> byte tables.

A run is a maximal stretch of characters that, put back to bytes, is whole UTF-8 sequences.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import ftfy.bad_codecs  # noqa: F401  (registers the sloppy-windows-* codecs)

NBSP = 0xA0
CODECS = {
    # name in receipts -> Python codec; order = the order in which they are tried
    "cp1252": "sloppy-windows-1252",
    "mac_roman": "mac_roman",
    "cp437": "cp437",
    "cp1251": "sloppy-windows-1251",
    "cp1250": "sloppy-windows-1250",
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
    """One charset that UTF-8 bytes were read as.

    `run` finds whole sequences, `before_blank` a lead that lost the no-break space after it
    (only in charsets that have one in the place of byte A0).
    """

    name: str
    to_byte: dict[int, int]
    run: re.Pattern[str]
    before_blank: re.Pattern[str]
    drawing: frozenset[str]
    leads: frozenset[str]
    following: frozenset[str]

    @property
    def blank_leads(self) -> str:
        """The leads of two-byte sequences, where a no-break space can follow."""
        if self.to_byte.get(NBSP) != NBSP:
            return ""
        return "".join(chr(char) for char, byte in self.to_byte.items() if 0xC2 <= byte <= 0xDF)

    @property
    def script(self) -> str | None:
        """The script that the misread text looks to be in, so that its texts may look misread."""
        if self.name == "cp1253":
            return "GREEK"
        return "CYRILLIC" if self.name in ("cp1251", "koi8_r", "cp866", "mac_cyrillic") else None

    def may_occur(self, chars: set[str]) -> bool:
        """Whether a run can be made of these characters at all."""
        return not (self.leads.isdisjoint(chars) or self.following.isdisjoint(chars))

    def undone(self, run: str) -> str | None:
        """The text that was misread as `run`; None when its bytes are not UTF-8 after all."""
        try:
            text = run.translate(self.to_byte).encode("latin-1").decode("utf-8", "surrogatepass")
            return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
        except UnicodeError:
            return None


def _misreading(name: str, codec: str) -> Misreading:
    to_byte: dict[int, int] = {}
    if name == "cp1252":  # latin-1 too: a C1 control is the same byte
        to_byte |= {byte: byte for byte in range(0x80, 0xA0)}
    for byte in range(0x80, 0x100):
        try:
            to_byte[ord(bytes([byte]).decode(codec))] = byte
        except UnicodeDecodeError:
            continue
    return Misreading(
        name,
        to_byte,
        run=re.compile(f"(?:{_sequence(to_byte)})+"),
        before_blank=re.compile(f"{_signs(to_byte, 0xC2, 0xDF)} "),
        drawing=frozenset(chr(char) for char in to_byte if 0x2500 <= char < 0x25A0),
        leads=frozenset(chr(char) for char, byte in to_byte.items() if 0xC2 <= byte <= 0xF4),
        following=frozenset(chr(char) for char, byte in to_byte.items() if byte < 0xC0),
    )


def _signs(to_byte: dict[int, int], first: int, last: int) -> str:
    """A pattern for one character whose byte lies in a range."""
    of_bytes = (chr(char) for char, byte in to_byte.items() if first <= byte <= last)
    return "[" + "".join(re.escape(char) for char in of_bytes) + "]"


def _sequence(to_byte: dict[int, int]) -> str:
    """A pattern for one whole UTF-8 sequence of two, three or four bytes, as misread."""
    following = _signs(to_byte, 0x80, 0xBF)
    return (
        f"{_signs(to_byte, 0xC2, 0xDF)}{following}"
        f"|{_signs(to_byte, 0xE0, 0xEF)}{following}{{2}}"
        f"|{_signs(to_byte, 0xF0, 0xF4)}{following}{{3}}"
    )


MISREADINGS = [_misreading(name, codec) for name, codec in CODECS.items()]
STRETCH = re.compile(
    "[^\x00-\x7f]{2,}|["
    + "".join(sorted({char for each in MISREADINGS for char in each.blank_leads}))
    + "] "
)
"""Where a run can be: characters in a row, or a lead that lost the no-break space after it."""
