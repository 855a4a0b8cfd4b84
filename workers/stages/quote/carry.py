"""Speakers for quotes that have none in their sentence: carried over from around them."""

from __future__ import annotations

import re

from workers.stages.quote.draft import Draft, Scene
from workers.stages.quote.phrases import Span
from workers.stages.quote.report import Report
from workers.stages.quote.titles import whole


def carry(scene: Scene, drafts: list[Draft]) -> None:
    """Gives speakers to quotes that have none in their sentence."""
    said = [d for d in drafts if d.kind != "scare"]
    for n, draft in enumerate(said):
        if draft.speaker is None and draft.kind == "direct" and draft.stretch is not None:
            _carry_one(scene, draft, said[max(0, n - 6) : n], said[n + 1 : n + 2])


def _carry_one(scene: Scene, draft: Draft, earlier: list[Draft], later: list[Draft]) -> None:
    def paragraph(of: Draft) -> int:
        return scene.sentences[of.sentence].paragraph

    here = paragraph(draft)
    known = [d for d in earlier if d.speaker]
    uttered = [d for d in known if d.kind == "direct"]
    if draft.stretch is not None and draft.stretch.continued and uttered:
        return draft.follow(uttered[-1], "continued")
    signature = _signature(scene, draft)
    if signature is not None:
        draft.speaker = draft.head = signature
        draft.rule = "signature"
        return None
    behind = _behind(scene, draft)
    if behind is not None:
        return draft.credit(behind, "behind")
    if uttered and paragraph(uttered[-1]) == here and not _interrupted(scene, uttered[-1], draft):
        return draft.follow(uttered[-1], "paragraph")
    lead = scene.subjects.get(draft.sentence - 1) if draft.sentence else None
    colon = bool(draft.sentence) and _ends_in_colon(scene, draft.sentence - 1)
    if lead is not None and (colon or scene.sentences[draft.sentence - 1].paragraph == here):
        return draft.credit(lead, "colon" if colon else "lead")
    if later and later[0].speaker and paragraph(later[0]) == here:
        return draft.follow(later[0], "ahead")
    if known and here - paragraph(known[-1]) <= 1:
        return draft.follow(known[-1], "carried")
    if (
        scene.language == "en"
        and draft.stretch is not None
        and not whole(scene.text, draft.stretch)
    ):
        draft.kind = "scare"
        return None
    previous = [r for r in scene.reports.get(draft.sentence - 1, []) if r.speaker]
    if previous:
        return draft.credit(previous[0], "previous")
    if lead is not None:
        draft.credit(lead, "guess")
    return None


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


def _behind(scene: Scene, draft: Draft) -> Report | None:
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
