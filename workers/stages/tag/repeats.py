"""A name found once is found everywhere.

The model sees a name that stands in a rich sentence and misses the same name in a poor
one. Every name that was found well is looked for in the whole text; so are the lone
surnames of full names. Longest match first; what was found already is not cut into.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence

from workers.records import EntityType
from workers.stages.tag.languages import Language
from workers.stages.tag.spans import Span

GOOD = 0.6  # mean probability from which a name is looked for elsewhere
MOST = 2_000  # names looked for in one text
BEFORE = r"(?<![\w@#./-])(?:"
AFTER = r")(?![\w@$€£]|[.-]\w| [A-Z])"
WORD_BEFORE = re.compile(r"([^\W_][\w.'’-]*) \Z")
SENTENCE_START = re.compile(r"(?:[.!?:\n][\"”’)]*\s*|[\"“‘(])\Z")
WORDS = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def repeats(text: str, spans: Sequence[Span], language: Language) -> list[Span]:
    """All spans with the further mentions of their names, in order."""
    names = _worthy(text, spans, language)
    if not names:
        return list(spans)
    ordered = sorted(names, key=len, reverse=True)
    pattern = re.compile(BEFORE + "|".join(map(re.escape, ordered)) + AFTER)
    found = (
        Span(m.start(), m.end(), {names[m.group()]: GOOD}, names[m.group()], "repeat")
        for m in pattern.finditer(text)
        if not _in_longer_name(text, m.start(), language)
    )
    return _merged(spans, found)


def _in_longer_name(text: str, start: int, language: Language) -> bool:
    """Whether a capitalised word that is no title stands before, inside the sentence."""
    match = WORD_BEFORE.search(text, max(0, start - 40), start)
    if match is None or not match[1][0].isupper():
        return False
    word = match[1].casefold().rstrip(".")
    opens = SENTENCE_START.search(text, max(0, start - 60), match.start(1)) or not match.start(1)
    return word not in language.titles and not opens


def _worthy(text: str, spans: Sequence[Span], language: Language) -> dict[str, EntityType]:
    held: defaultdict[str, list[Span]] = defaultdict(list)
    for span in spans:
        held[text[span.start : span.end]].append(span)
    lower = {word for word in WORDS.findall(text) if word.islower()}
    names: dict[str, EntityType] = {}
    for name, mentions in held.items():
        kind = mentions[0].type
        good = sum(span.p for span in mentions) / len(mentions) >= GOOD
        common = name.casefold() in language.titles | language.organisations | language.places
        if kind != "MISC" and good and not common and _telling(name, lower):
            names[name] = kind
            if kind == "PER" and " " in name:
                surname = name.rsplit(" ", 1)[1]
                if len(surname) > 2 and _telling(surname, lower):
                    names.setdefault(surname, "PER")
    return dict(list(names.items())[:MOST])


def _telling(name: str, lower: set[str]) -> bool:
    """Whether the string can hardly be anything but the name."""
    return len(name) > 1 and name[0].isupper() and name.casefold() not in lower


def _merged(spans: Sequence[Span], found: Iterable[Span]) -> list[Span]:
    """The spans and those found that are free or contain a shorter span of the same type."""
    starts = [span.start for span in spans]
    merged = list(spans)
    gone: set[int] = set()
    for new in found:
        at = max(0, bisect_left(starts, new.start) - 1)
        touched = []
        while at < len(spans) and spans[at].start < new.end:
            if spans[at].end > new.start:
                touched.append(at)
            at += 1
        inside = all(new.start <= spans[i].start and spans[i].end <= new.end for i in touched)
        longer = all(spans[i].end - spans[i].start < new.end - new.start for i in touched)
        if inside and longer:
            gone.update(touched)
            merged.append(new)
    kept = [span for index, span in enumerate(merged) if index not in gone]
    return sorted(kept, key=lambda span: span.start)
