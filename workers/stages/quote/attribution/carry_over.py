"""Speakers for quotes that have none in their sentence: carried over from around them."""

from __future__ import annotations

import re

from workers.stages.quote.draft import Draft, Scene
from workers.stages.quote.marks.titles import whole
from workers.stages.quote.reporting.report import Report
from workers.stages.quote.spans import Span


def carry(scene: Scene, drafts: list[Draft]) -> None:
    """Gives speakers to quotes that have none in their sentence."""
    said = [d for d in drafts if d.kind != "scare"]
    _left_open(said)
    for n, draft in enumerate(said):
        open_ = draft.speaker is None and draft.polarity != "denied"
        if open_ and draft.kind == "direct" and draft.stretch is not None:
            _carry_one(scene, draft, said[max(0, n - 6) : n], said[n + 1 : n + 2])


def _left_open(said: list[Draft]) -> None:
    """Paragraphs whose mark is closed in a later one only: the speaker told there, for all."""
    for draft, following in zip(reversed(said[:-1]), reversed(said[1:]), strict=True):
        if draft.speaker is not None or draft.stretch is None or following.stretch is None:
            continue
        if not draft.stretch.closed and following.stretch.continued and following.speaker:
            draft.follow(following, "continued")


def _carry_one(scene: Scene, draft: Draft, earlier: list[Draft], later: list[Draft]) -> None:
    """The first rule that fits, the surest first."""
    for rule in (_continued, _signed, _behind, _same_paragraph, _led, _ahead, _before):
        if rule(scene, draft, earlier, later):
            return
    if scene.language == "en" and draft.stretch and not whole(scene.text, draft.stretch):
        draft.kind = "scare"
        return
    _guessed(scene, draft)


def _paragraph(scene: Scene, draft: Draft) -> int:
    return scene.sentences[draft.sentence].paragraph


def _uttered(earlier: list[Draft]) -> Draft | None:
    """The last quote before that was speech and has a speaker."""
    return next((d for d in reversed(earlier) if d.speaker and d.kind == "direct"), None)


def _continued(scene: Scene, draft: Draft, earlier: list[Draft], later: list[Draft]) -> bool:
    """An open mark goes on in the next paragraph."""
    last = _uttered(earlier)
    if last is None or draft.stretch is None or not draft.stretch.continued:
        return False
    draft.follow(last, "continued")
    return True


def _signed(scene: Scene, draft: Draft, earlier: list[Draft], later: list[Draft]) -> bool:
    """`“…” – Anna Mayer`, on the same line or the next."""
    span = _signature(scene, draft)
    if span is not None:
        draft.speaker = draft.head = span
        draft.rule = "signature"
    return span is not None


def _behind(scene: Scene, draft: Draft, earlier: list[Draft], later: list[Draft]) -> bool:
    """`“Why not?” Trump went on.`: the next sentence can only close the quote."""
    report = _closing_report(scene, draft)
    if report is not None:
        draft.credit(report, "behind")
    return report is not None


def _same_paragraph(scene: Scene, draft: Draft, earlier: list[Draft], later: list[Draft]) -> bool:
    """`“…,” she said. “…”`"""
    last = _uttered(earlier)
    if last is None or _paragraph(scene, last) != _paragraph(scene, draft):
        return False
    if _interrupted(scene, last, draft):
        return False
    draft.follow(last, "paragraph")
    return True


def _led(scene: Scene, draft: Draft, earlier: list[Draft], later: list[Draft]) -> bool:
    """The sentence before ends in a colon, or opens the paragraph."""
    if not draft.sentence:
        return False
    colon = _ends_in_colon(scene, draft.sentence - 1)
    lead = scene.subjects.get(draft.sentence - 1)
    if (colon and lead is None) or scene.language != "en":
        told = (r for r in scene.reports.get(draft.sentence - 1, []) if r.speaker)
        lead = next(told, lead)
    same = scene.sentences[draft.sentence - 1].paragraph == _paragraph(scene, draft)
    if lead is None or not (colon or (same and lead.person)):
        return False
    draft.credit(lead, "colon" if colon else "lead")
    return True


def _ahead(scene: Scene, draft: Draft, earlier: list[Draft], later: list[Draft]) -> bool:
    """`“…” “…,” she said.`"""
    if not later or not later[0].speaker:
        return False
    if _paragraph(scene, later[0]) != _paragraph(scene, draft):
        return False
    draft.follow(later[0], "ahead")
    return True


def _before(scene: Scene, draft: Draft, earlier: list[Draft], later: list[Draft]) -> bool:
    """A paragraph of nothing but speech goes on with the one before."""
    known = [d for d in earlier if d.speaker]
    if not known or _paragraph(scene, draft) - _paragraph(scene, known[-1]) > 1:
        return False
    draft.follow(known[-1], "carried")
    return True


def _guessed(scene: Scene, draft: Draft) -> None:
    """Whoever the sentence before speaks of."""
    previous = [r for r in scene.reports.get(draft.sentence - 1, []) if r.speaker]
    lead = scene.subjects.get(draft.sentence - 1)
    if previous:
        draft.credit(previous[0], "previous")
    elif lead is not None:
        draft.credit(lead, "guess")


def _ends_in_colon(scene: Scene, place_: int) -> bool:
    sentence = scene.sentences[place_]
    return scene.text[sentence.start : sentence.end].rstrip().endswith(":")


_SIGNATURE = re.compile(
    r"\s*\n?\s*[-–—―]{1,2}\s*((?:[^\W\d_a-z][\w.'’-]*\s?){1,5})(?=[,.(\n]|\s*$)"
)


def _signature(scene: Scene, draft: Draft) -> Span | None:
    """`“…” – Anna Mayer, mayor`, on the same line or the next."""
    stretch = draft.stretch
    if stretch is None or not stretch.closed:
        return None
    at = stretch.outer_end
    while scene.text[at : at + 1] == ".":
        at += 1
    hit = _SIGNATURE.match(scene.text, at)
    if hit is None:
        return None
    return hit.start(1), hit.start(1) + len(hit.group(1).rstrip(" \n."))


def _closing_report(scene: Scene, draft: Draft) -> Report | None:
    """The report in the next sentence, where that can only close the quote.

    `“Why not?” Trump went on, as if he had not heard.`
    """
    place_ = draft.sentence + 1
    stretch = draft.stretch
    if place_ >= len(scene.sentences) or stretch is None:
        return None
    here, following = scene.sentences[draft.sentence], scene.sentences[place_]
    if here.paragraph != following.paragraph or scene.text[stretch.end - 1] not in "!?—-–…":
        return None
    if scene.text[stretch.outer_end : here.end].strip():
        return None
    for report in scene.reports.get(place_, []):
        if report.open and report.speaker and report.clause[0] - following.start < 3:
            ahead = [s for s in following.stretches if s.outer_start < report.cue[1] + 2]
            return None if ahead else report
    return None


def _interrupted(scene: Scene, before: Draft, draft: Draft) -> bool:
    """Whether another act of reporting stands between two quotes of a paragraph."""
    return any(
        scene.reports.get(place_)
        or (
            place_ in scene.subjects
            and scene.sentences[place_].end - scene.sentences[place_].start > 5
        )
        for place_ in range(before.sentence + 1, draft.sentence)
    )
