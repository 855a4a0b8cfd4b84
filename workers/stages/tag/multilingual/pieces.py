"""A text as the pieces of words that the encoder knows, each with its place in the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from sentencepiece import SentencePieceProcessor

START, PAD, END = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Pieces:
    """The ids of a text's pieces, and of each the first character and the one behind its last.

    A piece begins at its first character that is no blank; one that is but a blank is empty.
    """

    ids: list[int]
    starts: list[int]
    ends: list[int]


class Splitter:
    """Splits texts with the vocabulary of XLM-R, which multilingual-e5-small shares."""

    def __init__(self, model: Path) -> None:
        self._processor = SentencePieceProcessor(model_file=str(model))

    def __call__(self, text: str) -> Pieces:
        """The pieces of a text, without those that mark start and end."""
        ids: list[int] = []
        starts: list[int] = []
        ends: list[int] = []
        found = self._processor.encode(text, return_type="proto").pieces
        character = _characters(text)
        for piece in found:
            start, end = character[piece.begin], character[piece.end]
            while start < end and text[start].isspace():
                start += 1
            ids.append(piece.id)
            starts.append(start)
            ends.append(end)
        return Pieces(ids, starts, ends)


def _characters(text: str) -> Sequence[int]:
    """For each byte of the text in UTF-8, and for its end, the character that it belongs to."""
    if text.isascii():
        return range(len(text) + 1)
    sizes = [len(character.encode("utf-8", "surrogatepass")) for character in text]
    ends = list(accumulate(sizes))
    places = [0] * (ends[-1] + 1)
    at = 0
    for n, end in enumerate(ends):
        for byte in range(at, end):
            places[byte] = n
        at = end
    places[ends[-1]] = len(text)
    return places
