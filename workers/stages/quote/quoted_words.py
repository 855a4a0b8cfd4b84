"""Words between marks that no report claims: whose they are, and whether they are speech."""

from __future__ import annotations

import re

from workers.stages.quote.draft import Draft, Kind, Scene
from workers.stages.quote.language_tables import languages, table_of
from workers.stages.quote.marks.pairing import Stretch
from workers.stages.quote.marks.titles import headline, is_title, named_work
from workers.stages.quote.reporting.by_words import names
from workers.stages.quote.reporting.report import Report
from workers.stages.quote.sentences import Sentence
from workers.stages.quote.spans import SHORT, WORD, Span, length

BESIDE, FAR = 100, 1000
"""Distances below which a report stands beside quoted words, and from which it is no match."""
_NEW_CLAUSE = re.compile(r",?\s*(?:and|but|while|whereas)\s")
"""Behind quoted words: the next verb has words of its own."""
_NAMING = ("call", "describe", "dub", "label", "brand", "put")
_NAME = re.compile(r"(?:(?<!\w)[-–—(]|\bfrom|^)\s*((?:[^\W\d_a-z][\w.'’-]*\s?){1,6})\s*:\s*$")


def draft_of(
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
        least = 2 * SHORT if scene.language == "en" else SHORT
        speech = stretch.outer_start in scene.uttered or _words(scene, stretch) >= least
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
    uttered = stretch.outer_start in scene.uttered
    if beside and (uttered or _plain_marks(language)):
        return "direct"
    if stretch.closed and (
        stretch.outer_start == stretch.start or stretch.outer_end == stretch.end
    ):
        return "direct"  # a piece of speech with the reporter's words beside it
    unclaimed = language in languages() and not (reported or beside or uttered)
    if _words(scene, stretch) < (2 * SHORT if unclaimed else SHORT):
        return "scare"
    label = not reported and names.is_label(scene.text, stretch, language)
    return (
        "scare"
        if label or names.is_announced(scene.text, sentence, stretch, language)
        else "direct"
    )


def _plain_marks(language: str) -> bool:
    """Whether a language sets no comma between quoted words and their verb."""
    if language not in languages():
        return False
    return table_of(language).verb_last or not table_of(language).spaced


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
        return _distance_behind(text[stretch.outer_end : low]) if report.open else FAR
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


def _distance_behind(gap: str) -> int:
    """How far a report is that stands behind quoted words."""
    words = len(WORD.findall(gap))
    if _NEW_CLAUSE.match(gap):
        return BESIDE // 2 + words
    return words * 4 if words <= 4 else BESIDE + words
