"""Names of official bodies that the model cuts or loses: Ministry of A, B and C; Government of X.

A body's head noun and "of" begin them; what follows is a list of capitalised words with commas
and "and", or the name of a place. A people or a place before a chamber is part of its name:
"the Czech Senate".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from workers.stages.tag.recognition.spans import Span, merged

CAPITAL = r"[A-Z][\w’'-]+"
HEADS = (
    r"(?:Ministry|Department|Directorate|Office|Bureau|Secretariat|Committee|Commission|Institute)"
)
PORTFOLIO = rf"{CAPITAL}(?: {CAPITAL}){{0,3}}"
MINISTRY = re.compile(
    rf"\b{HEADS} (?:of|for) (?:the )?{PORTFOLIO}(?:, {PORTFOLIO}){{0,3}},? and {PORTFOLIO}"
)
GOVERNMENT = re.compile(rf"\b(?:Government|Parliament|Republic|Kingdom) of (?:the )?({PORTFOLIO})")
CHAMBER = re.compile(
    rf"\b({CAPITAL}(?: {CAPITAL})?) "
    r"(?:Senate|Parliament|Congress|Supreme Court|Army|Navy|Air Force)\b"
)
SURE = 0.9  # what such a name counts as


def with_official_names(
    text: str, spans: Sequence[Span], is_land: Callable[[str], bool]
) -> list[Span]:
    """The spans with whole names of official bodies; `is_land` knows countries and peoples."""
    new = [_body(match.start(), match.end()) for match in MINISTRY.finditer(text)]
    for match in GOVERNMENT.finditer(text):
        if match.group().startswith(("Government", "Parliament")) and is_land(match[1]):
            new.append(_body(match.start(), match.end()))
    new += [_body(m.start(), m.end()) for m in CHAMBER.finditer(text) if is_land(m[1])]
    return merged(spans, new, _holds_whole)


def _body(start: int, end: int) -> Span:
    return Span(start, end, {"ORG": SURE}, found="official")


def _holds_whole(new: Span, touched: Sequence[Span]) -> bool:
    """Whether the new name covers every name that it touches."""
    return all(new.start <= span.start and span.end <= new.end for span in touched)
