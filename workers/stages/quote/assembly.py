"""Quoted and reported words brought together with the acts of reporting around them."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise

from workers.stages.quote.attribution.carry_over import carry
from workers.stages.quote.draft import Draft, Scene
from workers.stages.quote.marks.pairing import Stretch
from workers.stages.quote.quoted_words import draft_of
from workers.stages.quote.reporting.by_words import names
from workers.stages.quote.reporting.report import Report
from workers.stages.quote.sentences import Sentence
from workers.stages.quote.spans import WORD, Span, length

LABEL = 2
"""Words at most of a headline's object that is no reported speech."""
MOST = 60
"""Stretches between marks in one sentence; with more it is no prose."""


def place(scene: Scene) -> list[Draft]:
    """All quotes of an article in order, each with the report it belongs to."""
    starts = [sentence.start for sentence in scene.sentences]
    drafts = [_turn(starts, stretch, label) for stretch, label in scene.turns]
    for stretch, answer in scene.interview:
        draft = _turn(starts, stretch, scene.interviewee if answer else None)
        draft.rule, draft.polarity = "turn", "said" if answer else "asked"
        drafts.append(draft)
    for draft in drafts:
        if draft.start in scene.told:
            draft.credit(scene.told[draft.start], "dash")
    spoken = [(d.start, d.end) for d in drafts]
    opened = [low for low, _ in spoken]
    for place_, sentence in enumerate(scene.sentences):
        for draft in _in_sentence(scene, place_, sentence):
            n = bisect_right(opened, draft.start) - 1
            if n < 0 or spoken[n][1] <= draft.start:
                drafts.append(draft)
    drafts.sort(key=lambda d: (d.start, d.end))
    for before, draft in pairwise(drafts):
        if before.kind == "direct" and draft.kind == "scare" and _goes_on(scene, before, draft):
            draft.kind = "direct"
    if scene.speakers:
        carry(scene, drafts)
    return drafts


def _goes_on(scene: Scene, before: Draft, draft: Draft) -> bool:
    """`„…“, sagte Lee. „Das reicht.“`: a sentence of nothing but quoted words goes on with a quote.

    However short: a scare quote or title is part of somebody else's sentence.
    """
    here, stretch = scene.sentences[draft.sentence], draft.stretch
    if stretch is None or draft.sentence - before.sentence != 1:
        return False
    beside = scene.sentences[before.sentence].paragraph == here.paragraph
    inside, behind = scene.text[stretch.start : stretch.end].rstrip(), stretch.outer_end
    stop = inside[-1:] in _STOPS or scene.text[behind : behind + 1] in _STOPS
    alone = not WORD.search(scene.text, here.start, stretch.outer_start) and not WORD.search(
        scene.text, behind, here.end
    )
    if not (beside and alone and stop and WORD.search(inside)):
        return False
    return scene.language == "en" or not names.is_label(scene.text, stretch, scene.language or "")


_STOPS = (".", "!", "?", "…", "。", "！", "？")


def _turn(starts: list[int], stretch: Stretch, label: Span | None) -> Draft:
    """A turn of a transcript; all of it is speech, whatever stands in it."""
    place_ = bisect_right(starts, stretch.start) - 1
    rule = "turn" if label else "dash"
    return Draft(stretch.start, stretch.end, "direct", place_, rule, speaker=label, head=label)


def _in_sentence(scene: Scene, place_: int, sentence: Sentence) -> list[Draft]:
    if len(sentence.stretches) > MOST:
        return []
    reports = _outermost(scene.text, _outside_marks(sentence, scene.reports.get(place_, [])))
    drafts: list[Draft] = []
    for report in reports:
        for span in report.contents:
            draft = _content(scene, place_, sentence, span)
            if draft is None or (draft.kind == "indirect" and _headlined(scene, place_, draft)):
                continue
            if not any(_overlap(draft, d) for d in drafts):
                draft.credit(report, report.rule)
                drafts.append(draft)
    for stretch in sentence.stretches:
        if not any(d.start < stretch.end and stretch.start < d.end for d in drafts):
            drafts.append(draft_of(scene, place_, sentence, stretch, reports))
    return drafts


def _headlined(scene: Scene, place_: int, draft: Draft) -> bool:
    """No more than two words of a headline: `Minister visits port, denies new rift`."""
    below = scene.sentences[1:2]
    alone = not place_ and (not below or below[0].paragraph > scene.sentences[0].paragraph)
    return alone and length(scene.text[draft.start : draft.end]) <= LABEL


def _overlap(one: Draft, other: Draft) -> bool:
    return one.start < other.end and other.start < one.end


def _outside_marks(sentence: Sentence, reports: list[Report]) -> list[Report]:
    """Without reports that are part of quoted words: `“they said no,” Lee recalled`."""
    return [
        report
        for report in reports
        if not any(s.start <= report.cue[0] < s.end for s in sentence.stretches)
    ]


def _outermost(text: str, reports: list[Report]) -> list[Report]:
    """Without reports inside what another one reports; a participle ends the other's words."""
    kept = []
    for report in reports:
        outer = next(
            (
                r
                for r in reports
                if r is not report and any(s <= report.cue[0] < e for s, e in r.contents)
            ),
            None,
        )
        if outer is None:
            kept.append(report)
        elif text[report.cue[1] - 3 : report.cue[1]] == "ing" and report.head == outer.head:
            outer.contents = [_until(text, span, report.cue[0]) for span in outer.contents]
            kept.append(report)
    return kept


def _until(text: str, span: Span, at: int) -> Span:
    if not span[0] <= at < span[1]:
        return span
    return span[0], span[0] + len(text[span[0] : at].rstrip(" ,;—–-"))


def _content(scene: Scene, place_: int, sentence: Sentence, span: Span) -> Draft | None:
    """A draft for reported words: indirect, mixed, or direct where all stands between marks."""
    start, end = span
    for stretch in sentence.stretches:
        inside = stretch.outer_start < end and start < stretch.outer_end
        if inside and stretch.outer_start in scene.uttered:
            before = scene.text[start : stretch.outer_start].rstrip()
            if not before:
                return None
            if before.endswith((",", ":")):
                return _content(scene, place_, sentence, (start, start + len(before) - 1))
        if inside:
            start, end = min(start, stretch.outer_start), max(end, stretch.outer_end)
    quoted = [s for s in sentence.stretches if s.outer_start < end and start < s.outer_end]
    if quoted and (
        scene.text[quoted[-1].outer_end : end].lstrip()[:1] in (",", "—", "–")
        or scene.text[quoted[-1].end - 1] == ","
    ):
        end = quoted[-1].outer_end  # the narrator's words go on after the mark
    outside = len(WORD.findall(scene.text[start:end])) - sum(
        len(WORD.findall(scene.text[s.start : s.end])) for s in quoted
    )
    if quoted and outside <= 1 and len(quoted) == 1:
        only = quoted[0]
        return Draft(only.start, only.end, "direct", place_, stretch=only)
    if end <= start:
        return None
    return Draft(start, end, "mixed" if quoted else "indirect", place_)
