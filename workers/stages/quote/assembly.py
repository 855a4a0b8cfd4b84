"""Quoted and reported words brought together with the acts of reporting around them."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise

from workers.stages.quote.attribution.carry_over import carry
from workers.stages.quote.draft import SHORT, WORD, Draft, Kind, Scene, length
from workers.stages.quote.marks.pairing import Stretch
from workers.stages.quote.marks.titles import headline, is_title, named_work
from workers.stages.quote.reporting import surface_rules
from workers.stages.quote.reporting.noun_phrases import Span
from workers.stages.quote.reporting.report import Report
from workers.stages.quote.sentences import Sentence

BESIDE, FAR = 100, 1000
"""Distances below which a report stands beside quoted words, and from which it is no match."""
LABEL = 2
"""Words at most of a headline's object that is no reported speech."""
MOST = 60
"""Stretches between marks in one sentence; with more it is no prose."""


def place(scene: Scene) -> list[Draft]:
    """All quotes of an article in order, each with the report it belongs to."""
    starts = [sentence.start for sentence in scene.sentences]
    drafts = [_turn(starts, stretch, label) for stretch, label in scene.turns]
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
    return scene.language == "en" or not surface_rules.is_label(
        scene.text, stretch, scene.language or ""
    )


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
            drafts.append(_quoted(scene, place_, sentence, stretch, reports))
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
            if before.endswith(","):
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


def _quoted(
    scene: Scene, place_: int, sentence: Sentence, stretch: Stretch, reports: list[Report]
) -> Draft:
    """A draft for a stretch that no report claims as its own words."""
    draft = Draft(stretch.start, stretch.end, "direct", place_, stretch=stretch)
    beside = _attribute(scene, sentence, stretch, reports, draft)
    if headline(scene.text, stretch) or named_work(scene.text, sentence.start, stretch):
        draft.kind = "scare"
    elif scene.language == "en":
        draft.kind = _kind_by_grammar(scene, stretch, beside)
    else:
        draft.kind = _kind_by_words(scene, sentence, stretch, beside, bool(reports))
    return draft


def _attribute(
    scene: Scene, sentence: Sentence, stretch: Stretch, reports: list[Report], draft: Draft
) -> bool:
    """Gives the draft the speaker that its sentence tells; whether a report stands beside it."""
    distances = [_distance(scene.text, stretch, report) for report in reports]
    nearest = min(distances, default=FAR)
    best = reports[distances.index(nearest)] if reports else None
    beside = nearest < BESIDE
    label = _label(scene.text, sentence.start, stretch.outer_start) if scene.speakers else None
    if label and not (beside and best and label[0] <= best.cue[0] < label[1]):
        draft.speaker = draft.head = label
        draft.rule = "label"
    elif best is not None and nearest < FAR:
        draft.credit(best, "beside" if beside else "sentence")
    else:
        subject = scene.subjects.get(draft.sentence)
        speech = stretch.outer_start in scene.uttered or _words(scene, stretch) >= 2 * SHORT
        if speech and subject is not None and subject.cue[1] <= stretch.outer_start:
            draft.credit(subject, "subject")
    return beside


def _words(scene: Scene, stretch: Stretch) -> int:
    return length(scene.text[stretch.start : stretch.end])


def _kind_by_grammar(scene: Scene, stretch: Stretch, beside: bool) -> Kind:
    """Whether quoted words in a parsed language are speech or a scare quote."""
    uttered = stretch.outer_start in scene.uttered
    if (not uttered or not beside) and is_title(scene.text[stretch.start : stretch.end]):
        return "scare"
    if uttered:
        return "direct"
    least = SHORT if beside else 2 * SHORT
    return "direct" if _words(scene, stretch) >= least else "scare"


def _kind_by_words(
    scene: Scene, sentence: Sentence, stretch: Stretch, beside: bool, reported: bool
) -> Kind:
    """Whether quoted words in a language that is not parsed are speech or a scare quote."""
    language = scene.language or ""
    if beside and stretch.outer_start in scene.uttered:
        return "direct"
    if stretch.closed and (
        stretch.outer_start == stretch.start or stretch.outer_end == stretch.end
    ):
        return "direct"  # a piece of speech with the reporter's words beside it
    if _words(scene, stretch) < SHORT:
        return "scare"
    if surface_rules.is_announced(scene.text, sentence, stretch, language):
        return "scare"
    return (
        "scare"
        if not reported and surface_rules.is_label(scene.text, stretch, language)
        else "direct"
    )


_NAMING = ("call", "describe", "dub", "label", "brand", "put")


_NAME = re.compile(r"(?:(?<!\w)[-–—(]|\bfrom|^)\s*((?:[^\W\d_a-z][\w.'’-]*\s?){1,6})\s*:\s*$")


def _label(text: str, start: int, end: int) -> Span | None:
    """The name right before a colon: `Carl Meyer: “…”`."""
    low = max(start, end - 120)
    hit = _NAME.search(text[low:end])
    if hit is None or (low > start and hit.start() == 0):
        return None
    return low + hit.start(1), low + hit.start(1) + len(hit.group(1).rstrip())


def _distance(text: str, stretch: Stretch, report: Report) -> int:
    """How far a report is from quoted words, in words; more where other words intervene."""
    low = report.clause[0]
    if stretch.outer_start < report.cue[1] and report.cue[0] < stretch.outer_end:
        return FAR
    if low >= stretch.outer_end:
        gap = text[stretch.outer_end : low]
        words = len(WORD.findall(gap))
        if not report.open:
            return FAR
        return words * 4 if words <= 4 else BESIDE + words
    gap = text[report.cue[1] : stretch.outer_start]
    words = len(WORD.findall(gap))
    leads = gap.rstrip()[-1:] in (":", ",", "") or words == 0
    if report.lemma in _NAMING and words <= 4:
        return 10 + words  # called it “…”
    if not report.finite and words > 1:
        words += 15
    if not report.open and gap.rstrip()[-1:] != ":":
        return FAR
    return 10 + words if leads and words < 30 else BESIDE + words
