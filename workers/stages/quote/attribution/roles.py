"""What a text says a speaker is: `National Security Adviser`, `a teacher in Leeds`."""

from __future__ import annotations

import re

from workers.linguistics.genders import by_title
from workers.records import Entity
from workers.stages.quote import lexicon
from workers.stages.quote.spans import Span

_ARTICLE = re.compile(
    r"^(?:(?:the|an?|one(?!\s+of\b)|his|her|their|its|der|die|das|dessen|deren|ihre?|seine?|las?|les?|el|los|il|o|os"
    r"|son|sa|leur|su|un[ae]?)\s+|l[’'])",
    re.IGNORECASE,
)
_APPOSITION = re.compile(
    r",?(?: \([A-Z][\w.-]{0,12}\))?, (?:\d{1,3}, )?"  # (R), 43
    r"((?:an? |the |its |[^\W\d_A-Z]|[A-Z][\w.]+ )"
    r"(?:[^,;:.!?()\"“”«»\n]|(?<=\b[A-Z])\.|(?<=\b(?:Mr|Ms|Dr|St))\.|(?<=\b(?:Mrs|Sen|Gov|Rep|Gen))\."
    r"|\.(?=\w)){2,90})(?=[,.;\n]|$)"
)
_SUBJECT = re.compile(
    r"(?:^|[.!?”\"] )(?:The|An?|His|Her|Its|Their) ([^\W\d_][^,;:.!?()\"“”«»]{2,80}), $"
)
_PREPOSITIONS = {"at", "for", "in", "on", "to", "from", "with", "and"}
_COURTESY = frozenset({"mr", "mrs", "ms", "miss", "herr", "frau", "monsieur", "madame"})
_JOINING = ("and", "or", "und", "et", "y", "e", "и", "von", "van", "de", "di", "zu")
"""In the midst of names: `the brothers Edmund and Piers Lee`, `Karl von Bergen`."""
_WORD = re.compile(r"[^\W_]+(?:[-.'’][^\W_]+)*")
_ARTICLES = frozenset({"a", "an", "the", "one"})
_OWNERS = frozenset("his her their its my our son sa leur su sus seine ihre".split())
_FINITE = frozenset(
    "is was are were has had have will would could can may might must should did does do be"
    " isn’t isn't wasn’t wasn't don’t don't didn’t didn't won’t won't can’t can't".split()
)
_INSIDE_NONE = _FINITE | frozenset(
    "a an the this that these those his her him them it its their he she they you me us not".split()
)
"""Words that stand in no noun phrase without an article, but in clauses: `drove him home`."""
_BEHIND_THE_NOUN = frozenset(
    "of in at on for to from with by under over about against among into near after before since"
    " during as who whom whose which that where when based"
    " de du des del della do da dos das di für von der zu в на по".split()
)
NEAR = 200
"""Characters before a name in which its role is looked for."""
TOLD = 40
"""First mentions of an entity in which its role is looked for: it is told early or never."""
_ADJECTIVES = frozenset({"vice", "senior", "deputy"})
"""Words of titles that are no noun by themselves."""
LEAST = 4
"""Letters above which an ending tells a trade: `plumber`, not `her`."""
_NOT_A_ROLE = frozenset(
    "who which whose where when while and but or as in at on to from with after before because"
    " speaking adding saying citing noting he she it they told said not then has had was were is"
    " will would referring according qui que dont où quien cuya cuyo che cui quem cujo который"
    " которая deren dessen".split()
)


def of_named(text: str, span: Span, named: Span | None, entity: Entity) -> str | None:
    """The role of a speaker with a name, mentioned at `span`; the name stands at `named`.

    Where this mention tells none, the first one that the text gives for the entity.
    """
    if named is not None:
        here = _before(text, span[0], named[0]) or _behind(text, max(span[1], named[1]))
        if here is not None:
            return here
    told = (beside(text, (mention.start, mention.end)) for mention in entity.mentions[:TOLD])
    return next((found for found in told if found is not None), None)


def of_told(text: str, span: Span, name: str) -> str | None:
    """The role of a speaker whose `name` the words of the mention tell, without an entity."""
    at = max(span[0], text.find(name, *span))
    return _before(text, span[0], at) or _behind(text, span[1])


