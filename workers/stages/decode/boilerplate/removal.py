"""Takes out lines that a site puts into its articles: share rows, comment forms, teasers.

A line goes only as a whole, never a part of prose. The evidence is a phrase that covers the
whole line (`phrases`), the line's shape (`line_shapes`), and its position: after the first line
of a comment form or a share row only prose can still be the article's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workers.stages.decode.boilerplate import line_shapes as shape
from workers.stages.decode.boilerplate.phrases import Role, fold, opens, role_of
from workers.stages.decode.traced import Cut, Traced

LONGEST = 400
"""Lines over this many characters are prose without being looked at."""

_LINE = re.compile(r"[^\n]+")
_PREFIX = re.compile(
    r"\s*[\[(]?\s*(?P<head>[^:|–—»>\[\](){}]{2,45}?)\s*(?:[:：|–—»>\])]|\s-\s|\s{2,})\s*(?P<rest>\S.*)"
)
_TWO_WORDS = re.compile(r"\s*(?P<head>\S+ \S+(?: \S+)?) +(?P<rest>[^\W_a-zа-яё].*)")
_ARROWS = re.compile(r"\s*(?:>>+|»+|►|▶|▸|➤|➡|→|👉|☞|⇒)\s*(?P<rest>\S.*)")
_CREDIT = re.compile(r"(?P<head>[^:：|=/]{2,45}?)\s*[:：|=/]\s*(?P<rest>\S.*)")
_COMMA = re.compile(r"(?P<head>\w+ [^,]{2,20}), (?P<rest>.{2,60})")
_BY = re.compile(r"(?P<head>\S+(?: \S+)?) (?:by|von|par|de|di|door|av|af) (?P<rest>.{3,50})", re.I)
_RUNS = re.compile(r"\s{3,}")
_BARS = re.compile(r"\s*[|•·/»]\s*|\s+[-–—]\s+|\s{2,}")
MOST_TITLES = 15
CLOCKS = 3
"""From so many on, lines with nothing but a time are those of a live blog."""
LONG_HEAD = 4
"""A head of more words ("More about the federal debt") may be a sub-head: one title is no list."""


@dataclass(slots=True)
class Line:
    """A line of the text and what it was found to be; `why` is None for text to keep."""

    start: int
    end: int
    text: str
    why: str | None = None
    confidence: float = 1.0

    def drop(self, why: str, confidence: float) -> None:
        """Marks the line as boilerplate; the first reason given stays."""
        if self.why is None:
            self.why, self.confidence = why, confidence


def remove(traced: Traced) -> Traced:
    """The text without its boilerplate lines; each leaves a receipt with its reason.

    The phrases of all languages count in every text: sites mix them.
    """
    return traced.remove(_cuts(judge(traced.text)))


def remove_known(traced: Traced, known: set[str]) -> Traced:
    """The text without the lines that are known to stand in all articles of its site."""
    found = _lines(traced.text)
    for line in found:
        if line.text in known:
            line.drop("site-memory", 0.9)
    return traced.remove(_cuts(found))


def judge(text: str) -> list[Line]:
    """Every line that is not blank, with the reason why it is boilerplate, if it is."""
    found = _lines(text)
    tail = _by_phrase(found)
    _related(found)
    _edges(found)
    _clocks(found)
    _tail(found, tail)
    if all(line.why for line in found):
        for line in found:
            line.why = None
    return found


def _lines(text: str) -> list[Line]:
    return [
        Line(match.start(), match.end(), match.group())
        for match in _LINE.finditer(text)
        if not match.group().isspace()
    ]


def _by_phrase(found: list[Line]) -> int | None:
    """Marks lines that are boilerplate by themselves; returns where the tail begins, if it does."""
    tail = None
    backwards = range(len(found) - 1, -1, -1)
    last_prose = next((i for i in backwards if shape.is_prose(found[i].text)), -1)
    for index, line in enumerate(found):
        if len(line.text) > LONGEST or shape.is_answer(line.text) or shape.is_quotation(line.text):
            continue
        role = _role(line.text)
        if role is None:
            if index and (why := _teaser_or_credit(line.text)):
                line.drop(why, 0.9)
        elif not shape.tells(line.text):
            line.drop("tail-opener" if role == "tail" else "phrase", 0.95)
            if role == "tail" and tail is None and index > last_prose:
                tail = index
    return tail


def _role(line: str) -> Role | None:
    """The line's role, or that of its parts where all of a row of parts are boilerplate."""
    whole = role_of(fold(line))
    parts = _BARS.split(line)
    if whole or len(parts) == 1:
        return whole
    roles = [role_of(fold(part)) for part in parts if part.strip()]
    if len(roles) < 2 or None in roles:
        return None
    return "tail" if "tail" in roles else "line"


