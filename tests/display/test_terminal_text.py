"""Nothing of a record reaches a terminal as anything but text."""

from __future__ import annotations

import io

import orjson
from hypothesis import given
from hypothesis import strategies as st
from rich.panel import Panel
from rich.table import Table

from workers.display.console import console
from workers.display.terminal_text import HIDDEN, json_line, shown

HOSTILE = "k1\x1b]0;owned\x07 \x9b2J \u202egnp.exe [/b][link=x] :boom:"
anything = st.text(alphabet=st.characters(categories=None))


@given(anything)
def test_what_is_shown_has_no_controls(text: str) -> None:
    assert not HIDDEN.search(shown(text))
    shown(text).encode()


@given(st.text())
def test_a_line_of_json_means_the_same_and_has_no_controls(text: str) -> None:
    line = json_line(orjson.dumps(text))
    assert orjson.loads(line) == text
    assert not any(ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 for c in line.decode())


def test_readable_views_print_markup_and_escape_sequences_as_text() -> None:
    out = io.StringIO()
    view = console(file=out, width=200, force_terminal=True)
    table = Table(box=None, show_header=False)
    table.add_row("id", HOSTILE)
    view.print(Panel(table, title="a title"))
    view.print(HOSTILE)
    printed = out.getvalue()
    assert "\\x1b]0;owned" in printed
    assert " \\x9b2J \\u202egnp.exe [/b][link=x] :boom:" in printed
    assert "\x1b]0" not in printed
    assert "\x07" not in printed
