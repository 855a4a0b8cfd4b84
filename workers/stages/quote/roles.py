"""What a text says a speaker is: `National Security Adviser`, `a teacher in Leeds`."""

from __future__ import annotations

import re

from workers.records import Entity
from workers.stages.quote import lexicon
from workers.stages.quote.phrases import Span

_ARTICLE = re.compile(r"^(?:the|a|an|one|his|her|their|its)\s+", re.IGNORECASE)
_APPOSITION = re.compile(
    r",?(?: \([A-Z][\w.-]{0,12}\))?, (?:\d{1,3}, )?"  # (R), 43
    r"((?:an? |the |its |[a-z]|[A-Z][\w.]+ )[^,;:.!?()\"“”«»\n]{2,90})(?=[,.;\n]|$)"
)
_COURTESY = frozenset({"mr", "mrs", "ms", "miss", "herr", "frau", "monsieur", "madame"})
_NOT_A_ROLE = frozenset(
    "who which whose where when while and but or as in at on to from with after before because"
    " speaking adding saying citing noting he she it they told said not then has had was were is"
    " will would referring according".split()
)


def of_named(text: str, span: Span, named: Span | None, entity: Entity) -> str | None:
    """The role of a speaker with a name, mentioned at `span`; the name stands at `named`.

    Where this mention tells none, the first one that the text gives for the entity.
    """
    if named is not None:
        here = _before(text, span[0], named[0]) or _behind(text, max(span[1], named[1]))
        if here is not None:
            return here
    told = (beside(text, (mention.start, mention.end)) for mention in entity.mentions)
    return next((found for found in told if found is not None), None)


def beside(text: str, named: Span) -> str | None:
    """The role told right behind or before a name."""
    low = text.rfind("\n", 0, named[0]) + 1
    return _behind(text, named[1]) or _title(text, low, named[0])


def of_unnamed(description: str) -> str | None:
    """The role of an unnamed speaker: the description without its article."""
    plain = _ARTICLE.sub("", description, count=1)
    return plain if plain.lower() not in lexicon.table("pronouns_en") else None


def _before(text: str, start: int, at: int) -> str | None:
    words = [w for w in text[start:at].split() if w.lower().strip(".") not in _COURTESY]
    plain = _ARTICLE.sub("", " ".join(words) + " ", count=1).strip()
    return plain or None


def _behind(text: str, at: int) -> str | None:
    hit = _APPOSITION.match(text, at)
    if hit is None:
        return None
    words = hit.group(1).split()
    if words[0].lower() in _NOT_A_ROLE or len(words) > 14:
        return None
    if any(word.lower() in lexicon.speech_forms() for word in words[:4]):
        return None
    titles = lexicon.words("cues_en", "titles")
    if words[0][0].isupper() and not any(w.lower().strip(".") in titles for w in words):
        return None
    return _ARTICLE.sub("", hit.group(1), count=1).strip()


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
