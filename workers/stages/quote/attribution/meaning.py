"""What a speaker's words refer to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from workers.records import Entity
from workers.stages.quote.spans import Span

Kind = Literal["named", "pronoun", "unnamed", "unknown"]


@dataclass(slots=True)
class Meaning:
    """What a speaker's words refer to.

    `span` is the mention with the name that follows it, `named` where the name stands,
    `described` an earlier, fuller description of an unnamed speaker, `name` a name told
    by the words alone, where the tag stage has no entities for the language. `sure` is
    false where nothing but place tells that a body is meant.
    """

    kind: Kind
    span: Span
    entity: Entity | None = None
    named: Span | None = None
    described: str | None = None
    name: str | None = None
    candidates: tuple[str, ...] = ()
    sure: bool = True
