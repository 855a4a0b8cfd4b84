"""Mending text: every step in the order in which the damages came about, last first."""

from __future__ import annotations

from workers.stages.decode import entities, legacy, mojibake, multibyte, sanitise
from workers.stages.decode.traced import Traced


def mend(traced: Traced) -> Traced:
    """The text with wrong characters mended; applying it again changes nothing.

    Plain ASCII without entities or control signs, and correct text in any script, stay.
    """
    traced = sanitise.newlines_and_controls(traced)
    traced = entities.unescaped(traced)
    if not traced.text.isascii():
        traced = legacy.undone(traced)
        traced = mojibake.undone(traced)
        traced = multibyte.undone(traced)
        traced = sanitise.c1_controls(traced)
        traced = sanitise.marks(traced)
    return traced
