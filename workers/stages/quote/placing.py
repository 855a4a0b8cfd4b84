"""Quoted and reported words brought together with the acts of reporting around them."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Literal

from workers.stages.quote import lexicon, surface
from workers.stages.quote.marks import Stretch
from workers.stages.quote.reports import Report, Span
from workers.stages.quote.sentences import Sentence

WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
SHORT = 4
"""Fewer words between marks, woven into a sentence, are scare quotes or titles."""


def length(text: str) -> int:
    """Words; in scripts without spaces, two signs count as one."""
    dense = sum(1 for sign in text if "\u3040" <= sign <= "\u9fff" or "\u0e00" <= sign <= "\u0eff")
    return len(WORD.findall(text)) + dense // 2


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

    def credit(self, report: Report, rule: str) -> None:
        """Takes cue and speaker from a report."""
        self.cue, self.lemma = report.cue, report.lemma
        self.speaker, self.head, self.rule = report.speaker, report.head, rule
        self.antecedent = report.antecedent

    def follow(self, other: Draft, rule: str) -> None:
        """Takes the speaker of another quote; the cue stays with that one."""
        self.speaker, self.head, self.rule = other.speaker, other.head, rule
        self.antecedent = other.antecedent


@dataclass(slots=True)
class Scene:
    """One article's sentences with what was found in each, by place in the list."""

    text: str
    language: str | None
    sentences: list[Sentence]
    uttered: set[int]
    reports: dict[int, list[Report]] = field(default_factory=dict)
    subjects: dict[int, Report] = field(default_factory=dict)
    turns: list[tuple[Stretch, Span | None]] = field(default_factory=list)


def place(scene: Scene) -> list[Draft]:
    """All quotes of an article in order, each with the report it belongs to."""
    drafts = [_turn(scene, stretch, label) for stretch, label in scene.turns]
    spoken = [(d.start, d.end) for d in drafts]
    for place_, sentence in enumerate(scene.sentences):
        for draft in _in_sentence(scene, place_, sentence):
            if not any(low < draft.end and draft.start < high for low, high in spoken):
                drafts.append(draft)
    drafts.sort(key=lambda d: (d.start, d.end))
    _carry(scene, drafts)
    return drafts


def _turn(scene: Scene, stretch: Stretch, label: Span | None) -> Draft:
    """A turn of a transcript; all of it is speech, whatever stands in it."""
    place_ = bisect_right([s.start for s in scene.sentences], stretch.start) - 1
    rule = "turn" if label else "dash"
    return Draft(stretch.start, stretch.end, "direct", place_, rule, speaker=label, head=label)


# --- within a sentence


def _in_sentence(scene: Scene, place_: int, sentence: Sentence) -> list[Draft]:
    reports = _outermost(scene.text, scene.reports.get(place_, []))
    drafts: list[Draft] = []
    for report in reports:
        for span in report.contents:
            draft = _content(scene, place_, sentence, span)
            if draft is not None and not any(_overlap(draft, d) for d in drafts):
                draft.credit(report, report.rule)
                drafts.append(draft)
    for stretch in sentence.stretches:
        if not any(d.start < stretch.end and stretch.start < d.end for d in drafts):
            drafts.append(_quoted(scene, place_, sentence, stretch, reports))
    return drafts


def _overlap(one: Draft, other: Draft) -> bool:
    return one.start < other.end and other.start < one.end


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
            if before.endswith(",") or not before:
                return (
                    None
                    if not before
                    else _content(scene, place_, sentence, (start, start + len(before) - 1))
                )
        if inside:
            start, end = min(start, stretch.outer_start), max(end, stretch.outer_end)
    quoted = [s for s in sentence.stretches if s.outer_start < end and start < s.outer_end]
    if quoted and scene.text[quoted[-1].outer_end : end].lstrip()[:1] in (",", "—", "–"):
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
    draft = Draft(stretch.start, stretch.end, "direct", place_, stretch=stretch)
    uttered = stretch.outer_start in scene.uttered
    best = min(
        ((_distance(scene.text, stretch, r), n) for n, r in enumerate(reports)),
        default=(1000, 0),
    )
    subject = scene.subjects.get(place_)
    count = length(scene.text[stretch.start : stretch.end])
    label = _label(scene.text, sentence.start, stretch.outer_start)
    if label is not None and not (best[0] < 100 and label[0] <= reports[best[1]].cue[0] < label[1]):
        draft.speaker = draft.head = label
        draft.rule = "label"
    elif best[0] < 1000:
        draft.credit(reports[best[1]], "beside" if best[0] < 100 else "sentence")
    elif (uttered or count >= 8) and subject is not None and subject.cue[1] <= stretch.outer_start:
        draft.credit(subject, "subject")
    if _headline(scene.text, stretch) or _named_work(scene.text, sentence.start, stretch):
        draft.kind = "scare"
        return draft
    if scene.language != "en":
        named = surface.is_name(scene.text, sentence, stretch, scene.language or "")
        if (
            named
            and not (uttered and best[0] < 100)
            or count < SHORT
            and not (uttered and best[0] < 100)
        ):
            draft.kind = "scare"
        return draft
    if not uttered and (count < SHORT or best[0] >= 100):
        draft.kind = "scare" if count < 8 else "direct"
    if (not uttered or best[0] >= 100) and _is_title(scene.text[stretch.start : stretch.end]):
        draft.kind = "scare"
    return draft


