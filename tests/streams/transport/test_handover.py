"""The hand-over of records is whole in whatever order seeks end and queues are emptied."""

from __future__ import annotations

import pytest
from faust.types import TP
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from workers.streams.transport.handover import Dropped, Handover

HERE = TP("articles.raw", 3)


def handed(handover: Handover, *offsets: int) -> None:
    for offset in offsets:
        handover.hand(HERE, offset)


def test_nothing_is_wanted_before_a_seek_has_ended() -> None:
    handover = Handover()
    handover.hold()
    assert HERE not in handover.wanted


def test_after_two_seeks_in_a_row_the_last_to_begin_counts_whichever_ends_first() -> None:
    for order in ((1, 2), (2, 1)):
        handover = Handover()
        assert [handover.hold(), handover.hold()] == [1, 2]
        opened = {number: handover.open(number, {HERE: 7}) for number in order}
        assert opened == {1: False, 2: True}
        assert handover.wanted == {HERE: 7}


def test_a_seek_whose_partitions_were_taken_away_meanwhile_opens_nothing() -> None:
    handover = Handover()
    seek = handover.hold()
    handover.hold()  # revoked
    assert not handover.open(seek, {HERE: 7})
    assert handover.wanted == {}


def test_an_assignment_of_nothing_opens_nothing() -> None:
    handover = Handover()
    assert handover.open(handover.hold(), {})
    assert handover.wanted == {}
    assert handover.emptied() == {}


def test_what_was_emptied_away_is_wanted_again() -> None:
    handover = Handover()
    handover.open(handover.hold(), {HERE: 7})
    handed(handover, 7, 8, 9)
    assert handover.took(HERE, 7)
    assert handover.emptied() == {HERE: 8}
    assert not handover.took(HERE, 8), "it had left the queue before, and will come again"
    handed(handover, 8)
    assert handover.took(HERE, 8)


def test_two_rebalances_at_once_leave_the_offsets_of_the_second() -> None:
    handover = Handover()
    first = handover.hold()
    handover.hold()  # the second one takes partitions away
    last = handover.hold()  # and seeks
    handover.open(last, {HERE: 12})
    handover.open(first, {HERE: 3})
    assert handover.wanted == {HERE: 12}


def test_a_record_missing_on_the_way_is_told() -> None:
    handover = Handover()
    handover.open(handover.hold(), {HERE: 7})
    handed(handover, 7, 8)
    with pytest.raises(Dropped, match=r"articles\.raw/3: 7 is due and 8 came"):
        handover.took(HERE, 8)


def test_what_waits_in_a_queue_from_before_a_seek_is_passed_over() -> None:
    handover = Handover()
    handover.open(handover.hold(), {HERE: 7})
    handed(handover, 7, 8)
    handover.open(handover.hold(), {HERE: 7})
    assert not handover.took(HERE, 7)
    handed(handover, 7, 8)
    assert [handover.took(HERE, offset) for offset in (8, 7, 8)] == [False, True, True]


class Faust(RuleBasedStateMachine):
    """Faust as it was seen: fetches, seeks, empties and takes in any order; a log of 40 records."""

    END = 40

    def __init__(self) -> None:
        super().__init__()
        self.handover = Handover()
        self.position = 0  # of the client
        self.queue: list[int] = []
        self.taken: list[int] = []
        self.seeks: list[int] = []

    @rule()
    def seek_begins(self) -> None:
        self.seeks.append(self.handover.hold())

    @rule(which=st.integers(0, 5))
    def seek_ends(self, which: int) -> None:
        if self.seeks:
            seek = self.seeks.pop(which % len(self.seeks))
            self.position = len(self.taken)  # what is taken is committed
            self.handover.open(seek, {HERE: self.position})

    @rule()
    def partitions_are_taken_away_and_come_back(self) -> None:
        self.handover.hold()
        self.queue.clear()
        self.handover.emptied()
        self.seek_begins()

    @rule(dropped=st.booleans())
    def a_record_is_fetched(self, dropped: bool) -> None:
        offset, wanted = self.position, self.handover.wanted.get(HERE)
        if offset >= self.END:
            if wanted is not None and wanted < offset:
                self.position = wanted
            return
        self.position += 1
        if dropped or wanted is None:
            return
        if offset > wanted:
            self.position = wanted  # goes back
        elif offset == wanted:
            self.handover.hand(HERE, offset)
            self.queue.append(offset)

    @rule()
    def the_queues_are_emptied(self) -> None:
        self.queue.clear()
        self.handover.emptied()

    @rule()
    def the_stage_takes_one(self) -> None:
        if self.queue:
            offset = self.queue.pop(0)
            if self.handover.took(HERE, offset):
                self.taken.append(offset)

    @invariant()
    def each_record_follows_its_predecessor(self) -> None:
        assert self.taken == list(range(len(self.taken)))

    def teardown(self) -> None:
        if not self.handover.wanted:
            self.seek_begins()
        while self.seeks:
            self.seek_ends(0)
        for _ in range(4 * self.END):
            self.a_record_is_fetched(dropped=False)
            self.the_stage_takes_one()
        assert self.taken == list(range(self.END)), "and in the end all have come"


TestFaust = Faust.TestCase
