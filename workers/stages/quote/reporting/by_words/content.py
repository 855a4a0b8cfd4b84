"""What is reported without marks, read off the words: `that` clauses, clauses beside a comma."""

from __future__ import annotations

import re
from dataclasses import dataclass

from workers.stages.quote.language_tables import Table
from workers.stages.quote.reporting.by_words.words import HARD, Word, clause_start
from workers.stages.quote.reporting.report import Report
from workers.stages.quote.sentences import Sentence
from workers.stages.quote.spans import Span

LEAST = 3
"""Words that a reported clause has at least."""
NEAR = 14
"""Words behind a verb within which the clause that it reports begins."""
REACH = 25
"""Words of a German clause in which its subjunctive is looked for."""
_SUBJUNCTIVE = re.compile(
    r"sei|seien|habe|hätten?|werde|würden?|könnten?|könne|müsse|müssten|solle|wolle|dürften?|dürfe"
    r"|gebe|gäbe|gehe|komme|käme|stehe|lasse|wisse|möge|mögen|liege|sehe|bleibe|brauche|nehme|halte"
    r"|bestehe|finde|bringe|gelte|spreche|trage|handle|handele|verfüge|führe|mache|wären?|besitze"
    r"|\w{3,}iere"
)
_TO = re.compile(r"\bzu [a-zäöüß]+en\b|\b[a-zäöü]+zu[a-zäöü]+en\b")


@dataclass(frozen=True, slots=True)
class Act:
    """A report at word `n` of the words of a part of a sentence."""

    text: str
    sentence: Sentence
    held: list[Word]
    n: int
    report: Report
    table: Table

    @property
    def end(self) -> int:
        """Behind the last word of the sentence."""
        whole = self.text[self.sentence.start : self.sentence.end]
        return self.sentence.start + len(whole.rstrip(" \t.!?…;,:"))


def content_of(act: Act) -> list[Span]:
    """The stretches of words that an act reports without marks."""
    if act.report.rule == "source":
        return _sourced(act)
    return _behind(act) or _before(act)


def _behind(act: Act) -> list[Span]:
    """`sagte, die Brücke sei alt`, `dijo que`, `řekl, že`; for `Wie X sagte, …` the main clause."""
    held, table = act.held, act.table
    opened = clause_start(held, act.n)
    as_clause = held[opened].low in table.as_words and opened <= 1
    high = act.report.speaker[1] if act.report.speaker else 0
    for at in range(act.n + 1, min(act.n + NEAR, len(held))):
        word = held[at]
        if HARD.search(word.gap):
            return []
        if word.end <= high:
            continue
        comma = "," in word.gap
        if word.low in table.that or (as_clause and comma):
            return _clause(act, at)
        if comma and table.capital_nouns and _reported(act, at):
            return _clause(act, at)
    return []


def _reported(act: Act, at: int) -> bool:
    """Whether a German clause is in the subjunctive, or an infinitive with `zu`."""
    rest = act.text[act.held[at].start : act.sentence.end]
    subjunctive = any(_SUBJUNCTIVE.fullmatch(word.low) for word in act.held[at : at + REACH])
    return subjunctive or _TO.search(rest) is not None


def _clause(act: Act, at: int) -> list[Span]:
    start = act.held[at].start
    return [(start, act.end)] if len(act.held) - at >= LEAST and start < act.end else []


def _before(act: Act) -> list[Span]:
    """`Die Brücke sei alt, sagte Meyer.`, `…, wie der Verband mitteilte.`"""
    held, table, report = act.held, act.table, act.report
    start = clause_start(held, act.n)
    if not start or "," not in held[start].gap or report.speaker is None or act.sentence.stretches:
        return []
    leads = start == act.n or (start == act.n - 1 and held[start].low in table.auxiliaries)
    inverted = leads and report.speaker[0] > report.cue[0]
    if not (held[start].low in table.as_words or inverted):
        return []
    if held[0].low in table.as_words or any(word.low in table.says for word in held[:start]):
        return []
    return [(held[0].start, held[start - 1].end)] if start >= LEAST else []


def _sourced(act: Act) -> list[Span]:
    """`Laut Meyer ist …`, `…, so Meyer`, `… ist laut Meyer …`: the sentence without the source."""
    held, report, sentence = act.held, act.report, act.sentence
    if report.speaker is None:
        return []
    low = min(report.speaker[0], report.cue[0])
    high = max(report.speaker[1], report.cue[1])
    if any(stretch.outer_end <= low for stretch in sentence.stretches):
        return []
    ahead = [word for word in held if word.end <= low]
    after = [word for word in held if word.start >= high]
    spans = []
    if held[0].start - sentence.start < LEAST and len(ahead) >= LEAST:
        spans.append((ahead[0].start, ahead[-1].end))
    ends = not after or (len(after) < LEAST and not sentence.stretches)
    put_in = bool(spans) and "," in held[act.n].gap
    if not ends and not put_in and after[0].gap[:1] not in (";", ":"):
        spans.append((after[0].start, act.end))
    return [(start, end) for start, end in spans if start < end]
