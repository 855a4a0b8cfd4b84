"""Bad input of each kind, and what must become of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import orjson

from workers.settings import MIB

JSON = (("content-type", b"application/json"),)
HTML = (("content-type", b"text/html; charset=utf-8"),)
TEXT = (("content-type", b"text/plain"),)
PROSE = (
    "The harbour of Oban stays closed until Friday. Divers look for an anchor in the channel.",
    "A baker in Ghent has sold the last of his waffle irons. “They were heavy,” Luc Maes said.",
    "Rain stopped the final in Perugia twice. The juniors play the last set on Monday morning.",
    "The museum of Tartu lends its globe to Riga. It leaves by boat, its director Anu Saar said.",
    "Snow closed both passes above Chur. Buses take the long way through the valley until noon.",
    "A choir of ferrymen sang in Bergen. Nobody had asked them to, the city council pointed out.",
    "The zoo of Leipzig counts its bats again. Last year there were more than its keepers hoped.",
    "An orchard near Cork was sold to its pickers. They paid with nine years of saved wages.",
    "The clock of Olomouc is right for once. A watchmaker from Brno worked on it for two weeks.",
    "Students in Uppsala found a letter in a lute. It asks for strings, and was never answered.",
)
"""Short, and no two alike, so that none becomes a copy of another."""


@dataclass(frozen=True)
class Bad:
    """One message; `reason` None where some outcome, whichever, is all that is asked.

    `clock_ms` is how wrong the sender's clock is.
    """

    name: str
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...] = ()
    reason: str | None = None
    key: bytes | None = b"bad.example"
    clock_ms: int = 0


def bad_input() -> Iterator[Bad]:
    """One of each kind; all but `twin` differ."""
    yield Bad("not JSON", b"no braces", JSON, "bad-json")
    yield Bad("JSON cut off", b'{"body": "x', (), "bad-json")
    yield Bad("JSON of the wrong shape", b"[1, 2]", JSON, "not-an-object")
    yield Bad("JSON of wrong types", b'{"body": {"a": 1}}', JSON, "bad-field")
    yield Bad("JSON nested deeply", b'{"a":' * 3000, JSON, "bad-json")
    yield Bad("no body", b'{"url": "https://bad.example/1"}', JSON, "missing-body")
    yield Bad("empty body", b'{"body": ""}', JSON, "empty-body")
    yield Bad("empty value", b"", TEXT, "empty-body")
    yield Bad("no value", None, (), "no-value")
    yield Bad("bad base64", b'{"body_base64": "###"}', JSON, "bad-base64")
    yield Bad("unknown charset", _prose(0), (("content-type", b"text/plain; charset=klingon"),))
    yield Bad("20 MB body", b"word " * (4 * MIB), TEXT, "body-too-large")
    yield Bad("a million nested tags", b"<b>" * 1_000_000 + b"</b>" * 1_000_000, HTML)
    yield Bad("unclosed tags", b"<b><i>" * 200_000 + _prose(0)[:40], HTML)
    yield Bad("a line of 5 MB", b"word " * MIB, TEXT)
    yield Bad(
        "entity bomb", b'<!DOCTYPE x [<!ENTITY a "' + b"a" * 9999 + b'">]>' + b"&a;" * 99999, HTML
    )
    yield Bad("NULs", _prose(1).replace(b" ", b"\x00 "), TEXT)
    yield Bad("only NULs", b"\x00" * 5000, TEXT)
    yield Bad("control characters", bytes(range(32)) * 40 + _prose(2), TEXT)
    yield Bad("all bytes", bytes(range(256)) * 64, TEXT)
    yield Bad("lone surrogates", b'{"body": "\\ud83d words and \\ude00 more words here"}', JSON)
    yield Bad("surrogates as bytes", b"\xed\xa0\xbd words \xed\xb8\x80" + _prose(3), TEXT)
    yield Bad("key that is no UTF-8", _prose(4), TEXT, key=b"\xff\xfe\x00")
    yield Bad("no key", _prose(5), TEXT, key=None)
    yield Bad("no headers", _prose(6))
    yield Bad("odd headers", _prose(7), (("", b"\xff"), ("url", b"\xff\xfe"), ("id", b"")))
    # An hour ahead is what the broker lets pass at most (message.timestamp.after.max.ms).
    future = orjson.dumps({"body": PROSE[8], "published_at": "2998-01-01"})
    yield Bad("from the future", future, JSON, clock_ms=50 * 60 * 1000)
    yield Bad("from long ago", _prose(9), TEXT, clock_ms=-40 * 365 * 24 * 3600 * 1000)
    twin = orjson.dumps({"body": "The ferry to Mull leaves from Lochaline.", "id": "twin"})
    yield Bad("twin", twin, JSON)
    yield Bad("twin", twin, JSON)


def _prose(number: int) -> bytes:
    return PROSE[number].encode()
