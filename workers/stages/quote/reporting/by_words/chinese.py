"""Acts of reporting in Chinese: `外长王毅表示：“…”`, `“…”，王毅说。`."""

from __future__ import annotations

import re

from workers.stages.quote.language_tables import Table
from workers.stages.quote.reporting.by_words.polarity import of_clause
from workers.stages.quote.reporting.by_words.unspaced import CLAUSE, LONGEST, Part, cues
from workers.stages.quote.reporting.report import Report, report_of
from workers.stages.quote.sentences import Sentence
from workers.stages.quote.spans import Span

NEAR = 14
"""Characters between a verb and the colon behind it."""
_AT_EDGE = re.compile(
    r"^(?:\d{1,2}月)?\d{1,2}[日号]|(?:\d{1,2}月)?\d{1,2}[日号]$|(?:在|于|於|就|向|对|對|接受|针对).*$"
)


def reports(text: str, sentence: Sentence, where: Part, table: Table) -> list[Report]:
    """The verb that leads to quoted words, or the one right behind them."""
    part, behind, quoted = where.span, where.behind, where.quoted
    source = _source(text, part, behind, table)
    if source is not None:
        return [source]
    if quoted and (cue := _last_cue(text, part, table)) is not None:
        return _made(text, part, cue, table)
    if behind and (cue := _first_cue(text, part, table)) is not None:
        return _made(text, part, cue, table)
    if not quoted and not behind:
        return _chinese_indirect(text, sentence, part, table)
    return []


def _made(text: str, part: Span, cue: Span, table: Table) -> list[Report]:
    speaker = _speaker_before(text, part[0], cue[0], table)
    report = report_of(text, cue, speaker, "surface")
    report.polarity = of_clause(text[max(part[0], cue[0] - 6) : cue[0]], text[slice(*cue)], table)
    if speaker and text[slice(*speaker)].startswith(tuple(table.nobody)):
        report.speaker, report.head, report.polarity = None, None, "denied"
        report.nobody = True
    return [report]


def _chinese_indirect(text: str, sentence: Sentence, part: Span, table: Table) -> list[Report]:
    """`王毅表示，双方将…`: a verb of reporting and a comma."""
    for hit in cues(table).finditer(text, *part):
        if text[hit.end() : hit.end() + 1] not in ("，", "：", ",") or hit.end() + 4 > part[1]:
            continue
        made = _made(text, part, hit.span(), table)
        if made and made[0].speaker is not None:
            end = sentence.start + len(text[sentence.start : sentence.end].rstrip("。！？ \n"))
            made[0].contents, made[0].open = [(hit.end() + 1, end)], False
            return made
    return []


def _source(text: str, part: Span, behind: bool, table: Table) -> Report | None:
    """`据新华社报道`: at the head of a sentence."""
    if behind:
        return None
    for word in sorted(table.sources, key=lambda one: -len(one[0])):
        if not text.startswith(word[0], part[0]):
            continue
        low = part[0] + len(word[0])
        ends = [text.find(end, low, low + LONGEST) for end in table.sources_behind]
        stop = min((at for at in ends if at > low), default=-1)
        comma = CLAUSE.search(text, low, part[1])
        if stop < 0 or comma is None or comma.start() < stop:
            continue
        report = report_of(text, (part[0], comma.start()), (low, stop), "source")
        end = low + len(text[low : part[1]].rstrip("。！？ \n"))
        if comma.end() + 3 < end:
            report.contents = [(comma.end(), end)]
        return report
    return None


def _last_cue(text: str, part: Span, table: Table) -> Span | None:
    """The verb that the part ends with, a colon or comma and a few characters aside."""
    hits = list(cues(table).finditer(text, max(part[0], part[1] - 40), part[1]))
    works = tuple(table.works)
    hits = [hit for hit in hits if not text[part[0] : hit.end()].endswith(works)]  # `小说`
    for hit in reversed(hits):
        rest = text[hit.end() : part[1]].strip()
        if rest in ("", "：", ":", "，", ",", "道：", "道，", "道") or (
            len(rest) < NEAR and rest[-1:] in "：:" and "。" not in rest
        ):
            return hit.span()
    return None


def _first_cue(text: str, part: Span, table: Table) -> Span | None:
    """The verb right behind quoted words: `“…”，王毅昨天说`."""
    low = part[0]
    while low < part[1] and text[low] in "，,。 —…":
        if text[low] == "。":
            return None
        low += 1
    stop = CLAUSE.search(text, low, part[1])
    end = stop.start() if stop else part[1]
    hits = list(cues(table).finditer(text, low, min(end, low + LONGEST)))
    return hits[-1].span() if hits else None


def _speaker_before(text: str, low: int, at: int, table: Table) -> Span | None:
    """The words before a verb in its clause; where none stand there, those of the clause before."""
    cuts = [m.end() for m in CLAUSE.finditer(text, low, at)]
    bounds = [low, *cuts, at]
    for n in range(len(bounds) - 2, max(-1, len(bounds) - 4), -1):
        span = _trimmed(text, (bounds[n], bounds[n + 1]), table)
        if span is not None:
            return span
    return None


def _trimmed(text: str, span: Span, table: Table) -> Span | None:
    """A speaker's words without adverbs, dates and `in an interview` around them."""
    low, high = span
    skip = sorted(table.skip | table.denials, key=len, reverse=True)
    changed = True
    while changed and low < high:
        changed = False
        while low < high and CLAUSE.match(text, low):
            low += 1
        while high > low and CLAUSE.match(text, high - 1):
            high -= 1
        edge = _AT_EDGE.search(text[low:high])
        if edge is not None and edge.start():
            high, changed = low + edge.start(), True
        elif edge is not None and edge.group()[0].isdigit():
            low, changed = low + edge.end(), True
        for word in skip:
            if text.startswith(word, low) and low + len(word) <= high:
                low, changed = low + len(word), True
            if text.endswith(word, low, high) and high - len(word) > low:
                high, changed = high - len(word), True
    whole = text[low:high]
    if not 0 < high - low <= LONGEST or whole in table.says or not any(c.isalpha() for c in whole):
        return None
    return low, high
