"""Links a group to the knowledge base, when the name or the article proves it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workers.records import KbEntity, Suggestion
from workers.stages.tag.coreference.groups import Group
from workers.stages.tag.coreference.person import folded
from workers.stages.tag.linking.knowledge_base import KnowledgeBase
from workers.stages.tag.linking.proof import Setting, Terms, decision, evidence, mention
from workers.stages.tag.linking.setting import setting
from workers.stages.tag.names.normalise import plain
from workers.stages.tag.names.variants import doubtful_forename, near

WORD = re.compile(r"[^\W\d_]{4,}")
CONFUSED = {"ORG": {"ORG", "LOC", "MISC"}, "LOC": {"LOC", "ORG"}, "MISC": {"MISC", "ORG"}}
"""Types that the tagger confuses, so that an entry of either may be meant."""


OFFERED = 0.3  # probability from which a link that is not made is offered


@dataclass(frozen=True, slots=True)
class Link:
    """The entry meant, or the ones that remain possible, or a doubtful one to offer."""

    entity: KbEntity | None = None
    open: tuple[KbEntity, ...] = ()
    suggestion: Suggestion | None = None
    probability: float | None = None


def link(
    text: str,
    found: Sequence[Group],
    base: KnowledgeBase,
    countries: Mapping[int, str],
    acronyms: Mapping[str, str],
    *,
    terms: Terms,
) -> dict[int, Link]:
    """The links of the groups, by index.

    `countries` are the ISO codes of groups that name a place or a people; `acronyms` those
    that the article explains: what they mean elsewhere does not count. A person is linked
    only with proof (proof.py).
    """
    names = {
        index: [name for name in _names(text, group) if name not in acronyms]
        for index, group in enumerate(found)
    }
    known = base.lookup({name for listed in names.values() for name in listed})
    options = [_options(group, names[index], known) for index, group in enumerate(found)]
    open_to_choice = any(len(entities) > 1 for entities in options)
    context = _long_words(text) if open_to_choice else set()
    links: dict[int, Link] = {}
    for index, entities in enumerate(options):
        if len(entities) == 1:
            links[index] = Link(entities[0])
        elif entities:
            links[index] = _decided(entities, context, set(countries.values()))
    persons = {i: options[i] for i, g in enumerate(found) if g.type == "PER" and options[i]}
    if persons:
        where = setting(text, found, persons, countries)
        for index in persons:
            if entry := links[index].entity:
                links[index] = _proved(text, found[index], entry, where, terms)
    for index, group in enumerate(found):
        if index not in links and group.type == "PER":
            offered = _similar(group, base)
            if offered:
                links[index] = Link(suggestion=offered)
    return links


def _proved(text: str, group: Group, entry: KbEntity, where: Setting, terms: Terms) -> Link:
    """The link if the article proves it, else an offer of it, else nothing."""
    parts = folded(group.name)
    lone = len(parts) == 1 and any(
        parts[0] == part or near(part, parts[0], loose=True) for part in folded(entry.name)
    )
    mentions = [mention(text, span.start, span.end) for span in group.spans]
    chosen = decision()
    p = chosen.probability(evidence(mentions, entry, not lone, where, terms))
    if chosen.holds(p, not lone):
        return Link(entry, probability=round(p, 3))
    if p >= OFFERED:
        reason = f"knowledge base entry {entry.id}: the article does not prove that it is meant"
        return Link(suggestion=Suggestion(name=entry.name, reason=reason))
    return Link()


def _names(text: str, group: Group) -> list[str]:
    """The names to look up: for a person with a full name, full names only."""
    forms = [group.name, *group.surfaces(text)]
    if group.type == "PER" and len(folded(group.name)) > 1:
        forms = [form for form in forms if len(folded(form)) > 1]
    return list(dict.fromkeys(forms))


def _options(
    group: Group, names: Sequence[str], known: Mapping[str, list[KbEntity]]
) -> list[KbEntity]:
    """The entries of the first name that has any of a fitting type."""
    fitting = CONFUSED.get(group.type, {group.type})
    for name in names:
        options = [entity for entity in known[name] if entity.type in fitting]
        same = [entity for entity in options if entity.type == group.type]
        if options:
            return same or options
    return []


def _decided(options: Sequence[KbEntity], context: set[str], countries: set[str]) -> Link:
    """The one whose country or description the article speaks of; open when two do."""
    scores = {entity.id: _fit(entity, context, countries) for entity in options}
    first, second, *_ = sorted(options, key=lambda entity: (-scores[entity.id], entity.id))
    if scores[first.id] - scores[second.id] >= 1:
        return Link(first)
    return Link(open=tuple(sorted(options, key=lambda entity: entity.id)))


def _fit(entity: KbEntity, context: set[str], countries: set[str]) -> float:
    shared = len(_long_words(entity.description or "") & context)
    return 2.0 * (entity.country in countries) + min(3, shared) * 0.5


def _long_words(text: str) -> set[str]:
    return {plain(word) for word in WORD.findall(text)}


def _similar(group: Group, base: KnowledgeBase) -> Suggestion | None:
    """An entry with the same surname and nearly the same forename: "Jack", "Jake"."""
    parts = folded(group.name)
    if len(parts) < 2:
        return None
    for entity in base.with_surname(parts[-1]):
        if doubtful_forename(parts[0], folded(entity.name)[0]):
            reason = f"knowledge base entry {entity.id}: same surname, similar forename"
            return Suggestion(name=entity.name, reason=reason)
    return None
