"""What kind of body a word names, and whether an organisation is one.

`the union` is no bank that happens to stand before. What an organisation is shows in its
name (`Deutsche Bank`), or in what the text calls it (`Volvo, the carmaker`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal

from workers.records import Entity
from workers.stages.quote import lexicon
from workers.stages.quote.attribution import roles

Fit = Literal["shown", "possible"]
_WORD = re.compile(r"[^\W_]+(?:[-'’&][^\W_]+)*")
_ENDS = re.compile(r"\b(?:of|in|for|at|on|to|by|with|based|that|which|who)\b")
_BESIDE = re.compile(r"([\w-]+ [a-z-]+|(?<!\w)[a-z-]+) $")
LEAST = 4
"""Letters of a word that also tells at the end of a longer one: `Commerzbank`."""
STEM = 5
"""First letters by which words are the same: `foreign ministry`, `Foreign Affairs`."""


def fit(description: list[str], entity: Entity, text: str) -> Fit | None:
    """How well `(the) central bank` describes an organisation; None where it does not.

    "possible" is a body that no word shows to be another, for words that most names do
    not show (`company`), and letters that may stand for the word (`EPA`, an agency).
    """
    kinds, qualifiers = _called(description)
    shown = {kind for form in _forms(entity) for kind in _of_name(form)}
    for words in _descriptions(entity, text):
        shown |= _called(words)[0]
    if any(_includes(kind, other) for kind in kinds for other in shown):
        loose = kinds & _open()
        return "shown" if loose or _qualified(qualifiers, entity, text) else None
    if shown or not kinds:
        return None
    if kinds & _open():
        return "possible"
    initial = description[-1][0].upper()
    letters = any(name.isupper() and len(name) < 7 and initial in name for name in _forms(entity))
    return "possible" if letters and not qualifiers else None


def _forms(entity: Entity) -> set[str]:
    return {entity.name, *entity.aliases, *(mention.text for mention in entity.mentions)}


def _called(words: list[str]) -> tuple[set[str], list[str]]:
    """The kinds that a description names, and what it says besides: `foreign` ministry."""
    for count in (2, 1):
        head = " ".join(words[-count:]).lower()
        if head in _heads():
            return set(_heads()[head]), words[:-count]
    return set(), words


def _qualified(qualifiers: list[str], entity: Entity, text: str) -> bool:
    """Whether name or description tell what the qualifiers tell.

    A capital (`the German bank`) says whence it is, not what.
    """
    known = [*_forms(entity), *(" ".join(words) for words in _descriptions(entity, text))]
    stems = {word.lower()[:STEM] for form in known for word in _WORD.findall(form)}
    return all(word[0].isupper() or word[:STEM] in stems for word in qualifiers)


def _descriptions(entity: Entity, text: str) -> Iterator[list[str]]:
    """What the text calls a body beside its name: `the carmaker Volvo`, `Volvo, a carmaker`."""
    for mention in entity.mentions[: roles.TOLD]:
        before = _BESIDE.search(text[max(0, mention.start - 40) : mention.start])
        if before is not None:
            yield before.group(1).split()
        told = roles.beside(text, (mention.start, mention.end))
        if told is not None:
            yield _WORD.findall(_ENDS.split(told, maxsplit=1)[0])[-3:]


def _of_name(name: str) -> set[str]:
    """The kinds that the words of a name show; words of a phrase show nothing by themselves."""
    rest = f" {' '.join(_WORD.findall(name.lower()))} "
    found: set[str] = set()
    for phrase, kinds in _phrases():
        if f" {phrase} " in rest:
            found.update(kinds)
            rest = rest.replace(phrase, "")
    for word in rest.split():
        for start in range(max(1, len(word) - LEAST + 1)):
            found.update(_names().get(word[start:], ()))
    return found


def _includes(kind: str, other: str) -> bool:
    """Whether a body of one kind is also of the other: a bank is a company."""
    narrower = lexicon.table("bodies_en")["kinds"][kind].get("includes", [])
    return kind == other or any(_includes(held, other) for held in narrower)


@cache
def _open() -> frozenset[str]:
    return lexicon.words("bodies_en", "open")


@cache
def _heads() -> dict[str, tuple[str, ...]]:
    return _by_word("heads")


@cache
def _names() -> dict[str, tuple[str, ...]]:
    return _by_word("names")


@cache
def _phrases() -> list[tuple[str, tuple[str, ...]]]:
    """The names of several words, the longest first."""
    found = ((name, kinds) for name, kinds in _names().items() if " " in name)
    return sorted(found, key=lambda pair: -len(pair[0]))


def _by_word(key: str) -> dict[str, tuple[str, ...]]:
    """Each word under `key` of a kind -> the kinds that have it."""
    found: dict[str, tuple[str, ...]] = {}
    for kind, held in lexicon.table("bodies_en")["kinds"].items():
        for word in held[key]:
            found[word] = (*found.get(word, ()), kind)
    return found
