"""A name found once is found everywhere.

The model sees a name that stands in a rich sentence and misses the same name in a poor
one. Every name that was found well is looked for in the whole text; so are the surnames of
persons, alone, with other forenames before them, or with a slip. Longest match first; what
was found already is not cut into.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import pairwise

from workers.records import EntityType
from workers.stages.tag.languages import Language
from workers.stages.tag.names.normalise import plain
from workers.stages.tag.names.variants import near
from workers.stages.tag.recognition.spans import Span, merged

GOOD = 0.6  # mean probability from which a name is looked for elsewhere
SURE = 0.9  # probability from which a name of another type is not a forename after all
MOST = 2_000  # names looked for in one text
SLIPS = 60  # surnames that slips are looked for of
WORDS = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
RUN = re.compile(r"[^\W_]+")
LONE = re.compile(r"(?<![\w@#./'’-])[^\W\d_]{5,}(?![\w@]|[.-]\w)")
JOINED_BEFORE = re.compile(r"[\w@#./-]\Z")
JOINED_AFTER = re.compile(r"[\w@$€£]|[.-]\w| [A-Z]")
WORD_BEFORE = re.compile(r"([^\W_][\w.'’-]*) \Z")
SENTENCE_START = re.compile(r"(?:[.!?:\n][\"”’)]*\s*|[\"“‘(])\Z")


def repeats(
    text: str, spans: Sequence[Span], language: Language, is_word: Callable[[str], bool]
) -> list[Span]:
    """All spans with the further mentions of their names, in order.

    `is_word` tells whether a word stands in the language's vocabulary.
    """
    lower = {word for word in WORDS.findall(text) if word.islower()}
    names = _worthy(text, spans, lower, language)
    forms = {text[span.start : span.end] for span in spans}
    phrases = {name for name in forms if _holds_person(name, names, language)}
    spans = [span for span in spans if text[span.start : span.end] not in phrases]
    names = {name: kind for name, kind in names.items() if name not in phrases}
    found = [*_verbatim(text, names), *_slips(text, names, lower | language.calendar, is_word)]
    no_forenames = language.no_forenames | lower
    return _widened(text, merged(spans, found, _over_shorter), names, no_forenames)


def verbatim(text: str, spans: Sequence[Span]) -> list[Span]:
    """All spans with the further mentions of their names, letter for letter.

    For languages of which no words are known: no surnames, no slips, nothing widened.
    """
    lower = {word for word in WORDS.findall(text) if word.islower()}
    held: defaultdict[str, list[Span]] = defaultdict(list)
    for span in spans:
        held[text[span.start : span.end]].append(span)
    names = {
        name: mentions[0].type
        for name, mentions in held.items()
        if sum(span.p for span in mentions) / len(mentions) >= GOOD and _telling(name, lower)
    }
    return merged(spans, _verbatim(text, names), _over_shorter)


def _holds_person(name: str, names: dict[str, EntityType], language: Language) -> bool:
    """A phrase read as one name: "Biographies of Hedgewar", "Mkhwebane in Parliament"."""
    parts = name.split()
    cuts = [index for index, part in enumerate(parts) if part in language.links]
    if any(names.get(" ".join(parts[:cut])) == "PER" for cut in cuts):
        return True
    folded = {part.casefold() for part in parts}
    named_after = folded & language.heads
    tails = [" ".join(parts[cut + 1 :]) for cut in cuts]
    return not named_after and any(names.get(tail) == "PER" for tail in tails)


def _verbatim(text: str, names: dict[str, EntityType]) -> Iterator[Span]:
    """Each place where a name stands free, the longest that fits there."""
    beginning: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for name in sorted(names, key=len, reverse=True):
        if runs := RUN.findall(name):
            beginning[runs[0], runs[1] if len(runs) > 1 else ""].append(name)
    reached = 0
    found = [(match.start(), match.group()) for match in RUN.finditer(text)]
    for (start, run), (_, following) in pairwise([*found, (len(text), "")]):
        if start < reached:
            continue
        for name in (*beginning.get((run, following), ()), *beginning.get((run, ""), ())):
            if _stands_at(text, name, start):
                reached = start + len(name)
                kind = names[name]
                yield Span(start, reached, {kind: GOOD}, kind, "repeat")
                break


def _stands_at(text: str, name: str, start: int) -> bool:
    end = start + len(name)
    return (
        text.startswith(name, start)
        and not JOINED_BEFORE.search(text, max(0, start - 1), start)
        and not JOINED_AFTER.match(text, end)
    )


def _slips(
    text: str, names: dict[str, EntityType], lower: set[str], is_word: Callable[[str], bool]
) -> Iterator[Span]:
    """Words that are a known surname but for a slip; `lower` stand in small letters too.

    A word that begins a sentence may be what it says: "Green energy", beside Ray Greene.
    """
    surnames = [plain(name) for name, kind in names.items() if kind == "PER" and " " not in name]
    surnames = [name for name in surnames if len(name) > 4][:SLIPS]
    by_letter: defaultdict[str, list[str]] = defaultdict(list)
    for name in surnames:
        by_letter[name[0]].append(name)
    for match in LONE.finditer(text) if surnames else ():
        word = match.group()
        if not word[0].isupper() or word in names or word.casefold() in lower:
            continue
        if is_word(word) and SENTENCE_START.search(text, max(0, match.start() - 4), match.start()):
            continue
        folded = plain(word)
        if any(near(name, folded) for name in by_letter[folded[0]]):
            yield Span(match.start(), match.end(), {"PER": GOOD}, "PER", "slip")


def _widened(
    text: str, spans: Sequence[Span], names: Mapping[str, EntityType], barred: Collection[str]
) -> list[Span]:
    """New mentions with the forenames before them; what stands in another name is dropped."""
    kept: list[Span] = []
    for span in spans:
        new = span.found in ("repeat", "slip")
        person = span.type == "PER"
        if new and not person and _capital_before(text, span.start, barred):
            continue
        if person and (new or " " not in text[span.start : span.end]):
            start = _full_start(text, span.start, names, barred)
            if kept and start <= kept[-1].start and _only_forename(text, kept[-1], span, names):
                kept.pop()
            if start >= (kept[-1].end if kept else 0):
                span.start = start
            elif new and start < span.start:
                continue
        kept.append(span)
    return kept


def _only_forename(text: str, first: Span, second: Span, names: Collection[str]) -> bool:
    """Whether `first` is but the forename of the person `second`: "[Uhuru] [Kenyatta]"."""
    name = text[first.start : first.end]
    known = second.type == "PER" and second.found != "model"
    doubtful = first.type == "PER" or (first.type != "LOC" and first.p < SURE)
    single = " " not in name and not name.isupper() and name not in names
    return known and doubtful and single and text[first.end : second.start] == " "


def _full_start(
    text: str, start: int, names: Mapping[str, EntityType], barred: Collection[str]
) -> int:
    """Where the name begins that ends here: before capitalised words that can be forenames."""
    for _ in range(3):
        match = _capital_before(text, start, barred)
        if not match or not _can_be_forename(match[1]) or names.get(match[1]) == "LOC":
            break
        start = match.start(1)
    return start


def _capital_before(text: str, start: int, barred: Collection[str]) -> re.Match[str] | None:
    """The capitalised word before this place that is neither barred nor opens a sentence."""
    match = WORD_BEFORE.search(text, max(0, start - 40), start)
    if match is None or not match.start(1) or not match[1][0].isupper():
        return None
    opens = SENTENCE_START.search(text, max(0, start - 60), match.start(1))
    return None if opens or match[1].casefold().rstrip(".") in barred else match


def _can_be_forename(word: str) -> bool:
    """Initials ("J.R.R.", "KB") or capitalised; no word in capitals, no end of a sentence."""
    letters = word.replace(".", "")
    if word.isupper():
        return len(letters) <= 3
    return word[0].isupper() and (len(letters) < 3 or not word.endswith("."))


def _worthy(
    text: str, spans: Sequence[Span], lower: set[str], language: Language
) -> dict[str, EntityType]:
    """Names to look for, with their types; surnames of persons beside the full names.

    `lower` are the words of the text in small letters: what stands so too tells nothing.
    """
    held: defaultdict[str, list[Span]] = defaultdict(list)
    for span in spans:
        held[text[span.start : span.end]].append(span)
    common = lower | language.titles | language.heads
    names: dict[str, EntityType] = {}
    for name, mentions in held.items():
        kind = mentions[0].type
        good = sum(span.p for span in mentions) / len(mentions) >= GOOD
        if kind == "MISC" or not good or not _telling(name, common):
            continue
        names[name] = kind
        surname = name.rpartition(" ")[2]
        if language.links.intersection(name.split()):
            continue
        if kind == "PER" and len(surname) > 2 and _telling(surname, lower):
            names.setdefault(surname, "PER")
    return dict(list(names.items())[:MOST])


def _telling(name: str, common: set[str]) -> bool:
    """Whether the string can hardly be anything but the name."""
    return len(name) > 1 and name[0].isupper() and name.casefold() not in common


def _over_shorter(new: Span, touched: Sequence[Span]) -> bool:
    """A new mention is free or holds shorter ones whole."""
    size = new.end - new.start
    return all(
        new.start <= span.start and span.end <= new.end and span.end - span.start < size
        for span in touched
    )
