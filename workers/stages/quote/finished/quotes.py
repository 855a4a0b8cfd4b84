"""Drafts made into quotes: speakers resolved, roles, joint speakers, key and confidence."""

from __future__ import annotations

from workers.records import Cue, OtherSpeaker, Quote, Speaker
from workers.stages.quote import lexicon
from workers.stages.quote.attribution import roles
from workers.stages.quote.attribution.meaning import Meaning
from workers.stages.quote.attribution.speakers import Resolver
from workers.stages.quote.draft import Draft
from workers.stages.quote.finished import confidence
from workers.stages.quote.finished.quote_key import quote_key

_PLAIN = ("say", "tell", "add", "write", "ask", "according to")


def finished(text: str, draft: Draft, id_: str, resolver: Resolver, language: str | None) -> Quote:
    """The quote of a draft, its speaker resolved."""
    cue = draft.cue and Cue(
        text=text[draft.cue[0] : draft.cue[1]], start=draft.cue[0], end=draft.cue[1]
    )
    speaker, others, sure = _speakers(text, draft, resolver)
    given = confidence.of(features(draft.rule, draft.kind, speaker, cue))
    given *= 1.0 if sure else confidence.SUPPOSED
    given *= 1.0 if language == "en" else confidence.UNPARSED
    words = text[draft.start : draft.end]
    return Quote(
        id=id_,
        start=draft.start,
        end=draft.end,
        text=words,
        kind=draft.kind,
        speaker=speaker,
        confidence=round(given, 3),
        rule=draft.rule,
        cue=cue,
        polarity=draft.polarity,
        co_speakers=others,
        via=_other(text, resolver.source(draft.via)) if draft.via else None,
        quote_key=quote_key(words) if draft.kind != "scare" else None,
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


def _speakers(
    text: str, draft: Draft, resolver: Resolver
) -> tuple[Speaker, list[OtherSpeaker], bool]:
    """The speaker of a draft, those who speak with them, and whether more than place tells who."""
    if draft.speaker is None or draft.head is None:
        return Speaker(kind="unknown"), [], True
    meaning = resolver.resolve(draft.speaker, draft.head, draft.antecedent)
    others = [_other(text, one) for one in resolver.joint(draft.speaker, draft.cue, meaning)]
    return _speaker(text, meaning), others, meaning.sure


def _speaker(text: str, meaning: Meaning) -> Speaker:
    start, end = meaning.span
    return Speaker(
        kind=meaning.kind,
        text=text[start:end],
        start=start,
        end=end,
        name=meaning.entity.name if meaning.entity else meaning.name,
        entity_id=meaning.entity.id if meaning.entity else None,
        entity_key=meaning.entity.entity_key if meaning.entity else None,
        role=_role(text, meaning),
        candidates=list(meaning.candidates),
    )


def _other(text: str, meaning: Meaning) -> OtherSpeaker:
    start, end = meaning.span
    return OtherSpeaker(
        text=text[start:end],
        start=start,
        end=end,
        name=meaning.entity.name if meaning.entity else meaning.name,
        entity_id=meaning.entity.id if meaning.entity else None,
        entity_key=meaning.entity.entity_key if meaning.entity else None,
    )


def _role(text: str, meaning: Meaning) -> str | None:
    if meaning.entity is not None:
        return roles.of_named(text, meaning.span, meaning.named, meaning.entity)
    if meaning.name is not None:
        return roles.of_told(text, meaning.span, meaning.name)
    if meaning.kind == "unnamed":
        return roles.of_unnamed(meaning.described or text[slice(*meaning.span)])
    return None