def beside(text: str, named: Span) -> str | None:
    """The role told right behind or before a name."""
    low = text.rfind("\n", max(0, named[0] - NEAR), named[0]) + 1 or max(0, named[0] - NEAR)
    return (
        _described(text[low : named[0]], text[named[1] : named[1] + 1])
        or _behind(text, named[1])
        or _title(text, low, named[0])
    )


def of_unnamed(description: str) -> str | None:
    """The role of an unnamed speaker: the description without its article."""
    plain = _ARTICLE.sub("", description, count=1)
    return plain if plain.lower() not in lexicon.table("pronouns_en") else None


def _before(text: str, start: int, at: int) -> str | None:
    description = text[start:at].partition(",")[0]  # `colleague`, not `colleague, Dr.`
    words = [w for w in description.split() if w.lower().strip(".") not in _COURTESY]
    plain = _ARTICLE.sub("", " ".join(words) + " ", count=1).rstrip(" ,")
    return plain if plain and words[-1] not in _JOINING else None


def _behind(text: str, at: int) -> str | None:
    hit = _APPOSITION.match(text, at)
    if hit is None:
        return None
    words = hit.group(1).split()
    if words[0].lower() in _NOT_A_ROLE or len(words) > 14:
        return None
    if any(word.lower() in lexicon.speech_forms() for word in words[:4]):
        return None
    if not _is_noun_phrase(words):
        return None
    return _ARTICLE.sub("", hit.group(1), count=1).strip()


def head_words(role: str) -> list[str]:
    """The words of a role up to the noun that says what somebody is: `head` of marketing."""
    words = _WORD.findall(role)
    ends = (n for n, word in enumerate(words) if n and word.lower() in _BEHIND_THE_NOUN)
    return words[: next(ends, None)]


def _is_noun_phrase(words: list[str]) -> bool:
    """Whether words behind a comma name what somebody is, and do not go on telling.

    With an article they do, unless a finite verb follows; without one the noun must be
    an office, trade or tie, as in `head of sales`, not in `holding his hat`.
    """
    head = head_words(" ".join(words))
    if words[0].lower() in _ARTICLES:
        return not any(word.lower() in _FINITE for word in head)
    if head and head[0].lower() in _OWNERS:
        head = head[1:]
    if not head or any(word.lower() in _INSIDE_NONE for word in head):
        return False
    return is_person_noun(head[-1]) or head[0].lower() in lexicon.words("roles", "first")


def is_person_noun(word: str) -> bool:
    """Whether a word says what a person does or is: `mayor`, `plumber`, `widow`.

    By its ending only in small letters: `Weber` is a name.
    """
    small = word.lower().strip(".")
    known = lexicon.words("roles", "nouns") | lexicon.words("cues_en", "titles")
    if small in known or small in lexicon.words("roles", "not"):
        return small in known and small not in _ADJECTIVES
    return (
        len(small) > LEAST
        and word[0].islower()
        and small.endswith(tuple(lexicon.table("roles")["suffixes"]))
    )


def stands_before_name(word: str) -> bool:
    """Whether a word is a title, trade or age that a name follows: `Prof.`, `the engineer`."""
    short = word[0].isupper() and word.strip(".") in lexicon.words("abbreviations", "titles")
    told = by_title(word) is not None or word.endswith("-year-old")
    return short or told or is_person_noun(word)


def _described(before: str, behind: str) -> str | None:
    """`The mayor's envoy for the valley, Tamar Lee, visited`: a subject that a name explains."""
    hit = _SUBJECT.search(before)
    if hit is None or behind != ",":
        return None
    words = {word.lower() for word in hit.group(1).split()}
    return None if words & (lexicon.speech_forms() | _NOT_A_ROLE - _PREPOSITIONS) else hit.group(1)


def _title(text: str, start: int, at: int) -> str | None:
    """Capitalised words right before a name: `House Speaker`, `Sen.`."""
    taken: list[str] = []
    for word in reversed(text[max(start, at - 70) : at].split()):
        if not word[0].isupper() or word[-1] in ",;:!?)" or (word[-1] == "." and len(word) > 5):
            break
        taken.insert(0, word)
    titles = lexicon.words("cues_en", "titles")
    words = [w for w in taken if w.lower().strip(".") not in _COURTESY]
    return " ".join(words) if any(w.lower().strip(".") in titles for w in words) else None
