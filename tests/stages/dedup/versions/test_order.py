"""Which version is the last one: any arrival, any repeats, the same word on an id."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from workers.stages.dedup.versions.order import (
    Alike,
    Version,
    entered,
    later,
    number_of,
    seen_again,
    standing,
)


def version(id_: str, time: int, text: str, offset: int = 0, partition: int = 0) -> Version:
    """A version whose text is a letter for the story and one for the wording."""
    order = (time, partition, offset)
    return Version(id_, order, int.from_bytes(text.encode()), False, time, order)


def story(of: Version) -> str:
    return of.exact.to_bytes(2).decode()[0]


def alike(mine: Version) -> Alike:
    return lambda other: 0.8 if story(other) == story(mine) else 0.0


def unknown(_: Version) -> None:
    return None


class Home:
    """What answers do to a page, and what goes on from there."""

    def __init__(self) -> None:
        self.versions: list[Version] = []
        self.known: dict[tuple[str, tuple[int, int, int]], Version] = {}
        self.sent: list[Version] = []

    def arrive(self, mine: Version) -> None:
        name = (mine.id, mine.order)
        if name in self.known:  # the same raw record again
            if self.known[name].passed and not later(self.versions, mine, alike(mine)):
                self.sent.append(self.known[name])
            return
        told = standing(self.versions, mine, alike(mine))
        answered = mine
        if told.unchanged:
            self.versions = seen_again(self.versions, told.unchanged, mine.order)
        elif not told.later:
            answered = replace(mine, passed=True, number=number_of(self.versions, mine))
            self.versions = entered(self.versions, answered, 8)
            self.sent.append(answered)
        self.known[name] = answered


@st.composite
def arrivals(draw, ids: str = "p") -> list[Version]:
    """Versions of a page, shuffled, some twice; offsets in the order of their times."""
    texts = st.sampled_from(["A1", "A2", "B1"])
    rows = st.lists(st.tuples(st.integers(0, 3), st.sampled_from(ids), texts), min_size=1)
    drawn = sorted(draw(rows)[:7], key=lambda row: row[0])
    records = [version(id_, time, text, n) for n, (time, id_, text) in enumerate(drawn)]
    again = draw(st.lists(st.sampled_from(records), max_size=4))
    return draw(st.permutations([*records, *again]))


@given(arrivals())
def test_the_last_that_went_on_of_an_id_has_its_last_text(coming):
    home = Home()
    for mine in coming:
        home.arrive(mine)
    last = max(coming, key=lambda mine: mine.order)
    assert home.sent[-1].exact == last.exact


@given(arrivals("ab"))
def test_what_goes_on_of_an_id_never_goes_back(coming):
    home = Home()
    for mine in coming:
        home.arrive(mine)
    for id_ in "ab":
        sent = [mine for mine in home.sent if mine.id == id_]
        assert [mine.order for mine in sent] == sorted(mine.order for mine in sent)
        assert [mine.number for mine in sent] == sorted(mine.number for mine in sent)
        assert len({mine.number for mine in sent}) == len({mine.order for mine in sent})


@given(arrivals("abcdefg"))
def test_a_story_always_goes_on_under_some_id(coming):
    home = Home()
    for mine in coming:
        home.arrive(mine)
    for mine in coming:
        assert any(story(sent) == story(mine) or sent.id == mine.id for sent in home.sent)


def test_two_texts_of_one_millisecond_are_in_the_order_of_their_offsets():
    first, second = version("p", 5, "A1", 1), version("p", 5, "A2", 2)
    for coming, sent in (([first, second], ["A1", "A2"]), ([second, first], ["A2"])):
        home = Home()
        for mine in coming:
            home.arrive(mine)
        assert [v.exact.to_bytes(2).decode() for v in home.sent] == sent
    assert [v.number for v in home.sent] == [5]


def test_the_second_of_one_millisecond_has_a_higher_number():
    home = Home()
    for offset, text in enumerate(("A1", "A2", "A3")):
        home.arrive(version("p", 5, text, offset))
    assert [v.number for v in home.sent] == [5, 6, 7]


def test_a_late_version_is_told_the_last_one_that_has_its_place():
    home = Home()
    for mine in (version("p", 3, "A3"), version("p", 9, "A9")):
        home.arrive(mine)
    late = version("p", 2, "A2")
    told = standing(home.versions, late, alike(late))
    assert told.later is not None
    assert told.later.received_ms == 9


def test_another_story_of_the_page_is_not_held_back_under_another_id():
    home = Home()
    home.arrive(version("b", 9, "B1"))
    home.arrive(version("a", 2, "A1"))
    assert [v.id for v in home.sent] == ["b", "a"]


def test_another_story_under_the_same_id_is_held_back():
    home = Home()
    home.arrive(version("home", 9, "B1"))
    home.arrive(version("home", 2, "A1"))
    assert [v.received_ms for v in home.sent] == [9]


def test_a_new_story_under_a_known_address_revises_nothing():
    home = Home()
    home.arrive(version("a", 2, "A1"))
    mine = version("b", 9, "B1")
    told = standing(home.versions, mine, alike(mine))
    assert (told.revises, told.before, told.later) == (None, None, None)


def test_where_texts_are_not_kept_the_last_version_is_revised():
    home = Home()
    home.arrive(version("a", 2, "A1"))
    told = standing(home.versions, version("b", 9, "B1"), unknown)
    assert told.revises is not None


def test_a_text_that_came_again_unchanged_holds_back_what_came_between():
    home = Home()
    for time, text in ((1, "A1"), (9, "A1"), (5, "A2")):
        home.arrive(version("p", time, text))
    assert [v.exact.to_bytes(2).decode() for v in home.sent] == ["A1"]


def test_a_copy_that_did_not_go_on_does_not_hold_back_the_same_text():
    """The later of two equal texts met the other one on its way and is its copy."""
    copy = version("p", 9, "A1")
    mine = version("p", 2, "A1")
    assert later([copy], mine, alike(mine)) is None
    assert later([copy], version("p", 2, "A2"), unknown) is copy
