"""A text in one legacy charset that was read as another: `Çàòåì` is Затем, `dok³ada³` dokładał.

The bytes cannot prove it, as they can for UTF-8. So three witnesses must agree: the text looks
as no language does; chardet, given the bytes back, names another charset and its language;
and the reading that follows looks right and is identified as that language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import chardet

from workers.stages.decode.charset.detection import WEB
from workers.stages.decode.charset.labels import codec_of, decoded
from workers.stages.decode.charset.oddness import SAMPLE, odd_share
from workers.stages.decode.language import identify
from workers.stages.decode.repair.alphabets import ALPHABETS, alphabet, impostors
from workers.stages.decode.repair.mojibake import single_byte
from workers.stages.decode.repair.mojibake.misreadings import MISREADINGS, Misreading
from workers.stages.decode.traced import Edit, Traced

READ_AS = [each for each in MISREADINGS if each.name in ("cp1252", "cp1251", "koi8_r", "mac_roman")]
BEYOND_ASCII = re.compile("[^\x00-\x7f‘’“”–—…]")
LEAST_CHARACTERS, LEAST_DIFFERENT = 10, 3
"""Characters beyond ASCII that a text needs for a verdict."""
LEAST_ODD = 0.04
"""Share of odd words from which a text is looked at; correct news have none."""
LEFT_ODD = 0.2
"""How much of that the new reading may keep."""
LEAST_CONFIDENCE, LEAST_OF_CHARDET = 0.8, 0.2
"""Of the language of the new reading; of the charset (chardet's lie low on any text)."""
MOST_UTF8 = 0.35
"""From this share of characters on that `mojibake` can undo, the case is its own."""
LEAST_IMPOSTORS = 3
IMPOSTORS = re.compile(
    "[" + re.escape("".join(sorted(frozenset().union(*map(impostors, ALPHABETS))))) + "]"
)


@dataclass(frozen=True, slots=True)
class Guess:
    """The text was read as `misreading` and is in `codec`; confidence by chardet."""

    misreading: Misreading
    codec: str
    confidence: float


def undone(traced: Traced) -> Traced:
    """The text read as it should have been, line by line; untouched when in doubt."""
    text = traced.text
    chars = BEYOND_ASCII.findall(text)
    if len(chars) < LEAST_CHARACTERS or len(set(chars)) < LEAST_DIFFERENT:
        return traced
    oddness = odd_share(text)
    if oddness < LEAST_ODD and len(IMPOSTORS.findall(text)) < LEAST_IMPOSTORS:
        return traced
    if single_byte.share(text) >= MOST_UTF8:
        return traced
    if oddness >= LEAST_ODD:
        bodies = [_bytes_of(text[:SAMPLE], misreading) for misreading in READ_AS]
        guesses = [_guess(*as_read, oddness) for as_read in zip(READ_AS, bodies, strict=True)]
    else:
        guesses = [_of_impostors(text)]
    best = max(filter(None, guesses), key=lambda guess: guess.confidence, default=None)
    return traced.replace(_edits(text, best)) if best else traced


def _guess(misreading: Misreading, body: bytes, oddness: float) -> Guess | None:
    if not body:
        return None
    found = chardet.detect(body, include_encodings=WEB, compat_names=False)
    codec, language = codec_of(found["encoding"] or ""), found["language"]
    if codec in (None, misreading.name) or found["confidence"] < LEAST_OF_CHARDET:
        return None
    again = decoded(body, codec)
    told, confidence = identify(again)
    is_better = odd_share(again) <= LEFT_ODD * oddness and again.count("\ufffd") * 100 < len(again)
    if is_better and told == language and confidence >= LEAST_CONFIDENCE:
        return Guess(misreading, codec, found["confidence"])
    return None


def _bytes_of(text: str, misreading: Misreading) -> bytes:
    """The bytes as they were; none when the text has too many characters the charset lacks."""
    high = [char for char in text if not char.isascii()]
    lacking = sum(ord(char) not in misreading.to_byte for char in high)
    if lacking * 50 > len(high):
        return b""
    return text.translate(misreading.to_byte).encode("latin-1", "ignore")


def _of_impostors(text: str) -> Guess | None:
    """A guess where letters stand that the language lacks, and none of those it has."""
    language, _ = identify(text)
    letters = alphabet(language)
    if letters is None or not letters.letters.isdisjoint(text):
        return None
    found = [char for char in text if char in letters.impostors]
    if len(found) < LEAST_IMPOSTORS:
        return None
    body = _bytes_of(text, READ_AS[0])
    for charset in letters.charsets:
        again = decoded(body, charset)
        if letters.impostors.isdisjoint(again) and alphabet(identify(again)[0]) == letters:
            return Guess(READ_AS[0], charset, 0.9)
    return None


def _edits(text: str, guess: Guess) -> Iterator[Edit]:
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if not line.isascii():
            yield Edit(start, end, _again(line, guess), "misread", guess.codec, guess.confidence)
        start = end + 1


def _again(line: str, guess: Guess) -> str:
    """The line in the real charset; characters that the wrong one lacks stay."""
    known = re.escape("".join(map(chr, guess.misreading.to_byte)))
    pieces = re.split(f"([^\x00-\x7f{known}]+)", line)
    for index in range(0, len(pieces), 2):
        body = pieces[index].translate(guess.misreading.to_byte).encode("latin-1")
        pieces[index] = decoded(body, guess.codec)
    return "".join(pieces)
