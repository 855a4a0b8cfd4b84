"""Who said what in one article: the stage's pure function."""

from __future__ import annotations

from typing import Literal

from workers.linguistics.spacy_models import model
from workers.records import Entity, Quote
from workers.settings import Settings
from workers.stages.quote.assembly import place
from workers.stages.quote.attribution.referents import Cast
from workers.stages.quote.attribution.speakers import Resolver
from workers.stages.quote.draft import Scene
from workers.stages.quote.finished.quotes import finished
from workers.stages.quote.language_tables import languages
from workers.stages.quote.marks.pairing import stretches
from workers.stages.quote.marks.unmarked_speech import dialogue, interview, turns
from workers.stages.quote.reporting.by_words import rules
from workers.stages.quote.reporting.parsing import WITHOUT, is_utterance, parse
from workers.stages.quote.reporting.verb_reports import lead_of, reports
from workers.stages.quote.sentences import Sentence, sentences
from workers.stages.quote.spans import Span

Support = Literal["full", "spans", "unsupported"]


def support(language: str | None) -> Support:
    """What is done for a language: quotes with speakers, or only what stands between marks."""
    return "full" if language == "en" or language in languages() else "spans"


def quotes(
    text: str,
    language: str | None,
    entities: list[Entity],
    article_id: str,
    settings: Settings,
    *,
    scare: bool = False,
    split: list[Sentence] | None = None,
) -> list[Quote]:
    """The quotes of a text in order of their start.

    `entities` are those of the tag stage. With `scare`, stretches between marks that are
    no speech (scare quotes, titles) are given too. `split` are the text's sentences, for
    a caller that has them.
    """
    if split is None:
        split = sentences(text, stretches(text, language), language)
    found = [stretch for sentence in split for stretch in sentence.stretches]
    cast = Cast(text, entities)
    people = sorted((m.start, m.end) for e in entities if e.type == "PER" for m in e.mentions)
    scene = _scene(text, language, split, people, settings)
    lines = dialogue(text, language, found)
    scene.interview = interview(text)
    if scene.interview:
        scene.interviewee = cast.alone_before(scene.interview[0][0].start)
    else:
        scene.turns = [*turns(text)]
    scene.turns += ((stretch, None) for stretch, _ in lines)
    scene.told = {
        stretch.start: report
        for stretch, by in lines
        if by is not None and (report := rules.told(text, by, language or "")) is not None
    }
    for report in (one for held in scene.reports.values() for one in held):
        if report.speaker is None and not report.nobody:
            report.speaker = report.head = cast.beside(report.cue)
    drafts = [d for d in place(scene) if scare or d.kind != "scare"]
    starts, quoted = [s.start for s in split], [(s.start, s.end) for s in found]
    resolver = Resolver(text, language, cast, starts, quoted)
    return [
        finished(text, d, f"{article_id}/{n}", resolver, language) for n, d in enumerate(drafts)
    ]


def _scene(
    text: str,
    language: str | None,
    split: list[Sentence],
    people: list[Span],
    settings: Settings,
) -> Scene:
    """The sentences with the acts of reporting in each, parsed or by the words alone."""
    uttered = {
        stretch.outer_start
        for sentence in split
        for stretch in sentence.stretches
        if is_utterance(text, sentence, stretch)
    }
    scene = Scene(text, language, split, uttered)
    if language == "en":
        parsed = parse(text, split, uttered, model("en", settings.nlp_profile, WITHOUT))
        scene.reports = {n: reports(p) for n, p in parsed.items()}
        scene.subjects = {n: lead for n, p in parsed.items() if (lead := lead_of(p))}
    elif language in languages():
        scene.reports = {n: rules.reports(text, s, language, people) for n, s in enumerate(split)}
        leads = {n: rules.subject(text, s, language, people) for n, s in enumerate(split)}
        scene.subjects = {n: lead for n, lead in leads.items() if lead}
    else:
        scene.speakers = False
    return scene
