"""One group of mentions for one real-world entity, however it is spelt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from workers.records import EntityType, Suggestion
from workers.stages.tag.coreference.persons import EMPTY, Famous, persons
from workers.stages.tag.names.normalise import plain, without_form
from workers.stages.tag.recognition.spans import Span


@dataclass(slots=True)
class Group:
    """An entity before it is linked; `corrected` maps a mention's start to the right name."""

    type: EntityType
    name: str
    spans: list[Span]
    corrected: dict[int, str] = field(default_factory=dict)
    suggestions: list[Suggestion] = field(default_factory=list)
    ambiguous: list[str] = field(default_factory=list)

    def take(self, other: Group) -> None:
        """Adds the mentions of a group that turned out to be the same entity."""
        self.spans = sorted([*self.spans, *other.spans], key=lambda span: span.start)
        self.corrected |= other.corrected

    @property
    def hints(self) -> set[str]:
        """The cues of all mentions (entity_type/cues.py)."""
        return set().union(*(span.hints for span in self.spans))

    def surfaces(self, text: str) -> list[str]:
        """The different forms as written, in order of appearance."""
        return list(dict.fromkeys(text[span.start : span.end] for span in self.spans))


def groups(
    text: str,
    spans: Sequence[Span],
    acronyms: Mapping[str, str],
    canonical: Callable[[str], str | None],
    famous: Famous,
    *,
    forms: Mapping[str, str] = EMPTY,
) -> list[Group]:
    """All entities of a text, by first mention.

    `acronyms` are those that the text defines; `canonical` gives the key under which an
    alias of a place goes ("US" and "U.S." under one), or None; `famous` the full names of
    the persons whom the knowledge base knows by a name; `forms` the base of inflected names.
    """
    longs = {plain(short): plain(long) for short, long in acronyms.items()}
    found = _people(text, spans, longs, famous, forms)
    others: defaultdict[tuple[EntityType, str], list[Span]] = defaultdict(list)
    for span in spans:
        if span.type != "PER":
            written = text[span.start : span.end]
            name = plain(forms.get(written, written))
            name = longs.get(name, name)
            others[span.type, canonical(name) or without_form(name)].append(span)
    found += [Group(kind, _shown(text, held, forms), held) for (kind, _), held in others.items()]
    return sorted(found, key=lambda group: group.spans[0].start)


def _people(
    text: str,
    spans: Sequence[Span],
    longs: Mapping[str, str],
    famous: Famous,
    forms: Mapping[str, str],
) -> list[Group]:
    """The persons; one who is called by initials that the text explains is the one so named."""
    people = [
        Group("PER", p.name, p.spans, p.corrected, p.suggestions, p.ambiguous)
        for p in persons(text, [span for span in spans if span.type == "PER"], famous, forms)
    ]
    named = {plain(group.name): group for group in people}
    kept = []
    for group in people:
        full = named.get(longs.get(plain(group.name), ""), group)
        if full is group:
            kept.append(group)
        else:
            full.take(group)
    return kept


def _shown(text: str, spans: Sequence[Span], forms: Mapping[str, str]) -> str:
    """The longest form, as written where it stands first; of an inflected name its base."""
    written = (text[span.start : span.end] for span in spans)
    return max(dict.fromkeys(forms.get(name, name) for name in written), key=len)
