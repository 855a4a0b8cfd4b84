"""Acts of reporting read off the words themselves, for languages that are not parsed.

One table a language (`data/surface.json`): forms of the verbs of reporting, words for
sources (`laut`, `selon`), pronouns, words at which a speaker's noun phrase ends, nouns
that announce titles. A verb next to quoted words reports them; its speaker is the noun
phrase behind it where one stands there, else the one before it.
"""

from __future__ import annotations

import re
from typing import Any

from workers.stages.quote.reporting.report import Report
from workers.stages.quote.reporting.surface_phrases import (
    LONGEST,
    capitalised,
    phrase_before,
    phrase_behind,
)
from workers.stages.quote.reporting.surface_table import WORD, table_of
from workers.stages.quote.sentences import Sentence
from workers.stages.quote.spans import Span


def reports(text: str, sentence: Sentence, language: str) -> list[Report]:
    """The acts of reporting outside the marks of one sentence, in order."""
    table = table_of(language)
    found: list[Report | None] = []
    for part in _outside(sentence):
        subject_first = part[0] == sentence.start and _starts_with_subject(text, part, table)
        before = len(found)
        done = part[0]
        for word in WORD.finditer(text, *part):
            small = word.group().lower()
            if word.start() < done:
                continue
            if small in table["cues"] or _inverted(small, table):
                report = _verb(text, part, word.span(), table, subject_first)
                done = report.cue[1]
                found.append(report)
            elif small in table["sources"]:
                found.append(_source(text, part, word.span(), table))
        if len(found) == before and part[0] != sentence.start:
            found.append(_unknown(text, part, table))
    return [report for report in found if report is not None]


def _unknown(text: str, part: Span, table: dict[str, Any]) -> Report | None:
    """`“…”, resümiert Meyer`: what stands behind mark and comma is the verb, known or not."""
    hit = re.compile(r"\s*,\s+(?:[-–—]\s+)?([^\W\d_]+)\s").match(text, *part)
    if hit is None or not hit.group(1).islower() or hit.group(1) in table["stops"] | table["small"]:
        return None
    speaker = phrase_behind(text, hit.end(1), part[1], table)
    return _report(text, hit.span(1), speaker, "surface") if speaker else None


def subject(text: str, sentence: Sentence, language: str) -> Report | None:
    """The noun phrase or pronoun that opens a sentence, for a quote after its colon."""
    table = table_of(language)
    part = _outside(sentence)[0] if _outside(sentence) else (sentence.start, sentence.start)
    if not _starts_with_subject(text, part, table):
        return None
    taken: list[re.Match[str]] = []
    for word in WORD.finditer(text, *part):
        small = word.group().lower()
        if not taken and small in table["pronouns"]:
            return _report(text, word.span(), word.span(), "surface")
        if len(taken) > 1 and word.group().islower() and taken[-1].group()[0].isupper():
            break
        taken.append(word)
    span = capitalised(taken[:LONGEST])
    return _report(text, (span[1], span[1]), span, "surface") if span else None


def _starts_with_subject(text: str, part: Span, table: dict[str, Any]) -> bool:
    first = WORD.search(text, *part)
    return first is not None and first.group().lower() not in table["stops"] | table["skip"]


def _inverted(word: str, table: dict[str, Any]) -> bool:
    """`dit-il`, `a-t-elle`."""
    head, _, tail = word.rpartition("-")
    verb = head.removesuffix("-t")
    return tail in table["pronouns"] and (verb in table["cues"] or verb in table["auxiliaries"])


def _outside(sentence: Sentence) -> list[Span]:
    """The parts of a sentence that stand outside marks."""
    parts, at = [], sentence.start
    for stretch in sentence.stretches:
        parts.append((at, stretch.outer_start))
        at = stretch.outer_end
    parts.append((at, sentence.end))
    return [(low, high) for low, high in parts if low < high]


def _verb(text: str, part: Span, cue: Span, table: dict[str, Any], subject_first: bool) -> Report:
    tail = text[cue[0] : cue[1]].rpartition("-")[2]
    if len(tail) < cue[1] - cue[0] and tail.lower() in table["pronouns"]:
        whole = (cue[0], _participle(text, cue, part[1], table))
        return _report(text, whole, (cue[1] - len(tail), cue[1]), "surface")
    at = _finite(text, part, cue, table)
    before = phrase_before(text, part[0], at[0], table)
    behind = at != cue and phrase_behind(text, at[1], cue[0], table)
    behind = behind or phrase_behind(text, cue[1], part[1], table)
    first = subject_first and not _is_put_in(text[part[0] : at[0]].rstrip(), table)
    speaker = before or behind if first else behind or before
    if speaker and text[slice(*speaker)].lower() == "es" and table["impersonal"]:
        source = re.compile(table["impersonal"]).match(text, speaker[1], part[1])
        speaker = (
            phrase_behind(text, source.end(), part[1], table | {"objects": ()}) if source else None
        )
    return _report(text, cue, speaker, "surface")


def _participle(text: str, cue: Span, end: int, table: dict[str, Any]) -> int:
    """The end of `a-t-il ajouté`: the participle says what kind of saying it was."""
    following = WORD.match(text, cue[1] + 1, end)
    is_cue = following is not None and following.group().lower() in table["cues"]
    return following.end() if following is not None and is_cue else cue[1]


def told(text: str, by: Span, language: str) -> Report | None:
    """The report in the reporter's words of a line of dialogue: `ответил сосед`.

    Without a name, the few words behind the verb are the speaker.
    """
    report = next(iter(reports(text, Sentence(*by, 0, ()), language)), None)
    if report is not None and report.speaker is None:
        words = list(WORD.finditer(text, report.cue[1], by[1]))
        stops = table_of(language)["stops"] | table_of(language)["objects"]
        if 0 < len(words) <= FEW and not any(word.group().lower() in stops for word in words):
            report.speaker = report.head = (words[0].start(), words[-1].end())
    return report


FEW = 3
"""Words at most of a speaker without a name in a line of dialogue: `la vieille dame`."""


def _is_put_in(before: str, table: dict[str, Any]) -> bool:
    """`Die Fähre sei alt, sagte Meyer`, not `Meyer, der Kapitän, sagte`: the verb leads."""
    return before.endswith(",") and (not table.get("capital_nouns") or before.count(",") == 1)


def _finite(text: str, part: Span, cue: Span, table: dict[str, Any]) -> Span:
    """The auxiliary where a participle is the cue: `hatte Merkel … verkündet`."""
    for word in WORD.finditer(text, part[0], cue[0]):
        if word.group().lower() in table["auxiliaries"]:
            return word.span()
    return cue


def _source(text: str, part: Span, word: Span, table: dict[str, Any]) -> Report | None:
    speaker = phrase_behind(text, word[1], part[1], table | {"objects": ()})
    return _report(text, word, speaker, "source") if speaker else None


def _report(text: str, cue: Span, speaker: Span | None, rule: str) -> Report:
    low = min(cue[0], speaker[0]) if speaker else cue[0]
    high = max(cue[1], speaker[1]) if speaker else cue[1]
    return Report(cue, text[slice(*cue)].lower(), speaker, speaker, rule=rule, clause=(low, high))
