"""Speech without marks: transcripts (`ANNA MAYER: …`), interviews (`Q: …`), dashes."""

from __future__ import annotations

import re

from workers.stages.quote import lexicon
from workers.stages.quote.marks.inserted_clauses import inserts
from workers.stages.quote.marks.pairing import Stretch, apart, lines
from workers.stages.quote.spans import Span

_CAPITALS = re.compile(
    r"\s*((?:[A-Z][A-Z.'’-]*[A-Z.]|[A-Z])(?: (?:[A-Z][A-Z.'’-]*|[a-z]{2,3}))*"
    r"(?:, [A-Z ,.-]{2,40})?)"
    r"(?: \([^)]{1,40}\))?\s*[:.]\s+(?=\S)"
)
_NAME = re.compile(r"\s*([A-ZÀ-Þ][\w.'’-]+(?: [A-ZÀ-Þ][\w.'’-]*){0,3}):\s+(?=\S)")
_DASH = re.compile(r"\s*[—–―]\s*(?=\S)|\s*[-‐‑]\s+(?=[^\W\d_])")
_QUESTION = re.compile(r"\s*(Q|A|Question|Answer|QUESTION|ANSWER)(?:\s?[:.])\s+(?=\S)")
LEAST = 3
"""Labelled lines that make a transcript."""
LEAST_DASHES = 2


def turns(text: str) -> list[tuple[Stretch, Span]]:
    """The turns of a transcript or interview: what is said, and the label before it.

    A text is one when at least `LEAST` lines carry labels and a label comes back, so
    that captions (`Photo: …`) and lists (`Date: …`) are not taken for speech.
    """
    found = [turn for start, end in lines(text) for turn in _turn(text, start, end)]
    capitals = [turn for turn in found if text[slice(*turn[1])].isupper()]
    found = capitals if len(capitals) >= LEAST else found
    labels = [text[slice(*label)].upper() for _, label in found]
    if len(found) < LEAST or len(set(labels)) < 2 or len(set(labels)) == len(labels):
        return []
    return found


def interview(text: str) -> list[tuple[Stretch, bool]]:
    """The questions and answers of an interview, and whether each is an answer.

    Lines that open with `Q:` and `A:` (or the words), at least one of each and a question
    first.
    """
    found = []
    for start, end in lines(text):
        hit = _QUESTION.match(text, start, end)
        last = start + len(text[start:end].rstrip())
        if hit is not None and hit.end() < last:
            stretch = Stretch(hit.end(), last, hit.end(), last, True)
            found.append((stretch, hit.group(1)[0] in "AaRr"))
    answers = [answer for _, answer in found]
    return found if answers and not answers[0] and True in answers else []


def _turn(text: str, start: int, end: int) -> list[tuple[Stretch, Span]]:
    hit = _CAPITALS.match(text, start, end) or _NAME.match(text, start, end)
    if hit is None:
        return []
    label = hit.group(1)
    if label.endswith(".") or (text[hit.end(1)] == "." and label not in ("Q", "A")):
        return []
    if label.split()[0].lower() in lexicon.words("cues_en", "captions"):
        return []
    last = start + len(text[start:end].rstrip())
    if len(re.findall(r"[^\W\d_]{2,}", text[hit.end() : last])) < 2:
        return []
    return [(Stretch(hit.end(), last, hit.end(), last, True), hit.span(1))]


def dialogue(
    text: str, language: str | None, taken: list[Stretch]
) -> list[tuple[Stretch, Span | None]]:
    """Lines of speech after a dash, as most languages but English and German print it.

    Each piece of speech with the reporter's words in its line. Only with a sentence's end,
    and at least two such lines or the reporter's words in one, since dashes open lists too.
    """
    if language not in lexicon.table("marks")["dash_languages"]:
        return []
    found = []
    marked = {stretch.outer_start for stretch in taken}
    for start, end in lines(text):
        hit = _DASH.match(text, start, end)
        last = start + len(text[start:end].rstrip())
        if hit and text[last - 1] in ".!?…" and not marked & set(range(start, end)):
            found.append(Stretch(hit.end(), last, hit.start(), last, True))
    held = [inserts(text, (one.start, one.end), language, line=True) for one in found]
    if len(found) < LEAST_DASHES and not any(held):
        return []
    told: list[tuple[Stretch, Span | None]] = []
    for one, said in zip(found, held, strict=True):
        by = said[0][0] if said else None
        told += ((piece, by) for piece in apart(text, one, language, line=True))
    return told
