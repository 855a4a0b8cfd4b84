"""From groups to the records that leave the stage."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import xxhash

from workers.records import Article, Entity, EntityType, KbEntity, Mention, Toponym
from workers.stages.tag.coreference.groups import Group
from workers.stages.tag.linking.link import Link
from workers.stages.tag.linking.wikipedia_titles import title
from workers.stages.tag.names.normalise import plain, without_form
from workers.stages.tag.places.place import Place
from workers.stages.tag.places.toponym_resolution import Located, Resolved
from workers.stages.tag.recognition.spans import Span

HEADLINE, EARLY, SHARE = 0.35, 0.25, 0.4  # parts of salience; they sum to 1


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known of one group beside its mentions."""

    link: Link
    located: Located | None
    long_form: str | None
    demonym_of: str | None


def entity(article: Article, group: Group, known: Known, most: int) -> Entity:
    """One entity; `most` is the number of mentions of the article's most named one."""
    text = article.text
    headline = text.partition("\n")[0] if article.title is None else article.title
    entry = known.link.entity
    located = known.located if known.located and _agrees(entry, known.located) else None
    place = located.place if located else None
    sure = confidence(group.spans, group.type)
    name = entry.name if entry else place.name if place else known.long_form or group.name
    made = Entity(
        id=_local_id(article.id, group.type, name),
        type=group.type,
        name=name,
        mentions=[_mention(text, span, group) for span in group.spans],
        count=len(group.spans),
        salience=salience(text, headline, group, most),
        confidence=sure,
        aliases=[form for form in group.surfaces(text) if form != name],
        ambiguous=list(group.ambiguous),
        suggestions=list(group.suggestions),
        wikipedia=title(group, place, known.long_form, sure),
        country=known.demonym_of,
        entity_key=name_key(group.type, name),
    )
    if located:
        _add_place(made, located)
    if entry:
        _add_entry(made, entry)
        made.link_confidence = known.link.probability
    made.ambiguous += [option.id for option in known.link.open]
    if known.link.suggestion:
        made.suggestions.append(known.link.suggestion)
    return made


def _add_place(made: Entity, located: Located) -> None:
    place = located.place
    made.geonames, made.country = place.geonames, place.country or None
    made.latitude, made.longitude = place.latitude, place.longitude
    made.ambiguous += [f"{p.name}, {p.region or p.country}" for p in located.open]
    made.id, made.wikidata = place_id(place), place.wikidata


def _add_entry(made: Entity, entry: KbEntity) -> None:
    """What the knowledge base says goes before what the lists say."""
    made.id, made.kb_id = entry.id, entry.id
    made.wikidata = entry.wikidata or made.wikidata
    made.wikipedia = entry.wikipedia or made.wikipedia
    made.geonames = entry.geonames or made.geonames
    made.country = entry.country or made.country
    made.latitude = made.latitude if entry.latitude is None else entry.latitude
    made.longitude = made.longitude if entry.longitude is None else entry.longitude


def toponym_records(text: str, resolved: Resolved, entities: Sequence[Entity]) -> list[Toponym]:
    """Every place that the text names; of mentions, with their entity."""
    owner = {mention.start: entity.id for entity in entities for mention in entity.mentions}
    made = []
    for one, located in resolved:
        if one.role == "inside" and not located:
            continue
        record = Toponym(
            start=one.start,
            end=one.end,
            text=text[one.start : one.end],
            role=one.role,
            entity_id=owner.get(one.start) if one.role != "inside" else None,
        )
        if located:
            place = located.place
            record.name, record.kind, record.country = place.name, place.kind, place.country or None
            record.geonames, record.wikidata = place.geonames, place.wikidata
            record.latitude, record.longitude = place.latitude, place.longitude
            record.confidence = located.probability
        made.append(record)
    return made


def name_key(kind: EntityType, name: str) -> str:
    """Type and normalised name ("PER:oskar teller"): a key of the name, no identity."""
    folded = plain(name)
    return f"{kind}:{without_form(folded) if kind == 'ORG' else folded}"


def place_id(place: Place) -> str:
    """The id of a place, the same in every article."""
    return f"geonames:{place.geonames}" if place.geonames else place.key


def _agrees(entry: KbEntity | None, located: Located) -> bool:
    """Whether the place found can be the one that the knowledge base knows by this name."""
    if entry is None:
        return True
    return entry.type == "LOC" and entry.country in (None, located.place.country)


def salience(text: str, headline: str, group: Group, most: int) -> float:
    """0..1: named in the headline, named early, named often (share of the most named)."""
    first = group.spans[0].start
    in_headline = first < len(headline) or any(
        form in headline for form in group.surfaces(text) if len(form) > 1
    )
    early = 1 - first / max(1, len(text))
    share = math.log1p(len(group.spans)) / math.log1p(max(1, most))
    return round(HEADLINE * in_headline + EARLY * early + SHARE * share, 3)


def confidence(spans: Sequence[Span], kind: str) -> float:
    """Mean over the mentions: probability that a name is there, times share of its type."""
    total = 0.0
    for span in spans:
        mass = sum(span.weights.values()) or 1.0
        right = (span.weights.get(kind, 0.0) + 0.1) / (mass + 0.1)  # type: ignore[call-overload]
        total += span.p * (1 + right) / 2
    return round(total / len(spans), 3)


def _mention(text: str, span: Span, group: Group) -> Mention:
    written = text[span.start : span.end]
    right = group.corrected.get(span.start)
    return Mention(
        start=span.start,
        end=span.end,
        text=right or written,
        corrected_from=written if right and right != written else None,
    )


def _local_id(article_id: str, kind: str, name: str) -> str:
    """Stable within the article; other articles' entities never share it."""
    return "local:" + xxhash.xxh3_64_hexdigest(f"{article_id}\n{kind}\n{name}".encode())
