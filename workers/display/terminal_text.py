"""Text from outside, made fit for a terminal: the one place that all of it goes through.

An id, a header or a title can hold escape sequences that set a terminal's title, hide text
or answer for the user, and characters that turn the order of what is read. They are shown
as escapes; nothing in them is taken for markup.
"""

from __future__ import annotations

import re
import sys

HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""Controls but tab and newline, marks that turn the direction, lone surrogates."""

C1_IN_JSON = re.compile(b"\x7f|\xc2[\x80-\x9f]")
"""What JSON may hold as it is and a terminal may act on."""


def shown(text: str) -> str:
    """The text with escapes for what must not reach a terminal."""
    return HIDDEN.sub(lambda found: ascii(found[0])[1:-1], text)


def echo(text: str, *, err: bool = False) -> None:
    """A line on stdout, or on stderr."""
    print(shown(text), file=sys.stderr if err else sys.stdout, flush=True)


def json_line(value: bytes) -> bytes:
    """A line of JSON with escapes for the controls that JSON itself lets through."""
    return C1_IN_JSON.sub(lambda found: b"\\u%04x" % ord(found[0].decode()), value)
