"""Who said what in one article: the stage's pure function."""

from __future__ import annotations

from typing import Literal

from workers.linguistics.spacy_models import model
from workers.records import Cue, Entity, Quote, Speaker
from workers.settings import Settings
from workers.stages.quote import confidence, lexicon
from workers.stages.quote.assembly import place
from workers.stages.quote.attribution import roles
from workers.stages.quote.attribution.meaning import Meaning
from workers.stages.quote.attribution.referents import Cast
from workers.stages.quote.attribution.speakers import Resolver
from workers.stages.quote.draft import Draft, Scene
from workers.stages.quote.marks.pairing import stretches
from workers.stages.quote.marks.unmarked_speech import dialogue, turns
from workers.stages.quote.reporting import surface_rules, surface_table
from workers.stages.quote.reporting.parsing import WITHOUT, is_utterance, parse
from workers.stages.quote.reporting.verb_reports import lead_of, reports
from workers.stages.quote.sentences import Sentence, sentences

Support = Literal["full", "spans", "unsupported"]


def support(language: str | None) -> Support:
    """What is done for a language: quotes with speakers, or only what stands between marks."""
    return "full" if language in ("en", "de") else "spans"


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
        split = sentences(text, stretches(text, language))
    found = [stretch for sentence in split for stretch in sentence.stretches]
    cast = Cast(text, entities)
    scene = _scene(text, language, split, settings)
    lines = dialogue(text, language, found)
    scene.turns = [*turns(text), *((stretch, None) for stretch, _ in lines)]
    scene.told = {
        stretch.start: report
        for stretch, by in lines
        if by is not None and (report := surface_rules.told(text, by, language or "")) is not None
    }
    for report in (r for held in scene.reports.values() for r in held if r.speaker is None):
        report.speaker = report.head = cast.beside(report.cue)
    drafts = [d for d in place(scene) if scare or d.kind != "scare"]
    starts, quoted = [s.start for s in split], [(s.start, s.end) for s in found]
    resolver = Resolver(text, language, cast, starts, quoted)
    made = [_quote(text, d, f"{article_id}/{n}", resolver) for n, d in enumerate(drafts)]
    if language != "en":
        for quote in made:
            quote.confidence = round(quote.confidence * confidence.UNPARSED, 3)
    return made


def _scene(text: str, language: str | None, split: list[Sentence], settings: Settings) -> Scene:
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
    elif language in surface_table.languages():
        scene.reports = {n: surface_rules.reports(text, s, language) for n, s in enumerate(split)}
        scene.subjects = {
            n: lead
            for n, s in enumerate(split)
            if (lead := surface_rules.subject(text, s, language))
        }
    else:
        scene.speakers = False
    return scene


def _quote(text: str, draft: Draft, id_: str, resolver: Resolver) -> Quote:
    cue = draft.cue and Cue(
        text=text[draft.cue[0] : draft.cue[1]], start=draft.cue[0], end=draft.cue[1]
    )
    speaker, sure = _speaker(text, draft, resolver)
    given = confidence.of(features(draft.rule, draft.kind, speaker, cue))
    return Quote(
        id=id_,
        start=draft.start,
        end=draft.end,
        text=text[draft.start : draft.end],
        kind=draft.kind,
        speaker=speaker,
        confidence=given if sure else round(given * confidence.SUPPOSED, 3),
        rule=draft.rule,
        cue=cue,
    )


def features(rule: str, kind: str, speaker: Speaker, cue: Cue | None) -> confidence.Features:
    """What the confidence of a quote goes by."""
    lemma = lexicon.english_cues().get(cue.text.lower(), cue.text.lower()) if cue else ""
    known = speaker.name is not None or speaker.kind == "unnamed"
    return (
        rule,
        kind,
        speaker.kind,
        "resolved" if known else "open",
        "plain" if lemma in _PLAIN else "rare",
    )


_PLAIN = ("say", "tell", "add", "write", "ask", "according to")


def _speaker(text: str, draft: Draft, resolver: Resolver) -> tuple[Speaker, bool]:
    """The speaker of a draft, and whether more than place tells who that is."""
    if draft.speaker is None or draft.head is None:
        return Speaker(kind="unknown"), True
    meaning = resolver.resolve(draft.speaker, draft.head, draft.antecedent)
    start, end = meaning.span
    speaker = Speaker(
        kind=meaning.kind,
        text=text[start:end],
        start=start,
        end=end,
        name=meaning.entity.name if meaning.entity else meaning.name,
        entity_id=meaning.entity.id if meaning.entity else None,
        role=_role(text, meaning),
        candidates=list(meaning.candidates),
    )
    return speaker, meaning.sure


def _role(text: str, meaning: Meaning) -> str | None:
    if meaning.entity is not None:
        return roles.of_named(text, meaning.span, meaning.named, meaning.entity)
    if meaning.name is not None:
        return roles.of_told(text, meaning.span, meaning.name)
    if meaning.kind == "unnamed":
        return roles.of_unnamed(meaning.described or text[slice(*meaning.span)])
    return None
