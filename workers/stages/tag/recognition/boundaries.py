"""Repairs of a name's ends, before names are compared with each other.

The model's commonest errors of this kind: a title or the first word of a clause taken for
part of a person's name, two persons of a list taken for one, a possessive that cuts a court
or a team in two, a nickname that cuts a person in two.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Sequence
from dataclasses import replace
from itertools import chain

from workers.stages.tag.languages import Language
from workers.stages.tag.names.normalise import trimmed, words
from workers.stages.tag.recognition.spans import Span, likeliest

PREFIX = re.compile(
    r"(?i:pro|anti|ex|non|post|pre)-(?=[A-Z])|(?:H\. ?[EH]\.|H [EH]|H[EH]|HRH) (?=[A-Z])"
)
"""What is no part of a name: "pro-Kremlin", "H.E. Ahmed"."""
SUFFIX = re.compile(r",? (?:Jr|Sr|Jnr|Snr)\b\.?|,? (?:III|II|IV)\b")
NICKNAMED = re.compile(r" [\"“'‘(][^\W\d_a-z][\w .-]{0,20}[\"”'’)] ")
PARTICLE = re.compile(r" ([a-z]+(?: [a-z]+)?)(?: [A-Z][\w-]+)+")
SYLLABLE = re.compile(
    r"(?:-(?!led|era|like|style|type|born|run)[a-z]{1,5}(?<!ed))+(?![\w-])|-[^\W\d_a-z][a-z]+(?![\w-])"
)
INITIALS = frozenset({"MS", "MR", "DR"})
"""Titles no longer when in capitals: MS Dhoni."""
COMMA = re.compile(r",\s+(?!(?:Jr|Sr|Jnr|Snr|III?|IV)\b)")
ADVERB = re.compile(
    r"(?<=\w) (?:later|then|also|however|meanwhile|earlier|recently|now|still|added|said)\Z"
)
"""What follows a person's name and was read as its last part: "Zaw Min Tun later"."""
SLASH = re.compile(r"\S*/(?=[^\W\d_a-z])")
LINK = re.compile(r"\s+https?:")
SMALL = re.compile(r"(?<!\w)[a-z]{3,}(?!\w)")
SENTENCE_START = re.compile(r"(?:\A|[.!?\n][\"”’)]{0,2})\s*[\"“‘]?\Z")
LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
NO_NAME = re.compile(
    r"[$€£¥]|^[A-Z]{2,3} ?\d{1,3}(?:,\d{3})+|^\d[\d.,]*[A-Z]{3}$"
    r"|^\S+\.\S+/\S+$|^[DRI]-(?!Day)[A-Z](?:[A-Za-z]{0,4}\.?|\.[A-Z]\.)$"
)
"""Sums of money, addresses of pages, parties and states of American members: "D-N.Y." """
MINISTER = re.compile(r"[ -](?:Minister|Secretary|minister|secretary)\b")
OWNED = re.compile(r"['’]s? (?:[A-Z][\w-]+ ){0,3}[A-Z][\w-]+")
OWNERS = frozenset(
    "magistrate magistrates women men people children worker workers farmer farmers teacher "
    "teachers veteran veterans human king queen driver drivers player players girls boys".split()
)
"""Words after which a possessive goes on with the name: "Women's League"."""


def repair(text: str, spans: Sequence[Span], language: Language) -> list[Span]:
    """The same names with better ends; a name of which nothing is left is dropped."""
    repaired: list[Span] = []
    small = set(SMALL.findall(text))
    for span in chain.from_iterable(_apart(text, read) for read in spans):
        span.start, span.end = trimmed(text, span.start, span.end, language.articles)
        if prefix := PREFIX.match(text, span.start, span.end):
            span.start = prefix.end()
        if likeliest(span.weights) == "PER":
            _without_titles(text, span, language)
            if adverb := ADVERB.search(text, span.start, span.end):
                span.end = adverb.start()
        else:
            _without_small_words(text, span, language)
        if _is_name(text, span, language) and not _opens_sentence(text, span, small):
            repaired.append(span)
    return _joined(text, repaired, language)


