"""Sources at second hand: `…, Lee said, according to the Courier`."""

from __future__ import annotations

from spacy.tokens import Token

from workers.stages.quote import lexicon
from workers.stages.quote.reporting.report import Report
from workers.stages.quote.spans import Span

APART = 4
"""Characters between two reports that stand side by side."""


def second_hand(found: list[Report]) -> list[Report]:
    """The reports of a sentence, `according to` taken for the way that another one came.

    That is so where it hangs on the verb of the other: Lee is the speaker then.
    """
    dropped: list[Report] = []
    for source in found:
        if source.rule != "according" or source.speaker is None or source.token is None:
            continue
        verb = _verb_above(source.token)
        said = [r for r in found if r is not source and r.speaker and r.finite and _reports(r)]
        near = (r for r in said if r.token is verb or _beside(r, source) or _whole(r, source))
        by = next(near, None)
        if by is not None:
            by.via = source.speaker
            by.contents = [_before(span, source.cue[0]) for span in by.contents]
            dropped.append(source)
    return [report for report in found if report not in dropped]


def _reports(report: Report) -> bool:
    """Whether its verb reports by itself; `the money went` does only beside quoted words."""
    return report.lemma not in lexicon.words("cues_en", "direct")


def _beside(report: Report, source: Report) -> bool:
    """Whether nothing but a comma stands between an act of reporting and the source."""
    return 0 < source.cue[0] - report.clause[1] < APART


def _whole(report: Report, source: Report) -> bool:
    """Whether the source is named for a sentence that is itself an act of reporting."""
    main = report.token is not None and report.token.dep_ == "ROOT"
    return main and any(low <= report.clause[0] < high for low, high in source.contents)


def _before(span: Span, at: int) -> Span:
    """A stretch cut before `, according to`."""
    return (span[0], at - 2) if span[0] < at - 2 < span[1] else span


def _verb_above(token: Token) -> Token:
    token = token.head
    while token.tag_[:1] not in "VM" and token.head != token:
        token = token.head
    return token
