"""Which workers `newsmill run` starts again, and when it gives up."""

from __future__ import annotations

import pytest

from workers.processes.restarts import MOST, WINDOW_SECONDS, Restarts


def test_the_pause_doubles_and_ends_at_half_a_minute() -> None:
    restarts = Restarts()
    pauses = [restarts.pause(1, 100.0, now) for now in range(7)]
    assert pauses == [1, 2, 4, 8, 16, 30, 30]


def test_it_gives_up_after_too_many_ends_within_the_window() -> None:
    restarts = Restarts()
    assert all(restarts.pause(5, 10.0, now) for now in range(MOST))
    assert restarts.pause(5, 10.0, MOST) is None


def test_ends_of_long_ago_do_not_count() -> None:
    restarts = Restarts()
    for number in range(50):
        assert restarts.pause(-9, 300.0, number * WINDOW_SECONDS) == 1


@pytest.mark.parametrize("code", [2, 3])
def test_wrong_usage_and_settings_are_not_tried_again(code: int) -> None:
    assert Restarts().pause(code, 1.0, 0.0) is None


def test_missing_topics_end_the_first_start_and_a_broker_away_later_does_not() -> None:
    assert Restarts().pause(4, 2.0, 0.0) is None
    restarts = Restarts()
    assert restarts.pause(1, 3600.0, 0.0) == 1
    assert restarts.pause(4, 2.0, 5.0) == 2