def _is_name(text: str, span: Span, language: Language) -> bool:
    """False for what is capitalised by custom or not at all, for sums of money and ministries.

    Also for words of another script, which the models of our languages cannot read.
    """
    name = text[span.start : span.end]
    parts = [word.casefold() for word in words(name)]
    if not parts or len(name) < 2 or name.islower() or NO_NAME.search(name):
        return False
    if not LATIN.search(name) or (len(parts) == 1 and parts[0] in language.roles | language.titles):
        return False
    in_charge = parts[-1] in language.portfolios and MINISTER.match(text, span.end)
    return not in_charge


def _opens_sentence(text: str, span: Span, small: Container[str]) -> bool:
    """Whether a capital shows no name: it begins a sentence, the word stands small elsewhere."""
    name = text[span.start : span.end]
    common = name[1:].islower() and name.casefold() in small
    return common and SENTENCE_START.search(text, max(0, span.start - 4), span.start) is not None


def _apart(text: str, span: Span) -> list[Span]:
    """Two persons read as one ("Carson, Levine"), without a link or what stands before a slash."""
    if likeliest(span.weights) != "PER":
        return [span]
    start, end = span.start, span.end
    if link := LINK.search(text, start, end):
        end = link.start()
    if slash := SLASH.match(text, start, end):
        start = slash.end()
    commas = [comma.span() for comma in COMMA.finditer(text, start, end)]
    starts, ends = [start, *(b for _, b in commas)], [*(a for a, _ in commas), end]
    pieces = zip(starts, ends, strict=True)
    return [replace(span, start=a, end=b, hints=set(span.hints)) for a, b in pieces if a < b]


def _without_titles(text: str, span: Span, language: Language) -> None:
    while True:
        name = text[span.start : span.end]
        first, gap, _ = name.partition(" ")
        title = first.casefold().rstrip(".") in language.titles
        initials = first in INITIALS and not name.isupper()
        if not gap or initials or not (title or first.casefold() in language.openers):
            return
        span.start += len(first) + 1
        if title:
            span.hints.add("title before")


def _without_small_words(text: str, span: Span, language: Language) -> None:
    """ "de Besançon" is Besançon; of persons, "de Gaulle" is the name."""
    first, gap, _ = text[span.start : span.end].partition(" ")
    if gap and first.islower() and first in language.small:
        span.start += len(first) + 1


def _joined(text: str, spans: list[Span], language: Language) -> list[Span]:
    """Lengthens each name over what belongs to it, taking in the names it runs into."""
    grown: list[Span] = []
    for span in spans:
        if grown and span.start < grown[-1].end:
            continue
        if count := _nicknamed(text, grown, span):
            grown[-count].end = span.end
            del grown[len(grown) - count + 1 :]
            continue
        for rule in RULES:
            span.end = max(span.end, rule(text, span, language))
        grown.append(span)
    return grown


def _nicknamed(text: str, grown: Sequence[Span], last: Span) -> int:
    """How many names before `last` begin it: "Pedro (Pepe) Castellanos" is read as two or three."""
    for count in (1, 2):
        parts = [*grown[-count:], last]
        persons = len(parts) > count and all(likeliest(part.weights) == "PER" for part in parts)
        if persons and NICKNAMED.fullmatch(text, parts[0].end, last.start):
            return count
    return 0


def _with_suffix(text: str, span: Span, language: Language) -> int:
    match = SUFFIX.match(text, span.end)
    if match and likeliest(span.weights) == "PER":
        return match.end() - match.group().endswith(".")
    return span.end


def _with_owned(text: str, span: Span, language: Language) -> int:
    match = OWNED.match(text, span.end)
    if not match:
        return span.end
    last = words(text[span.start : span.end])[-1].casefold()
    if last in OWNERS and match.group().split()[-1].casefold() in language.organisations:
        return match.end()
    return span.end


def _with_particle(text: str, span: Span, language: Language) -> int:
    """ "Rio Grande do Sul", which is read as two places otherwise."""
    match = PARTICLE.match(text, span.end)
    return match.end() if match and match[1] in language.particles else span.end


def _with_syllable(text: str, span: Span, language: Language) -> int:
    """ "Moon Jae-in", "Prayut Chan-o-cha", "Anna Hill-Lewis"; not "Modi-led"."""
    match = SYLLABLE.match(text, span.end)
    full = " " in text[span.start : span.end] and likeliest(span.weights) == "PER"
    return match.end() if match and full else span.end


Rule = Callable[[str, Span, Language], int]
RULES: tuple[Rule, ...] = (_with_suffix, _with_owned, _with_particle, _with_syllable)
