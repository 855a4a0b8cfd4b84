"""Bodies that came compressed, as a server sent them: undone, in bounded memory.

gzip, zlib and zstd say what they are in their first bytes. brotli and bare deflate do not, so
they are tried on bytes that are no text, and believed when all of them unpack to text.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable

import brotli
import zstandard

from workers.stages.contract import Rejected
from workers.stages.decode.charset import binary

GZIP = b"\x1f\x8b\x08"
ZSTD = b"\x28\xb5\x2f\xfd"
MOST_LAYERS = 3
"""Pages are at times compressed twice, by the site and by what stands in front of it."""
_PIECE = 64 * 1024
_ZSTD_PIECE = 1024
"""A block of four bytes can make 128 kB: from 1 kB come at most 32 MB before they are counted."""


class _Broken(Exception):
    """Not compressed in this way, or cut off."""


def unpacked(body: bytes, most: int) -> bytes:
    """The body without compression; never more than `most` bytes are made of it.

    Raises `Rejected` with reason body-too-large, or bad-gzip for gzip that is broken or cut off.
    """
    for _ in range(MOST_LAYERS):
        if body.startswith(GZIP):
            try:
                body = _by_zlib(body, most, 31)
            except _Broken as error:
                raise Rejected("bad-gzip", f"body: gzip that {error}", "body") from None
        elif body.startswith(ZSTD):
            try:
                body = _by_zstd(body, most)
            except _Broken as error:
                kind = f"body: zstd that {error}"
                raise Rejected("not-an-article", kind, "body") from None
        else:
            plain = _tried(body, most)
            if plain is None:
                return body
            body = plain
    return body


def _tried(body: bytes, most: int) -> bytes | None:
    """What comes out of bytes that may be compressed without saying so; None if they are not."""
    if _has_zlib_header(body):
        ways: tuple[Callable[[bytes, int], bytes], ...] = (_by_zlib,)
    elif binary.is_text(body):
        return None
    else:
        ways = (_by_brotli, _by_bare_deflate)
    for way in ways:
        try:
            plain = way(body, most)
        except _Broken:
            continue
        if plain and (way is _by_zlib or binary.is_text(plain) or plain.startswith((GZIP, ZSTD))):
            return plain
    return None


def _has_zlib_header(body: bytes) -> bool:
    if len(body) < 8 or body[0] & 0x0F != 8 or body[0] >> 4 > 7:
        return False
    return (body[0] << 8 | body[1]) % 31 == 0


def _by_bare_deflate(body: bytes, most: int) -> bytes:
    return _by_zlib(body, most, -15)


def _by_zlib(body: bytes, most: int, window: int = 15) -> bytes:
    """Every member of a zlib or gzip stream (`window` as zlib's wbits)."""
    plain = b""
    while body:
        unpacker = zlib.decompressobj(wbits=window)
        try:
            plain += unpacker.decompress(body, most + 1 - len(plain))
        except zlib.error as error:
            raise _Broken(f"cannot be read: {error}") from None
        _check(plain, most)
        if not unpacker.eof:
            raise _Broken("ends too early")
        rest = unpacker.unused_data
        body = rest if rest.startswith(GZIP) else b""
    return plain


def _by_zstd(body: bytes, most: int) -> bytes:
    unpacker = zstandard.ZstdDecompressor().decompressobj()
    plain = b""
    try:
        for at in range(0, len(body), _ZSTD_PIECE):
            plain += unpacker.decompress(body[at : at + _ZSTD_PIECE])
            _check(plain, most)
            if unpacker.eof:
                return plain
    except zstandard.ZstdError as error:
        raise _Broken(f"cannot be read: {error}") from None
    raise _Broken("ends too early")


def _by_brotli(body: bytes, most: int) -> bytes:
    unpacker = brotli.Decompressor()
    plain = b""
    try:
        for at in range(0, len(body), _PIECE):
            piece = body[at : at + _PIECE]
            while True:
                plain += unpacker.process(piece, output_buffer_limit=most + 1 - len(plain))
                _check(plain, most)
                if unpacker.can_accept_more_data() or unpacker.is_finished():
                    break
                piece = b""
    except brotli.error as error:
        raise _Broken(f"cannot be read: {error}") from None
    if not unpacker.is_finished():
        raise _Broken("ends too early")
    return plain


def _check(plain: bytes, most: int) -> None:
    if len(plain) > most:
        raise Rejected("body-too-large", f"body: unpacked it has over {most} bytes", "body")
