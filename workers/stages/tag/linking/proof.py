"""Whether an article proves that a name means a known person: features for a learnt decision.

A lone surname is borne by many; the known bearer is meant only if the article says so: by
office, country, body or company, and nothing that speaks against it (a title of the other
gender, an age, a trade, a part in a court case, another first name). The weights are learnt
from news in which known persons were cut down to their surnames, and unknown ones given
surnames of known ones (training/linking, docs/choices.md).
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import orjson

from workers.linguistics.genders import Gender, by_first_name, by_title
from workers.records import KbEntity
from workers.stages.tag.languages import words
from workers.stages.tag.linking.wikipedia_titles import titles
from workers.stages.tag.names.normalise import plain

BEFORE, AFTER = 48, 72  # characters looked at on each side of a mention
WORD = re.compile(r"[^\W\d_]+")
SENTENCE = re.compile(
    r"\w{4,}[.!?][\"”’)]*\s|[!?][\"”’)]*\s|\n"
)  # not the point of "Sen." or "Dr."
AGE = re.compile(r",? ?\(?(?:aged )?(\d{1,2})(?:,|\)|-year-old| ?years)")
OLD_BEFORE = re.compile(r"\d{1,2}-year-old\W+(?:\w+\W+){0,3}\Z")
RELATIVE = re.compile(r", (?:who|whose|which|a|an|the|his|her|their)\b([^.;]{0,70})")
PRONOUN = re.compile(r"\b(he|him|his|himself|she|her|hers|herself)\b", re.IGNORECASE)
RULE = re.compile(r"(?:['’]s)? (?:administration|presidency|cabinet|government|White House)\b")
OFFICES = frozenset(
    "president chancellor minister premier secretary king queen prince princess pope chairperson "
    "chairman chairwoman governor senator representative director commissioner general mayor "
    "leader judge justice chief executive advisor ambassador speaker congressman congresswoman "
    "président présidente chancelier chancelière ministre roi reine premier".split()
)
IN_FULL = "in full: "
"""Before features of claims by a full name: what speaks for those has weights of its own."""
CIVIL = frozenset("mr mrs ms miss mx sir lord lady dame m mme herr frau monsieur madame".split())


@dataclass(frozen=True, slots=True)
class Mention:
    """One place of the name: the words around it in one sentence or so, lower-cased."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Setting:
    """What an article says apart from the name itself.

    `countries` are shares by ISO code of what it names; `full` and `lone` the ids of known
    persons whom other names mean, in full and by surname only; `bearers` says of a surname
    the forenames that stand before it in the text.
    """

    words: Mapping[str, int]
    text: str
    countries: Mapping[str, float]
    full: Mapping[str, str | None]
    lone: Mapping[str, str | None]
    forenames: Callable[[str], Sequence[str] | None]


@dataclass(frozen=True, slots=True)
class Terms:
    """Word lists of a language: what public life and what private life speak of."""

    public: frozenset[str]
    private: frozenset[str]
    titles: frozenset[str]


@cache
def terms(code: str) -> Terms:
    """The word lists of a language, empty where it has none."""
    return Terms(*(words(code, name) for name in ("public", "private", "titles")))