def _teaser_or_credit(line: str) -> str | None:
    line = _RUNS.sub("  ", line.strip())  # the patterns are slow on hundreds of blanks
    if _is_teaser(line):
        return "teaser"
    return "credit" if _is_picture_credit(line) else None


def _is_teaser(line: str) -> bool:
    """Whether a line advertises another story: "Read also: …", ">> …"."""
    arrow = _ARROWS.fullmatch(line)
    if arrow and shape.is_title(arrow["rest"]) and not shape.is_quotation(line):
        return True
    for form in (_PREFIX, _TWO_WORDS):
        match = form.fullmatch(line)
        if match and opens("teaser", fold(match["head"])) and _is_headline(match["rest"]):
            return True
    return False


def _is_picture_credit(line: str) -> bool:
    """Whether a line only says whose picture it is: "Photo: Reuters", "AP Photo/Jane Roe"."""
    bare = line.strip(" ()[]")
    for form in (_CREDIT, _COMMA, _BY):
        match = form.fullmatch(bare)
        if match and opens("credit", fold(match["head"])) and _is_credit(match["rest"]):
            return True
    agency = bare.split("/")[0]
    return len(bare) < 60 and ("/" in bare or len(agency) > 3) and opens("credit", fold(agency))


def _is_headline(text: str) -> bool:
    """The title of another story: begins like one, and is not a clause of this one."""
    if not shape.is_title(text):
        return False
    spaceless = any("\u3040" <= char <= "\ud7a3" for char in text)
    return spaceless or (not text[0].islower() and len(text.split()) >= 2)


def _is_credit(text: str) -> bool:
    if opens("credit", fold(text)):  # an agency that writes itself small: dpa
        return True
    return len(text) <= 70 and len(text.split()) <= 9 and not text.lstrip("(@©")[:1].islower()


def _related(found: list[Line]) -> None:
    """Marks the head of a list of other stories together with the titles under it."""
    for index, line in enumerate(found):
        if len(line.text) > LONGEST or line.why == "teaser":
            continue
        if not opens("related", fold(line.text)) or shape.tells(line.text):
            continue
        titles = []
        for below in found[index + 1 : index + 1 + MOST_TITLES]:
            if below.why is None and not shape.is_title(below.text):
                break
            titles.append(below)
        at_end = index + 1 + len(titles) == len(found)
        if len(titles) < 2 and not at_end and len(line.text.split()) > LONG_HEAD:
            continue
        if titles and not at_end and _is_subhead(titles[-1]):
            titles.pop()
        if titles or at_end:
            line.drop("related", 0.95)
            for title in titles:
                title.drop("related", 0.85)


def _is_subhead(line: Line) -> bool:
    """Whether the last line before prose is its heading or an interview question."""
    short = len(line.text.split()) <= 5 or line.text.rstrip().endswith("?")
    return line.why is None and short


def _edges(found: list[Line]) -> None:
    """Marks dates and by-lines above the first paragraph and under the last."""
    for end in (found[:8], found[:-6:-1]):
        for line in end:
            if shape.is_prose(line.text):
                break
            if line.why is None and (shape.is_date(line.text) or shape.is_byline(line.text)):
                line.drop("byline-or-date", 0.85)


def _clocks(found: list[Line]) -> None:
    """Marks the times over the entries of a live blog: lines of a time of day alone."""
    clocks = [line for line in found if line.why is None and shape.is_clock(line.text)]
    if len(clocks) >= CLOCKS:
        for line in clocks:
            line.drop("byline-or-date", 0.8)


def _tail(found: list[Line], tail: int | None) -> None:
    """Marks what follows the first line of the comment form or share row."""
    if tail is None:
        return
    for line in found[tail + 1 :]:
        if not shape.is_sentence(line.text):
            line.drop("tail", 0.8)


def _cuts(found: list[Line]) -> Iterator[Cut]:
    """The boilerplate lines with the line break and blank lines that belonged to them."""
    kept = [line for line in found if line.why is None]
    last_kept = kept[-1].end if kept else 0
    for index, line in enumerate(found):
        if line.why is None:
            continue
        if line.end > last_kept:
            start = found[index - 1].end if index else line.start
            yield Cut(start, line.end, line.why, line.confidence)
        else:
            yield Cut(line.start, found[index + 1].start, line.why, line.confidence)
