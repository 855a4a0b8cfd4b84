"""Files opened for reading, whatever they are compressed with, in bounded memory.

What a file is compressed with is told by its first bytes; its suffix only has to be true.
"""

from __future__ import annotations

import bz2
import gzip
import io
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import zstandard

from workers.inputs.outgoing import LARGEST, MIB, Unreadable

SUFFIXES = {".gz": b"\x1f\x8b\x08", ".bz2": b"BZh", ".zst": b"\x28\xb5\x2f\xfd"}
MOST_LAYERS = 2
_PIECE = 1024
"""A zstd block of four bytes can make 128 kB: one step makes 32 MB at most."""


@contextmanager
def opened(file: str, member: Any = None) -> Iterator[io.BufferedReader]:
    """The file's bytes without compression; stdin for "-"; `member` where it is one of an archive.

    Raises `Unreadable` for a file that cannot be opened, is not what its suffix says, is damaged
    or cut off; while it is read, too.
    """
    try:
        with _raw(file) if member is None else _buffered(member) as raw:
            yield _unpacked(raw, file)
    except EOFError:
        raise Unreadable(f"{file}: cut off: the compressed data end too early") from None
    except (OSError, zlib.error, zstandard.ZstdError) as error:
        raise Unreadable(f"{file}: {error}") from None


def suffix(file: str) -> str:
    """The suffix in lower case, without that of a compression: ".jsonl" of "a.JSONL.gz"."""
    name = Path(file.lower())
    return Path(name.stem).suffix if name.suffix in SUFFIXES else name.suffix


def whole(stream: io.BufferedReader, file: str, most: int = LARGEST) -> bytes:
    """All bytes; raises `Unreadable` where they are more than `most`."""
    value = stream.read(most + 1)
    if len(value) > most:
        raise Unreadable(f"{file}: more than {most // MIB} MB (unpacked): not one article")
    return value


def _raw(file: str) -> Any:
    if file == "-":
        return sys.stdin.buffer
    return open(file, "rb", buffering=1 << 16)


def _unpacked(stream: io.BufferedReader, file: str) -> io.BufferedReader:
    wanted = SUFFIXES.get(Path(file.lower()).suffix)
    start = stream.peek(8)[:8]
    if wanted is not None and not start.startswith(wanted):
        raise Unreadable(f"{file}: its suffix says that it is compressed, its content is not")
    for _ in range(MOST_LAYERS):
        if start.startswith(SUFFIXES[".gz"]):
            stream = _buffered(gzip.GzipFile(fileobj=stream))
        elif start.startswith(SUFFIXES[".zst"]):
            stream = io.BufferedReader(_Zstd(stream), 1 << 16)
        elif start.startswith(SUFFIXES[".bz2"]) and start[4:8] == b"1AY&":
            stream = _buffered(bz2.BZ2File(stream))
        else:
            break
        start = stream.peek(8)[:8]
    return stream


def _buffered(stream: Any) -> io.BufferedReader:
    """`stream` with `peek`; where it is cut off, what stands before is still read."""
    return io.BufferedReader(_ByPieces(stream), 1 << 16)


class _ByPieces(io.RawIOBase):
    """A stream of gzip, bz2 or zipfile as a raw one: these lose what they have when they raise."""

    def __init__(self, packed: Any) -> None:
        self._packed = packed

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fills `buffer` with what there is at once."""
        piece: bytes = self._packed.read1(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


class _Zstd(io.RawIOBase):
    """Every frame of a zstd stream; raises when one is cut off, as the library's own does not."""

    def __init__(self, packed: io.BufferedReader) -> None:
        self._packed = packed
        self._frame = zstandard.ZstdDecompressor().decompressobj()
        self._whole = True
        self._plain = memoryview(b"")

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fills `buffer` as far as there is something; raises `EOFError`, `ZstdError`."""
        while not self._plain:
            piece = self._packed.read(_PIECE)
            if not piece:
                if self._whole:
                    return 0
                raise EOFError
            self._take(piece)
        count = min(len(buffer), len(self._plain))
        buffer[:count] = self._plain[:count]
        self._plain = self._plain[count:]
        return count

    def _take(self, piece: bytes) -> None:
        plain = []
        while piece:
            plain.append(self._frame.decompress(piece))
            self._whole, piece = self._frame.eof, b""
            if self._whole:
                piece = self._frame.unused_data
                self._frame = zstandard.ZstdDecompressor().decompressobj()
        self._plain = memoryview(b"".join(plain))