_NAMING = ("call", "describe", "dub", "label", "brand", "put")
_NAME = re.compile(r"(?:(?<!\w)[-–—(]|\bfrom|^)\s*((?:[^\W\d_a-z][\w.'’-]*\s?){1,6})\s*:\s*$")


def _label(text: str, start: int, end: int) -> Span | None:
    """The name right before a colon: `Carl Meyer: “…”`."""
    hit = _NAME.search(text[start:end])
    if hit is None:
        return None
    return start + hit.start(1), start + hit.start(1) + len(hit.group(1).rstrip())


def _distance(text: str, stretch: Stretch, report: Report) -> int:
    """How far a report is from quoted words: under 100 beside them, from 1000 on no match."""
    low, high = report.clause
    if stretch.outer_start < report.cue[1] and report.cue[0] < stretch.outer_end:
        return 1000
    if low >= stretch.outer_end:
        gap = text[stretch.outer_end : low]
        words = len(WORD.findall(gap))
        if not report.open:
            return 1000
        return words * 4 if words <= 4 else 100 + words
    gap = text[report.cue[1] : stretch.outer_start]
    words = len(WORD.findall(gap))
    leads = gap.rstrip()[-1:] in (":", ",", "") or words == 0
    if report.lemma in _NAMING and words <= 4:
        return 10 + words  # called it “…”
    if not report.finite and words > 1:
        words += 15
    if not report.open and gap.rstrip()[-1:] != ":":
        return 1000
    return 10 + words if leads and words < 30 else 100 + words


_BYLINE = re.compile(r"[,.]?\s*(?:[-–—]\s*)?by [A-Z]|[,.]?\s*\(?(?:https?://|www\.)")


def _headline(text: str, stretch: Stretch) -> bool:
    """A headline or teaser of another page: `“…,” by The Post's Ann Lee: http…`."""
    inner = text[stretch.start : stretch.end].rstrip()
    return inner.endswith(":") or _BYLINE.match(text, stretch.outer_end) is not None


def _named_work(text: str, start: int, stretch: Stretch) -> bool:
    """The title of a work: `his documentary, “13th,”`."""
    before = text[start : stretch.outer_start].rstrip()
    if not before.endswith(","):
        return False
    words = [w.lower() for w in WORD.findall(before[-60:])][-4:]
    cues = lexicon.english_cues()
    if any(word in cues for word in words):
        return False
    return any(word in lexicon.words("cues_en", "works") for word in words) and (
        _is_title(text[stretch.start : stretch.end])
        or len(WORD.findall(text[stretch.start : stretch.end])) < SHORT
    )


def _is_title(quoted: str) -> bool:
    words = WORD.findall(quoted)
    long = [w for w in words if len(w) > 3]
    return len(words) > 1 and len(long) > 0 and all(w[0].isupper() or w[0].isdigit() for w in long)


# --- over sentences and paragraphs


def _carry(scene: Scene, drafts: list[Draft]) -> None:
    """Gives speakers to quotes that have none in their sentence."""
    said = [d for d in drafts if d.kind != "scare"]
    for n, draft in enumerate(said):
        if draft.speaker is None and draft.kind == "direct" and draft.stretch is not None:
            _carry_one(scene, draft, said[:n][-6:], said[n + 1 :][:1])


def _carry_one(scene: Scene, draft: Draft, earlier: list[Draft], later: list[Draft]) -> None:
    paragraph = [s.paragraph for s in scene.sentences]
    here = paragraph[draft.sentence]
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
    if (
        uttered
        and paragraph[uttered[-1].sentence] == here
        and not _interrupted(scene, uttered[-1], draft)
    ):
        return draft.follow(uttered[-1], "paragraph")
    lead = scene.subjects.get(draft.sentence - 1) if draft.sentence else None
    colon = bool(draft.sentence) and _ends_in_colon(scene, draft.sentence - 1)
    if lead is not None and (colon or paragraph[draft.sentence - 1] == here):
        return draft.credit(lead, "colon" if colon else "lead")
    if later and later[0].speaker and paragraph[later[0].sentence] == here:
        return draft.follow(later[0], "ahead")
    if known and here - paragraph[known[-1].sentence] <= 1:
        return draft.follow(known[-1], "carried")
    if (
        scene.language == "en"
        and draft.stretch is not None
        and not _whole(scene.text, draft.stretch)
    ):
        draft.kind = "scare"
        return None
    previous = [r for r in scene.reports.get(draft.sentence - 1, []) if r.speaker]
    if previous:
        return draft.credit(previous[0], "previous")
    if lead is not None:
        draft.credit(lead, "guess")
    return None


def _whole(text: str, stretch: Stretch) -> bool:
    """Whether quoted words without any attribution can be speech: a sentence, not a title."""
    inner = text[stretch.start : stretch.end].rstrip()
    return inner[-1:] in ".?!…,'’—-" and len(WORD.findall(inner)) > SHORT


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
        or place_ in scene.subjects
        and scene.sentences[place_].end - scene.sentences[place_].start > 5
        for place_ in range(before.sentence + 1, draft.sentence)
    )
