"""The words of reporting in each language that is read without a parser: `data/words/*.toml`.

A list is a string split at blanks, in which `sag{te,ten}` stands for two words. Sources of
several words (`de acuerdo con`) are given as an array.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any

_BRACES = re.compile(r"([^\s{}]*)\{([^{}]*)\}")
_GROUPS = {"first": "1", "unclear": "u"}
"""Keys of [pronouns] that are no letter."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """One language; all words in small letters but `works`.

    `says` are the verbs of reporting in all forms, `says_that` verbs that report only with
    a clause behind them; `says_infinitive` count behind a word of possibility (`maybe`);
    `asks`, `orders` and `denies` are the forms that do more than say. `stops` and
    `prepositions` end a noun phrase, `of` and `genitive` go on with it; `media` are
    addressees that look like speakers (`sagte der Zeitung`), `as_words` open `wie X sagte`,
    `bodies_behind` end the plural that tells of a body (`сообщили в полиции`).
    """

    says: frozenset[str]
    says_that: frozenset[str] = frozenset()
    says_infinitive: frozenset[str] = frozenset()
    asks: frozenset[str] = frozenset()
    orders: frozenset[str] = frozenset()
    denies: frozenset[str] = frozenset()
    auxiliaries: frozenset[str] = frozenset()
    sources: tuple[tuple[str, ...], ...] = ()
    sources_behind: frozenset[str] = frozenset()
    that: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    oblique: frozenset[str] = frozenset()
    genitive: frozenset[str] = frozenset()
    owners: frozenset[str] = frozenset()
    of: frozenset[str] = frozenset()
    joins: frozenset[str] = frozenset()
    prepositions: frozenset[str] = frozenset()
    stops: frozenset[str] = frozenset()
    skip: frozenset[str] = frozenset()
    objects: frozenset[str] = frozenset()
    denials: frozenset[str] = frozenset()
    maybe: frozenset[str] = frozenset()
    nobody: frozenset[str] = frozenset()
    works: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()
    small: frozenset[str] = frozenset()
    impersonal: frozenset[str] = frozenset()
    pronouns: dict[str, str]
    not_prefix: str = ""
    verb_second: bool = False
    verb_last: bool = False
    capital_nouns: bool = False
    elides: bool = False
    spaced: bool = True
    prefixes: frozenset[str] = frozenset()
    as_words: frozenset[str] = frozenset()
    media: frozenset[str] = frozenset()
    bodies_behind: frozenset[str] = frozenset()
    capitals: bool = True

    @property
    def free_nouns(self) -> bool:
        """Whether a noun behind a verb is its subject without any article: `řekl starosta`."""
        return not self.articles and not self.verb_last

    @property
    def ends(self) -> frozenset[str]:
        """Words that end a noun phrase."""
        return self.stops | self.prepositions


@cache
def languages() -> frozenset[str]:
    """The languages that have a table."""
    folder = files("workers.stages.quote") / "data" / "words"
    return frozenset(one.name[:-5] for one in folder.iterdir() if one.name.endswith(".toml"))


@cache
def table_of(language: str) -> Table:
    """The table of a language; raises `FileNotFoundError` where it has none."""
    path = files("workers.stages.quote") / "data" / "words" / f"{language}.toml"
    given = tomllib.loads(path.read_text(encoding="utf-8"))
    given["denials"] = given.pop("not", "")
    groups = {_GROUPS.get(key, key): held for key, held in given.pop("pronouns").items()}
    pronouns = {word: key for key, held in groups.items() for word in held.split()}
    lists = {one.name for one in fields(Table) if str(one.type).startswith("frozenset")}
    made: dict[str, Any] = {
        key: _words(held) if key in lists else held for key, held in given.items()
    }
    sources = given.get("sources", ())
    made["sources"] = tuple(tuple(re.split("[ '’]", one)) for one in sources)
    made["small"] = _small(made)
    return Table(**made, pronouns=pronouns)


def _small(made: dict[str, Any]) -> frozenset[str]:
    keys = ("small", "articles", "oblique", "owners", "of", "joins", "prepositions")
    return frozenset().union(*(made.get(key, frozenset()) for key in keys))


def _words(held: str | list[str]) -> frozenset[str]:
    """`sag{te,ten}` -> sagte, sagten; a list is taken word by word as it is."""
    if isinstance(held, list):
        return frozenset(held)
    words: set[str] = set()
    for one in held.split():
        hit = _BRACES.fullmatch(one)
        words.update((hit.group(1) + end for end in hit.group(2).split(",")) if hit else (one,))
    return frozenset(words)
