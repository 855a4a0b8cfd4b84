"""What is written can be read and stored everywhere, whatever an article holds."""

from __future__ import annotations

import orjson
from hypothesis import given
from hypothesis import strategies as st

from workers import codec
from workers.records import KbEntity

anything = st.text(alphabet=st.characters(categories=None))  # lone surrogates and NUL too


@given(st.text())
def test_ordinary_strings_come_back_as_they_were(name: str) -> None:
    entity = KbEntity(id="x", type="PER", name=name.replace("\0", ""))
    assert codec.decode(KbEntity, codec.encode(entity)) == entity


@given(anything, st.lists(anything))
def test_no_record_holds_u0000_or_a_lone_surrogate(name: str, aliases: list[str]) -> None:
    data = codec.encode(KbEntity(id="x", type="PER", name=name, aliases=aliases))
    read = orjson.loads(data)
    for text in (read["name"], *read["aliases"]):
        assert "\0" not in text
        text.encode()
    assert len(read["name"]) == len(name)


def test_a_backslash_before_u0000_is_text() -> None:
    entity = KbEntity(id="x", type="PER", name="\\u0000")
    assert codec.decode(KbEntity, codec.encode(entity)) == entity
