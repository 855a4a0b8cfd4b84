"""The text as the model reads it, and the way back to the offsets of the text itself.

Invisible characters are taken out (a zero-width space hides a name), and so are nicknames in quotes
(Joaquín “El Chapo” Guzmán: the model cuts most such names in two). Lone surrogates become
U+FFFD, and lines in capitals are written as running text: "PRESIDENT BIDEN IN PARIS" as
"President Biden in Paris". There, words that the rest of the text writes small become
small, those that it writes in capitals stay, others get one capital. In Headlines Such as
This One, words that the running text never writes with a capital become small.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass

from workers.stages.tag.names.normalise import INVISIBLE

FIRST, LATER = r"[^\W\d_][\w.-]{0,30}", r"[^\W\d_][\w-]{1,30}"  # bounded: texts may be hostile
NICKNAMED = re.compile(
    rf"(?<![\w'’])(?P<before>{FIRST}) (?P<gone>[\"“‘'](?P<nick>{FIRST}(?: {FIRST}){{0,2}})[\"”’'] )"
    rf"(?=(?P<after>{LATER}))"
)
NICKNAME_FIRST = re.compile(rf"[\"“‘'](?P<nick>{FIRST})(?P<close>[\"”’']) (?P<after>{LATER})")
PAIR = re.compile(rf"(?<!\w)(?=({FIRST} {LATER}))")
SURROGATE = re.compile("[\ud800-\udfff]")
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
FEWEST = 3  # words in capitals that make a line one in capitals
NO_HEADLINE = re.compile(r"[(\t]|\w{3}[.;][\"”’]?(?:\s|$)")
FEWEST_TITLED = 4  # words of a headline in title case
LONGEST_HEADLINE = 160
ENOUGH = 40  # words of running text that show which words are names


@dataclass(frozen=True, slots=True)
class View:
    """`text` is read; `places` are the offsets of its characters in the original, or None."""

    text: str
    places: list[int] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """A stretch of the view as offsets into the original text."""
        if self.places is None:
            return start, end
        return self.places[start], self.places[end - 1] + 1


def view(text: str, small: frozenset[str]) -> View:
    """What the model is given; `small` are words written small in any case ("the", "in")."""
    clean = SURROGATE.sub("\ufffd", text)
    gone = {match.start() for match in INVISIBLE.finditer(clean)} | _of_nicknames(clean, small)
    if not gone:
        return View(recased(clean, small))
    places = [place for place in range(len(clean)) if place not in gone]
    return View(recased("".join(clean[place] for place in places), small), places)


def _of_nicknames(text: str, small: frozenset[str]) -> set[int]:
    """The offsets of nicknames between forename and surname.

    Where a text has "Ernesto “Che” Guevara" or "Che Guevara", those of the quotes alone in
    "“Che” Guevara".
    """
    gone: set[int] = set()
    names: set[str] = set()
    for match in NICKNAMED.finditer(text):
        before, nick, after = match["before"], match["nick"], match["after"]
        is_name = before[0].isupper() and after[0].isupper() and before.casefold() not in small
        if is_name and any(word[0].isupper() for word in nick.split()):
            gone.update(range(*match.span("gone")))
            names.add(f"{nick} {after}")
    before_surname = list(NICKNAME_FIRST.finditer(text))
    if before_surname:
        names.update(PAIR.findall(text))
    for match in before_surname:
        name = f"{match['nick']} {match['after']}"
        if match.start() not in gone and name.istitle() and name in names:
            gone.update((match.start(), match.start("close")))
    return gone


def in_capitals(line: str) -> bool:
    """Whether all letters of a line with some words are capitals."""
    return line.isupper() and len(WORD.findall(line)) >= FEWEST


def in_title_case(line: str) -> bool:
    """Whether a line reads as a headline in Title Case; lists of names do not."""
    if len(line) > LONGEST_HEADLINE or line.count(",") > 2 or NO_HEADLINE.search(line):
        return False
    words = WORD.findall(line)
    long = [word for word in words if len(word) > 3]
    enough = len(words) >= FEWEST_TITLED and len(long) >= FEWEST
    return enough and all(word[0].isupper() for word in long) and not in_capitals(line)


def recased(text: str, small: frozenset[str]) -> str:
    """The text with lines in capitals and in title case rewritten, character for character."""
    lines = text.splitlines(keepends=True)
    capitals = {line for line in lines if in_capitals(line)}
    titled = {line for line in lines if in_title_case(line)}
    if not capitals and not titled:
        return text
    running = _words(lines, capitals | titled)
    if len(running) < ENOUGH:
        titled = set()
        running = _words(lines, capitals)
    lower = {word for word in running if word.islower()} | small
    upper = {word for word in running if word.isupper() and len(word) > 1}
    given = set(running)

    def from_capitals(match: re.Match[str]) -> str:
        word = match.group()
        if word in upper:
            return word
        return _same_size(word, word.lower() if word.lower() in lower else word.capitalize())

    def from_title_case(match: re.Match[str]) -> str:
        word = match.group()
        stays = match.start() == 0 or word in given or not word[1:].islower()
        return word if stays else _same_size(word, word.lower())

    def rewritten(line: str) -> str:
        if line in capitals:
            return WORD.sub(from_capitals, line)
        return WORD.sub(from_title_case, line) if line in titled else line

    return "".join(map(rewritten, lines))


def _words(lines: Iterable[str], but: Container[str]) -> list[str]:
    return [word for line in lines if line not in but for word in WORD.findall(line)]


def _same_size(word: str, changed: str) -> str:
    """The changed word, or the old one where a letter has no counterpart of its length."""
    return changed if len(changed) == len(word) else word
