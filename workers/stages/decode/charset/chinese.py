"""Big5 labelled as GB2312 and the other way round: each reads the other's bytes as rare characters.

The second byte of a character tells: in GB2312 it is 0xA1 to 0xFE, in Big5 it is 0x40 to 0x7E
in two characters of five (measured on the articles of Wikinews in traditional characters).
"""

from __future__ import annotations

import re

SAMPLE = 64 * 1024
ENOUGH = 20
"""Pairs of bytes; in so many of Big5, none with a low second byte has odds of 1 to 25,000."""
LOW = 0.2
"""From this share of low second bytes on it is Big5; GBK has them in rare characters only."""
BIG5, GB = ("big5", "big5hkscs", "cp950"), ("gb2312", "gbk", "gb18030")
_PAIR = re.compile(rb"[\x81-\xfe]([\x40-\x7e\xa1-\xfe])")
_GB_PAIR = re.compile(rb"[\x81-\xfe][\x80-\xa0]")


def corrected(body: bytes, codec: str) -> str:
    """`codec`, or the other Chinese one where the bytes tell that it was meant."""
    if codec not in BIG5 and codec not in GB:
        return codec
    sample = body[:SAMPLE]
    seconds = _PAIR.findall(sample)
    low = sum(second < b"\x7f" for second in seconds)
    if codec in BIG5 and len(seconds) >= ENOUGH and low == 0:
        return "gb18030"
    if codec in GB and len(seconds) >= ENOUGH and low >= LOW * len(seconds):
        return "big5hkscs" if not _GB_PAIR.search(sample) else codec
    return codec