@dataclass(frozen=True)
class Decision:
    """The learnt weights, and the probabilities from which a link is made."""

    weights: Mapping[str, float]
    lone: float
    full: float

    def holds(self, probability: float, full: bool) -> bool:
        """Whether a claim of this probability is taken, by a full name or by a surname alone."""
        return probability >= (self.full if full else self.lone)

    def probability(self, features: Mapping[str, float]) -> float:
        """How likely the claim with these features is right."""
        score = sum(self.weights.get(name, 0.0) * value for name, value in features.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


@cache
def decision() -> Decision:
    """The shipped decision (data/proof.json, made by training/linking/train.py)."""
    stored = orjson.loads((files(__package__) / "data" / "proof.json").read_bytes())
    return Decision(stored["weights"], stored["lone"], stored["full"])


def mention(text: str, start: int, end: int) -> Mention:
    """The surroundings of text[start:end]."""
    before = SENTENCE.split(text[max(0, start - BEFORE) : start])[-1]
    after = text[end : end + AFTER].partition("\n")[0]
    return Mention(before, after)


def evidence(
    mentions: Sequence[Mention], entry: KbEntity, full: bool, setting: Setting, terms: Terms
) -> dict[str, float]:
    """Named features of the claim that these mentions mean this entry.

    `full` tells that the article calls the person by more than the surname.
    """
    description = plain((entry.description or "").replace(",", " "))
    said = set(WORD.findall(description))
    offices = said & OFFICES
    count = len(mentions)
    found = {
        "bias": 1.0,
        "mentions": math.log(count),
        **_beside(mentions, offices, said, entry, terms),
        **_around(entry, setting, offices),
    }
    found["public words"] = math.log1p(sum(setting.words.get(w, 0) for w in terms.public))
    found["private words"] = math.log1p(sum(setting.words.get(w, 0) for w in terms.private))
    surname = plain(entry.name).rpartition(" ")[2]
    others = [name for name in setting.forenames(surname) or () if name not in plain(entry.name)]
    found["other forename"] = float(bool(others))
    found["rare surname"] = float(not other_bearers(entry.name))
    placed = max(found["country named"], found["body named"])
    found["office and place"] = found["office"] * placed
    return {f"{IN_FULL}{name}": value for name, value in found.items()} if full else found


@cache
def _surnames() -> Mapping[str, frozenset[str]]:
    """Much-read titles of two words or three by their last word."""
    held: defaultdict[str, set[str]] = defaultdict(set)
    for title in titles():
        parts = plain(title).split()
        if 1 < len(parts) < 4:
            held[parts[-1]].add(" ".join(parts))
    return {surname: frozenset(names) for surname, names in held.items()}


def other_bearers(name: str) -> bool:
    """Whether another much-read title ends in the surname of this one."""
    folded = plain(name)
    return bool(_surnames().get(folded.rpartition(" ")[2], frozenset()) - {folded})


def _beside(
    mentions: Sequence[Mention],
    offices: set[str],
    said: set[str],
    entry: KbEntity,
    terms: Terms,
) -> dict[str, float]:
    """What stands right beside the mentions; each feature is 1 if any of them shows it."""
    found = dict.fromkeys(
        ("office", "other office", "title", "civil title", "gender against", "age", "trade",
         "described", "pronoun against", "pronoun for"), 0.0
    )  # fmt: skip
    gender = entry.gender or by_first_name(plain(entry.name).partition(" ")[0])
    for one in mentions:
        words = [word.casefold() for word in WORD.findall(one.before)]
        last = words[-1] if words and one.before.rstrip(". ").endswith(words[-1][-3:]) else ""
        near = set(words[-3:])
        if (near & offices and one.before[-1:].isspace()) or RULE.match(one.after):
            found["office"] = 1.0
        elif near & OFFICES and last in OFFICES:
            found["other office"] = 1.0
        elif last in CIVIL:
            found["civil title"] = 1.0
        elif last in terms.titles:
            found["title"] = 1.0
        told = by_title(last) if last else None
        if told and gender and told != gender:
            found["gender against"] = 1.0
        if AGE.match(one.after) or OLD_BEFORE.search(one.before):
            found["age"] = 1.0
        clause = RELATIVE.match(one.after)
        told_of = set(WORD.findall(clause[1].casefold())) if clause else set()
        if told_of & offices or (clause and len(told_of & said) > 1):
            found["described"] = 1.0
        if (told_of | set(words[-2:])) & terms.private and not near & offices:
            found["trade"] = 1.0
        _pronoun(one, gender, found)
    return found


def _pronoun(one: Mention, gender: Gender | None, found: dict[str, float]) -> None:
    match = PRONOUN.search(one.after)
    if gender and match:
        told: Gender = (
            "m" if match[1].casefold().startswith("hi") or match[1].casefold() == "he" else "f"
        )
        found["pronoun for" if told == gender else "pronoun against"] = 1.0


def _around(entry: KbEntity, setting: Setting, offices: set[str]) -> dict[str, float]:
    """What the rest of the article says: country, body, office and company."""
    share = setting.countries.get(entry.country or "", 0.0)
    description = entry.description or ""
    bodies = [
        word for word in re.findall(r"\b[A-Z][\w-]+", description) if word.casefold() not in OFFICES
    ]
    office = bool(offices) and any(setting.words.get(word) for word in offices)
    companions = {i for i in setting.full if i != entry.id}
    lone = {i for i in setting.lone if i != entry.id and i not in companions}
    same = [i for i in companions if setting.full[i] == entry.country]
    return {
        "country": math.sqrt(share),
        "country named": float(share > 0),
        "other countries only": float(
            bool(setting.countries) and not share and bool(entry.country)
        ),
        "body named": float(any(body in setting.text for body in bodies if len(body) > 3)),
        "office in text": float(office),
        "companions": math.log1p(len(companions)),
        "compatriots": math.log1p(len(same)),
        "lone companions": math.log1p(len(lone)),
    }
