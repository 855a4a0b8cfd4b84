"""Repairing text: every step in the order in which the damages came about, last first."""

from __future__ import annotations

from workers.stages.decode.repair import html_entities, legacy_charset, sanitise
from workers.stages.decode.repair.mojibake import multibyte, single_byte
from workers.stages.decode.traced import Traced

PASSES = 5
"""What one step repairs may show the next damage: each is looked for until none is found."""


def repair_text(traced: Traced) -> Traced:
    """The text with wrong characters repaired; applying it again changes nothing.

    Plain ASCII without entities or control characters, and correct text in any script, stay.
    """
    for _ in range(PASSES):
        before = traced
        traced = sanitise.newlines_and_controls(traced)
        traced = html_entities.unescaped(traced)
        if not traced.text.isascii():
            traced = _with_right_charset(traced)
        if traced is before:
            break
    return traced


def _with_right_charset(traced: Traced) -> Traced:
    traced = legacy_charset.undone(traced)
    traced = single_byte.undone(traced)
    traced = multibyte.undone(traced)
    traced = sanitise.c1_controls(traced)
    return sanitise.marks(traced)
