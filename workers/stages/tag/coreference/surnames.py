"""Which of several persons of one surname a lone mention of it means: Clinton, Bill or Hillary.

A title tells a man from a woman, an office the one who was introduced with it. As long as
one person alone was named, the surname means that one, and newspapers keep to it: those who
come later are called by their full names. What is still open, as in a headline before
anybody was named, means the one whom the article is about, if there is one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from workers.linguistics.genders import Gender, by_first_name, by_title
from workers.stages.tag.recognition.spans import Span

FAMOUS = -1  # where one is introduced who needs no introduction
CHIEF = 2  # times the mentions of any other person that the article's chief one has
FEWEST = 3  # mentions of a chief person
BEFORE = re.compile(r"([A-Z][\w-]{1,20})\.? \Z")


@dataclass(slots=True)
class Candidate:
    """A person of the name: where first mentioned, how often so far, with which titles."""

    first: int
    count: int
    gender: Gender | None
    titles: set[str]


def candidate(text: str, forename: str, mentions: Sequence[Span]) -> Candidate:
    """A person with this forename and these mentions, in order."""
    titles = {title_before(text, span) for span in mentions} - {""}
    told = {gender for title in titles if (gender := by_title(title))}
    gender = told.pop() if len(told) == 1 else by_first_name(forename)
    return Candidate(mentions[0].start, len(mentions), gender, titles)


def resolve(text: str, spans: Sequence[Span], candidates: Sequence[Candidate]) -> list[int | None]:
    """For each lone mention, in order, the index of the person meant, None if that is open.

    Mentions that are given to a person are added to its count.
    """
    titles = [title_before(text, span) for span in spans]
    fits = [_fitting(title, candidates) for title in titles]
    famous = [index for index, candidate in enumerate(candidates) if candidate.first == FAMOUS]
    usual: dict[Gender | None, int] = {None: famous[0]} if famous else {}
    found: list[int | None] = []
    for span, title, fitting in zip(spans, titles, fits, strict=True):
        gender = by_title(title)
        known = [index for index in fitting if candidates[index].first < span.start]
        clear = fitting if len(fitting) == 1 else known
        if len(clear) == 1:
            index: int | None = clear[0]
            if gender or len(fitting) == len(candidates):
                usual.setdefault(gender, clear[0])
        else:
            index = usual.get(gender)
        if index is not None and all(candidates[index].count >= candidates[i].count for i in known):
            candidates[index].count += 1
        else:
            index = None
        found.append(index)
    chief = _chief(candidates)
    return [
        chief if index is None and chief in fitting else index
        for index, fitting in zip(found, fits, strict=True)
    ]


def _fitting(title: str, candidates: Sequence[Candidate]) -> list[int]:
    """Those of the title's gender; for an office, those introduced with it, if any were."""
    gender = by_title(title)
    if gender:
        return [i for i, candidate in enumerate(candidates) if candidate.gender in (None, gender)]
    titled = [i for i, candidate in enumerate(candidates) if title and title in candidate.titles]
    return titled or list(range(len(candidates)))


def _chief(candidates: Sequence[Candidate]) -> int | None:
    """Who is named at least twice as often as anybody else of the name who is as well known."""
    most = max(candidate.count for candidate in candidates)
    rivals = [i for i, b in enumerate(candidates) if b.count * CHIEF > most or b.first == FAMOUS]
    return rivals[0] if len(rivals) == 1 and most >= FEWEST else None


def title_before(text: str, span: Span) -> str:
    """The capitalised word before a mention: "Mrs", "Secretary"; "" if there is none."""
    match = BEFORE.search(text, max(0, span.start - 24), span.start)
    return match[1] if match else ""
