"""Acts of reporting in Japanese: `田中市長は「…」と述べた`; は or が mark the speaker."""

from __future__ import annotations

import re

from workers.stages.quote.language_tables import Table
from workers.stages.quote.reporting.by_words.polarity import of_clause
from workers.stages.quote.reporting.by_words.unspaced import CLAUSE, LONGEST, Part, cues
from workers.stages.quote.reporting.report import Report, report_of
from workers.stages.quote.sentences import Sentence
from workers.stages.quote.spans import Span


def reports(text: str, sentence: Sentence, where: Part, table: Table) -> list[Report]:
    """The topic before quoted words whose verb stands behind them."""
    part, behind, quoted = where.span, where.behind, where.quoted
    for end in table.sources_behind:
        at = text.find(end, part[0], part[1])
        if at > part[0] and not behind:
            speaker = _topic_words(text, part[0], at)
            report = report_of(text, (at, at + len(end)), speaker, "source")
            stop = sentence.start + len(text[sentence.start : sentence.end].rstrip("。！？ \n"))
            low = at + len(end) + (text[at + len(end) : at + len(end) + 1] in ("、", "，"))
            if speaker is not None and low + 3 < stop:
                report.contents = [(low, stop)]
            return [report] if speaker else []
    if not behind:
        return [] if quoted else _japanese_indirect(text, part, table)
    hit = re.compile(r"(?:など|等)?(?:と|って)").match(text, part[0], part[1])
    cue = cues(table).search(text, part[0], part[1]) if hit else None
    if hit is None or cue is None:
        return []
    own = _topic(text, hit.end(), cue.start())
    speaker = own or _topic(text, sentence.start, sentence.stretches[0].outer_start)
    report = report_of(text, cue.span(), speaker, "surface")
    report.polarity = of_clause(text[cue.end() : cue.end() + 6], cue.group(), table)
    low = max(min(part[0], cue.start()), min(report.clause[0], part[0]))
    report.clause = (low, cue.end())
    if speaker and text[slice(*speaker)].startswith(tuple(table.nobody)):
        report.speaker, report.head, report.polarity = None, None, "denied"
        report.nobody = True
    return [report]


def _japanese_indirect(text: str, part: Span, table: Table) -> list[Report]:
    """`市長は橋が安全だと述べた。`: what stands between the topic and と with its verb."""
    pattern = re.compile(rf"と(?=[^、。]{{0,8}}?({cues(table).pattern}))")
    hits = list(pattern.finditer(text, *part))
    topic = _topic(text, *part, first="は")
    if not hits or topic is None or hits[-1].start() <= topic[1] + 3:
        return []
    cue = hits[-1].span(1)
    report = report_of(text, cue, topic, "surface")
    low = topic[1] + 1
    while text[low] in "、，":
        low += 1
    report.contents, report.open = [(low, hits[-1].start())], False
    report.polarity = of_clause(text[cue[1] : cue[1] + 6], text[slice(*cue)], table)
    return [report]


def _topic(text: str, low: int, high: int, first: str = "はがも") -> Span | None:
    """The words that は, が or も marks, from the last comma or full stop on."""
    for hit in re.compile(f"[{first}]").finditer(text, low, high):
        following = text[hit.end() : hit.end() + 1]
        led = following in tuple("、，「『") or hit.end() == high
        if hit.start() > low and (led or hit.group() == "は"):
            span = _topic_words(text, low, hit.start())
            if span is not None:
                return span
    return None


def _topic_words(text: str, low: int, at: int) -> Span | None:
    cuts = [m.end() for m in CLAUSE.finditer(text, low, at)]
    start = cuts[-1] if cuts else low
    return (start, at) if 0 < at - start <= LONGEST else None


def subject(text: str, sentence: Sentence) -> Report | None:
    """The words that open a sentence as its topic, for a quote behind."""
    end = sentence.stretches[0].outer_start if sentence.stretches else sentence.end
    span = _topic(text, sentence.start, end, first="は")
    return report_of(text, (span[1], span[1]), span, "surface") if span else None
