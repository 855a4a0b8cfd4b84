"""A quote on its way through the rules, and the article it is in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from workers.records import Polarity
from workers.stages.quote.marks.pairing import Stretch
from workers.stages.quote.reporting.report import Report
from workers.stages.quote.sentences import Sentence
from workers.stages.quote.spans import Span

Kind = Literal["direct", "mixed", "indirect", "scare"]


@dataclass(slots=True)
class Draft:
    """A quote before its speaker is resolved; offsets leave the marks out."""

    start: int
    end: int
    kind: Kind
    sentence: int
    rule: str = "none"
    cue: Span | None = None
    lemma: str | None = None
    speaker: Span | None = None
    head: Span | None = None
    stretch: Stretch | None = None
    antecedent: Span | None = None
    polarity: Polarity = "said"
    via: Span | None = None

    def credit(self, report: Report, rule: str) -> None:
        """Takes cue and speaker from a report."""
        self.cue, self.lemma = report.cue, report.lemma
        self.speaker, self.head, self.rule = report.speaker, report.head, rule
        self.antecedent = report.antecedent
        self.polarity, self.via = report.polarity, report.via

    def follow(self, other: Draft, rule: str) -> None:
        """Takes the speaker of another quote; the cue stays with that one."""
        self.speaker, self.head, self.rule = other.speaker, other.head, rule
        self.antecedent = other.antecedent
        self.via = other.via


@dataclass(slots=True)
class Scene:
    """One article's sentences with what was found in each, by place in the list.

    Without `speakers` (no rules for the language) only spans are looked for. `told` has
    the reports inside lines of dialogue, by the start of the piece of speech; `interview`
    questions and answers, `interviewee` where the only person named before them stands.
    """

    text: str
    language: str | None
    sentences: list[Sentence]
    uttered: set[int]
    reports: dict[int, list[Report]] = field(default_factory=dict)
    subjects: dict[int, Report] = field(default_factory=dict)
    speakers: bool = True
    turns: list[tuple[Stretch, Span | None]] = field(default_factory=list)
    interview: list[tuple[Stretch, bool]] = field(default_factory=list)
    interviewee: Span | None = None
    told: dict[int, Report] = field(default_factory=dict)
