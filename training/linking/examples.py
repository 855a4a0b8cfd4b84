"""Examples for the decision of linking, made from news by exchanging names."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from workers.records import Article, Decoding, KbEntity, Origin
from workers.settings import Settings
from workers.stages.tag.coreference.groups import Group
from workers.stages.tag.coreference.person import folded
from workers.stages.tag.linking.proof import evidence, mention, terms
from workers.stages.tag.linking.setting import setting
from workers.stages.tag.names.normalise import plain
from workers.stages.tag.step import Tag, shipped

TITLE = r"(?:(?:President|Secretary|Senator|Sen\.|Chancellor|Prime Minister|Minister) )?"
MOST = 2  # unknown persons of a text
DRAWN = 1  # known surnames given to each unknown person


@dataclass(frozen=True)
class Example:
    """The features of one claim, and whether it is right."""

    article: str
    kind: str
    features: dict[str, float]
    right: bool
    weight: float = 1.0


@dataclass(frozen=True)
class Kind:
    """A kind of example: whether its claim is right, and how much one counts."""

    name: str
    right: bool
    weight: float = 1.0


IN_FULL = Kind("right, in full", True)
SURNAME = Kind("right, surname", True)
BARE = Kind("right, surname without title", True, 0.5)
NAMESAKE = Kind("wrong, surname", False)
WHOLE = Kind("wrong, in full", False, 0.01)  # namesakes of both names are rare


def examples(texts: Sequence[dict[str, Any]], chance: random.Random) -> Iterator[Example]:
    """All examples of the texts, in order."""
    reader = Reader()
    famous = [entry for entry in shipped() if entry.type == "PER" and _surname(entry)]
    for row in texts:
        yield from _of(row["id"], row["text"], famous, reader, chance)


def _of(
    id: str, text: str, famous: list[KbEntity], reader: Reader, chance: random.Random
) -> Iterator[Example]:
    found = reader.groups(text)
    forms = {plain(name): e for e in famous for name in (e.name, *e.aliases) if " " in name}
    known = {index: forms[plain(group.name)] for index, group in enumerate(found)
             if group.type == "PER" and plain(group.name) in forms}  # fmt: skip
    for entry in known.values():
        yield from reader.claim(id, text, entry.name, entry, IN_FULL)
        short = _cut(text, [entry.name, *entry.aliases], _surname(entry))
        yield from reader.claim(id, short, _surname(entry), entry, SURNAME)
        bare = re.sub(TITLE + rf"\b{re.escape(_surname(entry))}\b", _surname(entry), short)
        yield from reader.claim(id, bare, _surname(entry), entry, BARE)
    unknown = 0
    for index, group in enumerate(found):
        parts = group.name.split()
        if unknown == MOST:
            return
        if group.type != "PER" or index in known or len(parts) != 2 or len(group.spans) < 1:
            continue
        unknown += 1
        for entry in chance.sample(famous, DRAWN):
            surname = _surname(entry)
            lone = re.sub(
                rf"\b{re.escape(parts[-1])}\b", surname, _cut(text, [group.name], parts[-1])
            )
            yield from reader.claim(id, lone, surname, entry, NAMESAKE)
        entry = chance.choice(famous)
        whole = re.sub(
            rf"\b{re.escape(parts[-1])}\b", _surname(entry), text.replace(group.name, entry.name)
        )
        yield from reader.claim(id, whole, entry.name, entry, WHOLE)


class Reader:
    """Runs the stage up to the features of one claim."""

    def __init__(self) -> None:
        self.tagger = Tag(Settings()).tagger

    def groups(self, text: str) -> list[Group]:
        """The groups of an English text."""
        return self.tagger.groups(_article(text))[0]

    def _countries(self, found: list[Group]) -> dict[int, str]:
        """ISO codes of the groups, each place taken for the best known of its name."""
        lists = self.tagger.lists
        codes = {i: lists.demonyms.get(plain(group.name), "") for i, group in enumerate(found)}
        places = {i: lists.large(g.name) for i, g in enumerate(found) if g.type == "LOC"}
        codes |= {i: known[0].country for i, known in places.items() if known}
        return {index: code for index, code in codes.items() if code}

    def claim(
        self, id: str, text: str, name: str, entry: KbEntity, kind: Kind
    ) -> Iterator[Example]:
        """The example that `name` means `entry` in this text, if it was found as a person."""
        found = self.groups(text)
        at = next(
            (i for i, g in enumerate(found) if g.type == "PER" and plain(g.name) == plain(name)),
            None,
        )
        if at is None:
            return
        others = {
            index: entries
            for index, group in enumerate(found)
            if group.type == "PER" and index != at
            and (entries := self.tagger.knowledge.lookup([group.name])[group.name])
        }  # fmt: skip
        where = setting(text, found, others, self._countries(found))
        mentions = [mention(text, span.start, span.end) for span in found[at].spans]
        features = evidence(mentions, entry, len(folded(name)) > 1, where, terms("en"))
        yield Example(id, kind.name, features, kind.right, kind.weight)


def _article(text: str) -> Article:
    """A text as the stage receives it."""
    return Article(
        id="a", text=text, language="en", received_at="2026-01-01T00:00:00.000Z",
        origin=Origin(topic="articles.raw", partition=0, offset=0),
        decoding=Decoding(
            charset="utf-8", charset_declared=None, charset_rule="text", extractor="none"
        ),
    )  # fmt: skip


def _cut(text: str, names: Sequence[str], short: str) -> str:
    for name in sorted(names, key=len, reverse=True):
        text = re.sub(rf"\b{re.escape(name)}\b", short, text)
    return text


def _surname(entry: KbEntity) -> str:
    """The alias that is the last word of the name, "" without one."""
    last = entry.name.split()[-1]
    return next((alias for alias in entry.aliases if plain(alias) == plain(last)), "")
