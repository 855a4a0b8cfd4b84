"""One act of reporting, as the rules pass it on."""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Token

from workers.records import Polarity
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
    polarity: Polarity = "said"
    via: Span | None = None
    person: bool = True
    nobody: bool = False


def report_of(text: str, cue: Span, speaker: Span | None, rule: str) -> Report:
    """A report without content: its cue, its speaker and the stretch from one to the other."""
    low = min(cue[0], speaker[0]) if speaker else cue[0]
    high = max(cue[1], speaker[1]) if speaker else cue[1]
    return Report(cue, text[slice(*cue)].lower(), speaker, speaker, rule=rule, clause=(low, high))
