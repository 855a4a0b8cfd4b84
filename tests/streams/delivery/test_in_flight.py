"""Records in flight: their order, their room, and what is known of them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from faust.types import TP

from workers.records import Message
from workers.streams.delivery import in_flight
from workers.streams.delivery.in_flight import Arrival, InFlight


class Event:
    """As much of a Faust event as a flight uses."""

    def __init__(self, tp: TP) -> None:
        self.message = self
        self.tp = tp
        self.acked = False

    def ack(self) -> None:
        self.acked = True


def arrival(offset: int, partition: int = 0, value: bytes = b"v") -> Arrival:
    message = Message(
        topic="t",
        partition=partition,
        offset=offset,
        timestamp_ms=offset * 1000,
        key=None,
        value=value,
    )
    event: Any = Event(TP("t", partition))
    return Arrival(event, message, 0)


def test_acknowledgements_out_of_order_are_a_bug() -> None:
    many = InFlight(10)
    first, second, elsewhere = arrival(1), arrival(2), arrival(9, partition=1)
    for each in (first, second, elsewhere):
        many.add(each)
    many.acknowledge(elsewhere)
    with pytest.raises(AssertionError, match="in their order"):
        many.acknowledge(second)


def test_position_and_oldest_follow_the_acknowledgements() -> None:
    some, tp = InFlight(10), TP("t", 0)
    first, second = arrival(4), arrival(6)
    some.add(first)
    some.add(second)
    assert some.oldest(tp) is first
    some.acknowledge(first)
    assert some.oldest(tp) is second
    assert (some.position[tp], some.last_timestamp[tp], some.count) == (5, 4.0, 1)
    some.clear()
    assert (some.oldest(tp), some.position, some.count) == (None, {}, 0)


def has_room(flight_: InFlight) -> bool:
    async def wait() -> bool:
        try:
            await asyncio.wait_for(flight_.room(), 0.05)
        except TimeoutError:
            return False
        return True

    return asyncio.run(wait())


def test_a_full_flight_has_no_room_until_one_is_done() -> None:
    async def fill() -> None:
        two = InFlight(2)
        first = arrival(1)
        two.add(first)
        await two.room()
        two.add(arrival(2))
        waiting = asyncio.create_task(two.room())
        await asyncio.sleep(0)
        assert not waiting.done()
        two.acknowledge(first)
        await asyncio.wait_for(waiting, 1)

    asyncio.run(fill())


def test_one_that_is_larger_than_the_room_goes_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_flight, "MOST_BYTES", 10)
    large = InFlight(100)
    assert has_room(large), "nothing is in flight"
    large.add(arrival(1, value=b"x" * 50))
    assert not has_room(large)
