"""The charset of bytes that nothing tells about: chardet's guesses, each judged by its text.

chardet weighs bytes; on short texts its first guesses lie close together. So every near one is
read, and one that gives words no language has (`oddness`) or that is hardly used loses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import chardet

from workers.stages.decode.charset.labels import codec_of, decoded
from workers.stages.decode.charset.oddness import ODD_CAPITAL, SAMPLE, odd_share
from workers.stages.decode.language import identify

WEB = (
    "utf-8 big5 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp437 cp850 cp852"
    " cp855 cp866 cp874 cp932 cp949 euc-jp euc-kr gb18030 iso8859-1 iso8859-2"
    " iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-9 iso8859-10"
    " iso8859-13 iso8859-15 iso8859-16 koi8-r koi8-u mac-cyrillic mac-latin2 mac-roman"
    " shift_jis tis-620"
).split()
"""Charsets that news come in; without EBCDIC and the like detection errs less."""
SELDOM = {
    "mac_latin2": 0.8,
    "cp437": 0.95,
    "cp850": 0.95,
    "cp852": 0.95,
    "cp855": 0.95,
    "iso8859_3": 0.8,
    "iso8859_4": 0.8,
    "iso8859_10": 0.8,
    "iso8859_13": 0.9,
    "iso8859_16": 0.8,
}
"""What a guess is worth of a charset that few sites use."""
BALTIC = frozenset(("cp1257", "iso8859_4", "iso8859_13"))
BALTIC_LANGUAGES = frozenset(("et", "lt", "lv"))
LEAST_CONFIDENCE = 0.95
"""Of the language that a text shows in windows-1252: its letters in ASCII tell Albanian, whose
ë and ç chardet takes for Baltic letters, from Lithuanian."""
NEAR = 0.7
"""Guesses down to this share of the best one's confidence are looked at."""
EITHER_OR = tuple(
    (re.compile(f"[{these}]", re.IGNORECASE), re.compile(f"[{those}]", re.IGNORECASE))
    for these, those in (("ђѓѕјљњћќџ", "йщъыьэюяё"), ("єї", "ъыэё"))
)
"""Letters of Serbian and Macedonian, and of Ukrainian, and those of Russian that they lack."""
LABEL = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?[\w:.-]*""", re.IGNORECASE)
"""What chardet would believe, and the caller has judged already."""
ALWAYS = ("cp1252", "mac_roman")
ODD = 0.03
KANA = 0.4
"""Bytes that read as Japanese with this share of kana are Japanese."""


def detect(body: bytes) -> str:
    """The Python codec of `body`, which is not UTF-8."""
    sample = LABEL.sub(b"", body[:SAMPLE])
    for codec in ("cp932", "euc_jp"):
        if _kana_share(sample, codec) >= KANA:
            return codec
    worth = [(_worth(sample, codec, confidence), codec) for codec, confidence in _guesses(sample)]
    return max(worth, key=lambda guess: guess[0])[1]


def _guesses(sample: bytes) -> Iterator[tuple[str, float]]:
    found = chardet.detect_all(
        sample, ignore_threshold=True, include_encodings=WEB, compat_names=False
    )
    top = found[0]["confidence"]
    seen = set()
    for guess in found:
        codec = codec_of(guess["encoding"] or "cp1252")
        if codec and codec not in seen and guess["confidence"] >= NEAR * top:
            seen.add(codec)
            yield codec, guess["confidence"]
    yield from ((codec, 0.6 * top) for codec in ALWAYS if codec not in seen)


def _worth(sample: bytes, codec: str, confidence: float) -> float:
    text = decoded(sample, codec)
    odd = odd_share(text) + len(ODD_CAPITAL.findall(text)) / (text.count(" ") + 1)
    lost = text.count("\ufffd") * 50 > len(text)
    mixed = any(these.search(text) and those.search(text) for these, those in EITHER_OR)
    wrong = odd > ODD or mixed or (codec in BALTIC and _is_surely_not_baltic(sample))
    return confidence * SELDOM.get(codec, 1.0) * (0.5 if wrong else 1.0) * (0.1 if lost else 1)


def _is_surely_not_baltic(sample: bytes) -> bool:
    language, confidence = identify(decoded(sample, "cp1252"))
    return language not in BALTIC_LANGUAGES and confidence >= LEAST_CONFIDENCE


def _kana_share(sample: bytes, codec: str) -> float:
    text = sample.decode(codec, "replace")
    if text.count("\ufffd") > 1:  # the sample may end inside a character
        return 0.0
    beyond = [char for char in text if not char.isascii()]
    kana = sum("\u3041" <= char <= "\u30fe" for char in beyond)
    return kana / len(beyond) if len(beyond) >= 4 else 0.0
