"""Words of a parse as stretches of the text: noun phrases, runs of tokens."""

from __future__ import annotations

from spacy.tokens import Token

from workers.stages.quote.reporting.parsing import Parsed
from workers.stages.quote.spans import Span

_KEEP = (
    "compound",
    "amod",
    "nmod",
    "poss",
    "det",
    "nummod",
    "case",
    "advmod",
    "quantmod",
    "predet",
)


def noun_phrase(parsed: Parsed, head: Token) -> Span:
    """The name or noun phrase round `head`, without clauses and appositions after it."""
    if head.lower_ in ("old", "olds") and head.i > 1 and parsed.doc[head.i - 1].text == "-":
        return _aged(parsed, head)
    tokens = [head]
    for child in head.children:
        if (child.i < head.i and child.dep_ in _KEEP) or (
            child.i > head.i
            and child.dep_ in ("prep", "cc", "conj", "case")
            and not _after_comma(child)
        ):
            tokens += list(child.subtree)
    run = {t.i for t in tokens}
    low = high = head.i
    while low - 1 >= 0 and (low - 1 in run or _hyphen(parsed, low - 1, run)):
        if _between_names(parsed, low - 1):
            break
        low -= 1
    while high + 1 in run:
        high += 1
    high = _cut_at_comma(parsed, head, high)
    while high > head.i and parsed.doc[high].tag_ == "POS":
        high -= 1
    return parsed.starts[low], parsed.ends[high]


def _aged(parsed: Parsed, head: Token) -> Span:
    """`the 34-year-old`: the parser takes the age for an adverb of `old`."""
    low = head.i
    while low > 0 and (parsed.doc[low - 1].text in "-–" or parsed.doc[low - 1].lower_ in _AGE):
        low -= 1
    low -= parsed.doc[low].text == "-"
    while low > 0 and _counts_age(parsed.doc[low - 1]):
        low -= 1
    return parsed.starts[low], parsed.end(head)


def _counts_age(token: Token) -> bool:
    return token.like_num or token.tag_ in ("DT", "PRP$", "JJ")


_AGE = ("year", "years", "month", "months")


def _hyphen(parsed: Parsed, at: int, run: set[int]) -> bool:
    return parsed.doc[at].text == "-" and at - 1 in run


def _between_names(parsed: Parsed, at: int) -> bool:
    """`homage to Lazar, Song wrote`: a comma between two names joins no noun phrase."""
    around = parsed.doc[max(0, at - 1) : at + 2]
    return len(around) == 3 and [t.tag_ if t.text != "," else "," for t in around] == [
        "NNP",
        ",",
        "NNP",
    ]


def _after_comma(token: Token) -> bool:
    left = token.left_edge
    return left.i > 0 and left.nbor(-1).text in (",", "(", "—", "–")


def _cut_at_comma(parsed: Parsed, head: Token, high: int) -> int:
    for i in range(head.i + 1, high + 1):
        if parsed.doc[i].text in (",", "(", "—", "–", "who", "which", "that"):
            return i - 1
    return high


_LOOSE = {",", ";", ":", "-", "--", "—", "–", ".", ")", "”", "…"}
_LOOSE_END = {",", ";", ":", "-", "--", "—", "–", ".", "(", "“"}
LEAST = 2
"""Words that reported speech has at least; one is a slip of the parser."""


def runs(parsed: Parsed, tokens: list[Token]) -> list[Span]:
    """Contiguous runs of tokens as text spans, commas and marks at the ends left out."""
    found: list[list[Token]] = []
    for token in sorted(tokens, key=lambda t: t.i):
        if found and token.i - found[-1][-1].i == 1:
            found[-1].append(token)
        else:
            found.append([token])
    spans = []
    for run in found:
        while run and run[0].text in _LOOSE:
            run.pop(0)
        while run and run[-1].text in _LOOSE_END:
            run.pop()
        words = [t for t in run if t.text[:1].isalnum() and t.i not in parsed.stands_for]
        if len(words) >= LEAST:
            spans.append((parsed.start(run[0]), parsed.end(run[-1])))
    return spans


def region(parsed: Parsed, cue: Token, speaker: Span | None) -> Span:
    """The stretch from the cue to the speaker, whichever comes first."""
    start, end = parsed.start(cue), parsed.end(cue)
    if speaker is not None:
        start, end = min(start, speaker[0]), max(end, speaker[1])
    return start, end
