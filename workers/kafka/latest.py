"""The last records of a topic, so many in all: by the time at which their articles came in."""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable, Iterable

from workers.kafka.reading import Span, read, span
from workers.records import Message
from workers.settings import Settings

FIRST_LOOK_MS = 300_000
WIDER = 6


def latest(
    settings: Settings, topic: str, most: int, fits: Callable[[Message], bool] | None = None
) -> tuple[list[Message], Span]:
    """The last `most` messages that fit, oldest first, and where to go on after them.

    `fits` None takes all. Looks at five minutes, half an hour, three hours and so on, until
    there are enough or the topic has no more. Raises as `read`.
    """
    whole = span(settings, topic)
    after = Span(whole.end, whole.end)
    if most == 0:
        return [], after
    if fits is None:
        return _newest(read(settings, topic, within=whole, last=most), most), after
    now, back = time.time() * 1000, FIRST_LOOK_MS
    while True:
        begin = span(settings, topic, max(0, round(now - back)))
        part = Span(begin.start, whole.end)
        found = _newest(filter(fits, read(settings, topic, within=part)), most)
        if len(found) >= most or now <= back or _reaches(part, whole):
            return found, after
        back *= WIDER


def _newest(messages: Iterable[Message], most: int) -> list[Message]:
    """The newest, oldest first; of one partition in its order."""
    numbered = ((m.timestamp_ms, n, m) for n, m in enumerate(messages))
    return [message for _, _, message in heapq.nlargest(most, numbered)][::-1]


def _reaches(part: Span, whole: Span) -> bool:
    return all(part.start[number] <= first for number, first in whole.start.items())
