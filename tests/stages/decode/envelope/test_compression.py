"""Bodies that came compressed: undone in every way that servers compress, or refused with why."""

from __future__ import annotations

import gzip
import random
import zlib
from contextlib import suppress

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from workers.stages.contract import Rejected
from workers.stages.decode.envelope.compression import unpacked

PROSE = (
    b"The council voted on Tuesday to close the old harbour bridge for two years, a decision "
    b"that ferry operators had asked for since spring. Work begins in October.\n"
) * 8
MOST = 100_000


def bare_deflate(body):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


def zstd_stream(body):
    packer = zstandard.ZstdCompressor().compressobj()
    return packer.compress(body) + packer.flush()


PACKERS = {
    "gzip": gzip.compress,
    "zlib": zlib.compress,
    "bare deflate": bare_deflate,
    "brotli": brotli.compress,
    "zstd": zstandard.compress,
    "zstd without its length": zstd_stream,
}


@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS)
def test_a_compressed_body_is_unpacked(pack):
    assert unpacked(pack(PROSE), MOST) == PROSE


@pytest.mark.parametrize("outer", PACKERS.values(), ids=PACKERS)
def test_a_body_compressed_twice_is_unpacked(outer):
    assert unpacked(outer(gzip.compress(PROSE)), MOST) == PROSE


def test_all_members_of_a_gzip_body_are_unpacked():
    assert unpacked(gzip.compress(PROSE[:300]) + gzip.compress(PROSE[300:]), MOST) == PROSE


@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS)
def test_a_bomb_is_refused_before_it_fills_memory(pack):
    with pytest.raises(Rejected) as caught:
        unpacked(pack(b"0" * 20_000_000), MOST)
    assert caught.value.reason == "body-too-large"


@pytest.mark.parametrize(
    "body", [gzip.compress(PROSE)[:-30], gzip.compress(PROSE)[:10] + b"\xff" * 4]
)
def test_gzip_that_is_cut_off_or_broken_is_refused(body):
    with pytest.raises(Rejected) as caught:
        unpacked(body, MOST)
    assert (caught.value.reason, caught.value.field) == ("bad-gzip", "body")


def test_zstd_that_is_cut_off_is_refused():
    with pytest.raises(Rejected) as caught:
        unpacked(zstandard.compress(PROSE)[:-10], MOST)
    assert "zstd that ends too early" in str(caught.value)


@pytest.mark.parametrize(
    "text", ["x^2 is a square, the teacher said.", "h\x00i", "Zoë", "", "日本語"]
)
def test_a_text_stays_as_it_is(text):
    for codec in ("utf-8", "utf-16-le", "utf-16"):
        assert unpacked(text.encode(codec), MOST) == text.encode(codec)


@given(st.binary(max_size=400))
def test_no_bytes_raise_anything_but_a_refusal(body):
    with suppress(Rejected):
        assert isinstance(unpacked(body, MOST), bytes)


def test_bytes_at_random_are_left_to_be_refused_by_their_kind():
    body = random.Random(7).randbytes(5_000)
    assert unpacked(body, MOST) == body
