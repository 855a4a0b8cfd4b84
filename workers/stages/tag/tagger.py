"""An article's text to its entities: the whole of the stage, step by step."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from workers.records import Article, Entity, Toponym
from workers.settings import Settings
from workers.stages.tag.coreference.groups import Group, groups
from workers.stages.tag.entities import Known, entity, toponym_records
from workers.stages.tag.entity_type.shared_words import Scores
from workers.stages.tag.entity_type.vote import vote
from workers.stages.tag.languages import FULL, Language, language
from workers.stages.tag.linking.knowledge_base import KnowledgeBase
from workers.stages.tag.linking.link import Link, link
from workers.stages.tag.linking.proof import terms
from workers.stages.tag.names.inflection import base_forms
from workers.stages.tag.names.normalise import key, plain
from workers.stages.tag.places.gazetteer import Gazetteer, gazetteer
from workers.stages.tag.places.ranking import ranking
from workers.stages.tag.places.toponym_resolution import (
    Located,
    by_place,
    resolve,
    suggest_abbreviated,
)
from workers.stages.tag.places.toponyms import toponyms
from workers.stages.tag.recognisers.by_language import Recognisers
from workers.stages.tag.recognition.acronyms import with_acronyms
from workers.stages.tag.recognition.boundaries import repair
from workers.stages.tag.recognition.compound_places import with_whole_places
from workers.stages.tag.recognition.model_view import view
from workers.stages.tag.recognition.official_names import with_official_names
from workers.stages.tag.recognition.recogniser import Reading
from workers.stages.tag.recognition.repeats import repeats, verbatim
from workers.stages.tag.recognition.spans import Span, choose

LISTED = 4.0  # log-odds for the type of a knowledge base entry of that name


@dataclass(slots=True)
class Tagger:
    """Everything that tagging needs; models are loaded at the first text of a language."""

    settings: Settings
    knowledge: KnowledgeBase
    lists: Gazetteer = field(default_factory=gazetteer)
    recognisers: Recognisers = field(init=False)

    def __post_init__(self) -> None:
        self.recognisers = Recognisers(self.settings)

    def tag(self, article: Article) -> tuple[list[Entity], list[Toponym]]:
        """Entities and toponyms of an article in a supported language, by first mention."""
        found, acronyms, known = self.groups(article)
        named = toponyms(article.text, found, self.lists, known)
        resolved = resolve(named, self.lists, ranking(), _source_country(article))
        suggest_abbreviated(found, resolved, self.lists)
        found, located = by_place(found, resolved)
        entities = self.assemble(article, found, located, acronyms)
        return entities, toponym_records(article.text, resolved, entities)

    def groups(self, article: Article) -> tuple[list[Group], dict[str, str], Language]:
        """One group of mentions for one entity, and the acronyms that the text explains."""
        known = language(article.language or "")
        readings = self.recognisers(known.code).scan(view(article.text, known.small))
        spans, acronyms = self.names(article.text, readings, known)
        forms = base_forms((article.text[span.start : span.end] for span in spans), known.code)
        found = groups(article.text, spans, acronyms, self._alias, self._famous, forms=forms)
        return found, acronyms, known

    def names(
        self, text: str, readings: list[Reading], known: Language
    ) -> tuple[list[Span], dict[str, str]]:
        """The typed names of a text, and the acronyms that it explains."""
        spans = choose(text, readings, known, self._is_known)
        full = known.code in FULL
        if full:
            spans = repair(text, spans, known)
            spans = with_whole_places(text, spans, lambda name: bool(self.lists.lookup(name)))
            if known.code == "en":
                spans = with_official_names(text, spans, self._is_land)
        spans, acronyms = with_acronyms(text, spans, known)
        vote(text, spans, known, self.prior, acronyms)
        if not full:
            return verbatim(text, spans), acronyms
        return repeats(text, spans, known, self.recognisers(known.code).knows), acronyms

    def assemble(
        self,
        article: Article,
        found: list[Group],
        located: dict[int, Located],
        acronyms: dict[str, str],
    ) -> list[Entity]:
        """Groups linked and written as records; `located` has their places by index."""
        countries = self.countries(found, located)
        known = terms(article.language or "")
        links = link(article.text, found, self.knowledge, countries, acronyms, terms=known)
        longs = {plain(short): long for short, long in acronyms.items()}
        found, located, links = _joined(found, located, links)
        most = max((len(group.spans) for group in found), default=1)
        return [
            entity(
                article,
                group,
                Known(
                    link=links.get(index, Link()),
                    located=located.get(index),
                    long_form=longs.get(plain(group.name)),
                    demonym_of=self.lists.demonyms.get(plain(group.name)),
                ),
                most,
            )
            for index, group in enumerate(found)
        ]

    def countries(self, found: list[Group], located: dict[int, Located]) -> dict[int, str]:
        """ISO codes of the groups that name a place or a people, by index."""
        codes = {index: self.lists.demonyms.get(plain(g.name), "") for index, g in enumerate(found)}
        codes |= {index: place.place.country for index, place in located.items()}
        return {index: code for index, code in codes.items() if code}

    def prior(self, name: str) -> Scores:
        """Log-odds that the lists and the knowledge base give a name's types."""
        scores = dict(self.lists.prior(name))
        for entry in self.knowledge.lookup([name])[name]:
            scores[entry.type] = max(scores.get(entry.type, 0.0), LISTED)
        return scores

    def _is_known(self, name: str) -> bool:
        """Whether the lists or the knowledge base are sure of the name's type."""
        return max(self.prior(key(name)).values(), default=0.0) >= LISTED

    def _is_land(self, name: str) -> bool:
        """Whether a name is a country's or a people's."""
        lands = any(place.kind == "country" for place in self.lists.large(name))
        return lands or plain(name) in self.lists.demonyms

    def _famous(self, name: str) -> list[str]:
        """The full names of the persons whom the knowledge base knows by this name."""
        return [entry.name for entry in self.knowledge.lookup([name])[name] if entry.type == "PER"]

    def _alias(self, name: str) -> str | None:
        """The one key of all names of a place ("us", "united states")."""
        places = self.lists.large(name)
        return places[0].key if places else None


def _joined(
    found: list[Group], located: dict[int, Located], links: dict[int, Link]
) -> tuple[list[Group], dict[int, Located], dict[int, Link]]:
    """Groups that were linked to one entry or place become one group."""
    kept: list[Group] = []
    first: dict[str, Group] = {}
    places: dict[int, Located] = {}
    entries: dict[int, Link] = {}
    for index, group in enumerate(found):
        known = links.get(index, Link()).entity
        place = located[index].place.key if index in located else None
        identity = known.id if known else place
        if identity is not None and identity in first:
            first[identity].take(group)
            continue
        if identity is not None:
            first[identity] = group
        if index in located:
            places[len(kept)] = located[index]
        if index in links:
            entries[len(kept)] = links[index]
        kept.append(group)
    return kept, places, entries


def _source_country(article: Article) -> str | None:
    """ISO code by the source's top-level domain, None for .com and the like."""
    host = urlsplit(article.url or "").hostname or article.source or ""
    ending = host.rpartition(".")[2].upper()
    return {"UK": "GB"}.get(ending, ending) if len(ending) == 2 else None
