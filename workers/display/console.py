"""The console of all readable views: what it prints of records is text, and `shown`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from workers.display.terminal_text import HIDDEN, shown


class _Console(Console):
    """A console on which all that is rendered is text, and `shown`."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """The segments of a renderable; those that rich itself made controls stay."""
        for segment in super().render(renderable, options):
            if segment.control or not HIDDEN.search(segment.text):
                yield segment
            else:
                yield Segment(shown(segment.text), segment.style)


def console(**options: Any) -> Console:
    """Where readable views are printed; options as rich's `Console` takes them."""
    return _Console(markup=False, emoji=False, highlight=False, **options)
