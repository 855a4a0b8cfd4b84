"""What is kept in memory: bounded, one row a story, the last version of each article."""

from __future__ import annotations

import random
import tracemalloc

import pytest

from tests.display.article_view.articles import article, entity, quote
from workers import codec
from workers.records import Dedup, Duplicate, Origin, moment
from workers.watch.kept import folded
from workers.watch.newsroom import Newsroom
from workers.watch.query import asks_for, parse

START = 1_790_000_000.0
TEXT = "“Not now,” said Łena Økafor at the harbour of Besançon. 函館の朝市、百年ぶりに夜も営業へ"


def take(room, name, at=0.0, text=TEXT, **fields):
    record = article(text, name, **{"received_at": moment(START + at)} | fields)
    room.take_article(record, codec.encode(record), START + at + 1)


def copy(name, of, kind="wire", **fields):
    return Duplicate(
        id=name,
        duplicate_of=of,
        cluster_id=of,
        kind=kind,
        rule="jaccard",
        jaccard=0.9,
        containment=0.9,
        received_at=moment(START),
        origin=Origin(topic="articles.raw", partition=0, offset=1),
        source="Daily Ledger",
        **fields,
    )


def ids(room, query=""):
    return [row.id for row in room.rows(parse(query))]


def test_the_newest_stand_first_in_whatever_order_they_were_read():
    room = Newsroom(100, 10)
    for at in random.Random(1).sample(range(50), 50):
        take(room, f"a{at}", at)
    assert ids(room) == [f"a{at}" for at in reversed(range(50))]


def test_the_oldest_leave_when_there_are_too_many():
    room = Newsroom(10, 10)
    for at in (5, *range(30), 3):
        take(room, f"a{at}", at)
    assert ids(room) == [f"a{at}" for at in reversed(range(20, 30))]
    assert len(room) == 10


def test_the_oldest_leave_when_they_take_too_much_memory():
    room = Newsroom(10_000, 1)
    texts = random.Random(1)
    for at in range(40):
        take(room, f"a{at}", at, "".join(texts.choices("abcdefgh ", k=60_000)))
    assert room.size <= 1024 * 1024
    assert 5 < len(room) < 20
    assert ids(room)[0] == "a39"
    take(room, "huge", 99, "x y " * 500_000)
    assert ids(room) == ["huge"]
    assert room.size == room.get("huge").size


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The ferry at Oban stops. ", 0),
        ("The ferry at Oban stops. ", 30),
        ("渡轮停在奥本港口。", 0),
    ],
)
def test_the_memory_that_is_counted_is_the_memory_that_is_taken(text, names):
    records = [
        article(f"{n} {text * 80}", f"a{n}", title=f"Title {n}",
                entities=[entity(text, "O", "LOC") for _ in range(names)])
        for n in range(300)
    ]  # fmt: skip
    for record in records:
        for number, named in enumerate(record.entities):
            named.name = f"Name {record.id} {number}"
    values = [codec.encode(record) for record in records]
    room = Newsroom(1_000, 100)
    take(room, "before")
    tracemalloc.start()
    before, counted = tracemalloc.get_traced_memory()[0], room.size
    for record, value in zip(records, values, strict=True):
        room.take_article(record, value, START)
    taken = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert 0.75 < taken / (room.size - counted) < 1.33


def test_a_copy_is_folded_into_what_it_copies():
    room = Newsroom(100, 10)
    take(room, "a1")
    room.take_copy(copy("a2", "a1"))
    room.take_copy(copy("a2", "a1"))
    room.take_copy(copy("a3", "a2"))
    assert ids(room) == ["a1"]
    assert [c.id for c in room.story("a1")[0]] == ["a2", "a3"]
    assert room.copies("a1") == 2


def test_an_article_that_turns_out_to_be_a_copy_is_folded_whichever_came_first():
    for late in (False, True):
        room = Newsroom(100, 10)
        take(room, "a1", version=1)
        correction = copy("a2", "a1", corrects=True, version=5)
        if not late:
            room.take_copy(correction)
        take(room, "a2", 1, version=5)
        if late:
            room.take_copy(correction)
        assert ids(room) == ["a1"]
        take(room, "a2", 2, version=6)
        assert ids(room) == ["a2", "a1"], "a later version is not withdrawn"


def test_a_revision_stands_for_what_it_revises():
    room = Newsroom(100, 10)
    take(room, "a1")
    room.take_copy(copy("c1", "a1"))
    take(room, "a2", 1, dedup=Dedup(cluster_id="a1", revision_of="a1"))
    assert ids(room) == ["a2"]
    copies, versions, _ = room.story("a2")
    assert ([c.id for c in copies], [v.row.id for v in versions]) == (["c1"], ["a1"])
    assert [v.row.id for v in room.story("a1")[1]] == ["a2"]


def test_revisions_that_point_at_each_other_end_nothing():
    room = Newsroom(100, 10)
    take(room, "a1", dedup=Dedup(cluster_id="a1", revision_of="a2"))
    take(room, "a2", 1, dedup=Dedup(cluster_id="a1", revision_of="a1"))
    take(room, "a3", 2, dedup=Dedup(cluster_id="a1", revision_of="a3"))
    room.take_copy(copy("a3", "a3", kind="recrawl"))
    assert "a3" in ids(room)
    assert room.copies("a1") >= 1


def test_the_last_version_holds_and_a_repeat_says_nothing():
    room = Newsroom(100, 10)
    take(room, "a1", 0, title="first", version=1)
    take(room, "a1", 5, title="second", version=2)
    take(room, "a1", 6, title="late", version=1)
    take(room, "a1", 7, title="second", version=2)
    [row] = room.rows()
    assert (row.title, row.at) == ("second", START + 6)
    [source] = room.sources.all()
    assert source.articles == 3, "each version was sent, the repeat was not"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("harbour besancon", True),
        ("HARB", True),
        ("arbour", False),
        ("朝市", True),
        ("夜も営業", True),
        ("harbour nowhere", False),
        ('person:"lena okafor"', True),
        ("person:Økafor", True),
        ("name:okafor", True),
        ("place:besançon", True),
        ("place:Økafor", False),
        ("speaker:Łena", True),
        ("entity:Besan", True),
        ('source:"harbour post"', True),
        ("source:post", True),
        ("source:daily", False),
        ("lang:en", True),
        ("said:no", False),
        ('"not now" lang:EN', True),
        ("person:", True),
        ('"', True),
        ("💥", True),
    ],
)
def test_a_search_finds(query, found):
    room = Newsroom(100, 10)
    quotes = [quote(TEXT, "Not now,", "Łena Økafor", "Łena Økafor")]
    names = [entity(TEXT, "Łena Økafor"), entity(TEXT, "Besançon", "LOC")]
    take(room, "a1", quotes=quotes, entities=names)
    assert ids(room, query) == (["a1"] if found else [])


@pytest.mark.parametrize("name", ['Tamar "T" Beridze', "a:b", "函館", "Łukasz", "O’Brien-Wu"])
def test_the_search_behind_a_name_finds_that_name(name):
    room = Newsroom(100, 10)
    take(room, "a1", text=f"{name} x", entities=[entity(f"{name} x", name)])
    assert ids(room, asks_for("person", name)) == ["a1"]


def test_folding_leaves_words():
    assert folded("Ñu-ñu, É’A  über\n") == " nu nu e a uber"
