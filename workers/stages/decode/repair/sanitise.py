"""Characters that no text should hold: control characters, lone surrogates, marks, odd newlines."""

from __future__ import annotations

import re

import ftfy.bad_codecs  # noqa: F401  (registers the sloppy-windows-* codecs)

from workers.stages.decode.traced import Edit, Traced

UNWANTED = re.compile(
    "(?P<newline>\r\n?|(?<=\\S)[\x0b\x0c](?=\\S))"
    "|(?P<pair>[\ud800-\udbff][\udc00-\udfff])"
    "|(?P<lone>[\ud800-\udfff])"
    "|(?P<control>[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+)"
)
ANY_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
MARK = re.compile("\ufeff+")
C1 = re.compile("[\x80-\x9f]")


def newlines_and_controls(traced: Traced) -> Traced:
    """CRLF and CR to LF; C0 controls (but TAB and LF) and DEL out; surrogates joined or U+FFFD.

    A vertical tab or form feed between two words parts them, as a newline does.
    """
    if not ANY_UNWANTED.search(traced.text):
        return traced
    return traced.replace(_edit(match) for match in UNWANTED.finditer(traced.text))


def _edit(match: re.Match[str]) -> Edit:
    start, end = match.span()
    if match["newline"]:
        return Edit(start, end, "\n", "newline")
    if match["pair"]:
        char = match[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le")
        return Edit(start, end, char, "surrogate-pair")
    if match["lone"]:
        return Edit(start, end, "\ufffd", "lone-surrogate", None, 0.5)
    return Edit(start, end, "", "control-sign")


def marks(traced: Traced) -> Traced:
    """U+FEFF out, anywhere: a byte order mark that came along with joined texts."""
    return traced.replace(
        Edit(match.start(), match.end(), "", "byte-order-mark")
        for match in MARK.finditer(traced.text)
    )


def c1_controls(traced: Traced) -> Traced:
    """C1 controls to the windows-1252 characters that they stand for; the five unassigned out."""
    return traced.replace(
        Edit(match.start(), match.end(), _windows_sign(match[0]), "c1-control", "cp1252", 0.95)
        for match in C1.finditer(traced.text)
    )


def _windows_sign(control: str) -> str:
    char = control.encode("latin-1").decode("sloppy-windows-1252")
    return "" if char == control else char
