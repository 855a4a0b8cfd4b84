"""One act of reporting, as the rules pass it on."""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Token

from workers.stages.quote.spans import Span


@dataclass(slots=True)
class Report:
    """One act of reporting.

    `contents` are the stretches of reported words that belong to its clause; `open`
    means that nothing but quoted speech next to it can be what was said.
    """

    cue: Span
    lemma: str
    speaker: Span | None
    head: Span | None
    contents: list[Span] = field(default_factory=list)
    open: bool = True
    rule: str = "clause"
    clause: Span = (0, 0)
    antecedent: Span | None = None
    finite: bool = True
    own: bool = True
    token: Token | None = None
