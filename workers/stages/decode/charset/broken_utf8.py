"""UTF-8 with a few broken bytes: repaired in place, not handed to a charset detector.

Broken bytes are carried through decoding as Python's surrogateescape characters (U+DC80 and
on), so that each gets a receipt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import ftfy.bad_codecs  # noqa: F401  (registers the sloppy-windows-* codecs)

from workers.stages.decode.traced import Edit, Traced

WHOLE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
EMOJI_WITHOUT_LAST = 3
WESTERN = re.compile(rb"[\xc2\xc3]|\xe2[\x80\x82]")
BROKEN = re.compile(
    r"(?P<pair>\udced[\udca0-\udcaf][\udc80-\udcbf]\udced[\udcb0-\udcbf][\udc80-\udcbf])"
    r"|(?P<lone>\udced[\udca0-\udcbf][\udc80-\udcbf])"
    r"|(?P<nul>\udcc0\udc80)"
    r"|(?P<cut>[\udcc2-\udcf4][\udc80-\udcbf]{0,2}\Z)"
    r"|(?P<stray>[\udc80-\udcbf])"
    r"|(?P<lead>[\udcc0-\udcff][\udc80-\udcbf]*)"
)


def is_mostly_utf8(body: bytes, promised: bool) -> bool:
    """Whether the whole sequences outnumber the broken bytes enough to be no chance.

    Texts in Chinese, Japanese and Korean charsets hold byte pairs that look like UTF-8, up to
    one for each other byte; texts in Western ones hold next to none, so that there the letters
    and quote marks of Western UTF-8 prove more. When UTF-8 is `promised`, they prove enough.
    """
    whole = WHOLE.findall(body)
    tail = _cut_tail(body)
    if tail >= (1 if whole or promised else EMOJI_WITHOUT_LAST):
        return True
    broken = sum(byte > 0x7F for byte in WHOLE.sub(b"", body))
    least = 1 if promised or all(map(WESTERN.match, whole)) else 2
    return len(whole) >= max(1, least * broken)


def repaired(body: bytes) -> Traced:
    """The text of `body` as UTF-8, each broken place repaired or made one U+FFFD."""
    traced = Traced.of(body.decode("utf-8", "surrogateescape"))
    return traced.replace(_edits(traced.text, _leads(body)))


def _cut_tail(body: bytes) -> int:
    """The length of a cut-off last sequence where all before it is UTF-8, else 0."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        return len(body) - error.start if error.reason == "unexpected end of data" else 0
    return 0


def _leads(body: bytes) -> set[int]:
    """The lead bytes of the whole sequences: a lone one of them is a broken sequence."""
    return {sequence[0] for sequence in WHOLE.findall(body)}


def _edits(text: str, leads: set[int]) -> Iterator[Edit]:
    for match in BROKEN.finditer(text):
        after, rule, codec, confidence = _mend(match, leads)
        yield Edit(match.start(), match.end(), after, rule, codec, confidence)


def _mend(match: re.Match[str], leads: set[int]) -> tuple[str, str, str | None, float]:
    received = match[0].encode("utf-8", "surrogateescape")
    if match["pair"]:
        pair = received.decode("utf-8", "surrogatepass").encode("utf-16-le", "surrogatepass")
        return pair.decode("utf-16-le"), "surrogate-pair", "cesu-8", 1.0
    if match["nul"]:
        return "", "control-sign", None, 1.0
    if match["cut"]:
        return "", "cut-tail", None, 1.0
    if match["stray"] or (len(received) == 1 and _is_letter(match, leads)):
        return received.decode("sloppy-windows-1252"), "stray-byte", "cp1252", 0.9
    return "\ufffd", "broken-sequence", None, 0.5


def _is_letter(match: re.Match[str], leads: set[int]) -> bool:
    """A lone high byte beside Latin letters that is no lead of this text: "caf\\xe9"."""
    if ord(match[0]) - 0xDC00 in leads:
        return False
    before, after = match.string[match.start() - 1 : match.start()], match.string[match.end() :][:1]
    return any(char.isalpha() and char < "\u0250" for char in (before, after))
