"""Acts of reporting read off the words themselves, for languages that are not parsed.

One table a language (`data/words`): forms of the verbs of reporting, words for sources
(`laut`, `selon`), pronouns, words at which a speaker's noun phrase ends. The speaker is the
noun phrase or pronoun before the verb in its clause, else the one behind it, else the one
before an apposition.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from workers.stages.quote.language_tables import Table, table_of
from workers.stages.quote.marks.pairing import Stretch
from workers.stages.quote.reporting.by_words import chinese, japanese
from workers.stages.quote.reporting.by_words.content import Act, content_of
from workers.stages.quote.reporting.by_words.phrases import behind
from workers.stages.quote.reporting.by_words.polarity import of_words
from workers.stages.quote.reporting.by_words.sources import by_source
from workers.stages.quote.reporting.by_words.speakers import (
    is_pronoun,
    leading,
    nominative,
    speaker_of,
)
from workers.stages.quote.reporting.by_words.subjects import subject_in
from workers.stages.quote.reporting.by_words.unspaced import Part
from workers.stages.quote.reporting.by_words.words import Word, clause_start, words
from workers.stages.quote.reporting.report import Report, report_of
from workers.stages.quote.sentences import Sentence
from workers.stages.quote.spans import Span

FEW = 4
"""Words at most of a speaker without a name in a line of dialogue: `la vieille dame`."""
NAME = 2
"""Words at most of a name between marks."""


def reports(
    text: str, sentence: Sentence, language: str, people: Sequence[Span] = ()
) -> list[Report]:
    """The acts of reporting outside the marks of one sentence, in order.

    `people` are where the text names persons, in order.
    """
    table = table_of(language)
    if not table.spaced:
        return _unspaced(text, sentence, language, table)
    found: list[Report] = []
    lead: Span | None = None
    for part in outside(text, sentence, table.articles):
        held = words(text, part, table, people)
        opens = part[0] == sentence.start
        here = _in_part(text, sentence, held, table, opens)
        if not here and not opens:
            here = _unknown_verb(text, held, table)
        if opens and table.verb_last and held:
            lead = subject_in(held, 0, len(held), table)
        for report in here:
            if report.speaker is None and not opens:
                report.speaker = report.head = lead
        found += here
    return found


def _unspaced(text: str, sentence: Sentence, language: str, table: Table) -> list[Report]:
    """The same for Chinese and Japanese."""
    read = japanese.reports if language == "ja" else chinese.reports
    found: list[Report] = []
    at = sentence.start
    for n, stretch in enumerate((*sentence.stretches, None)):
        end = stretch.outer_start if stretch else sentence.end
        if at < end:
            found += read(text, sentence, Part((at, end), n > 0, stretch is not None), table)
        at = stretch.outer_end if stretch else end
    return found


def outside(text: str, sentence: Sentence, articles: Set[str]) -> list[Span]:
    """The parts of a sentence that stand outside marks; a name between marks parts nothing."""
    parts, at = [], sentence.start
    for stretch in sentence.stretches:
        if _marked_name(text, sentence, stretch, articles):
            continue
        parts.append((at, stretch.outer_start))
        at = stretch.outer_end
    parts.append((at, sentence.end))
    return [(low, high) for low, high in parts if low < high]


def _marked_name(text: str, sentence: Sentence, stretch: Stretch, articles: Set[str]) -> bool:
    """`die Zeitung „Neuer Tag“ zitiert`, `schreibt der „Bote“.`: two words, said by nobody."""
    inner = text[stretch.start : stretch.end]
    before = text[sentence.start : stretch.outer_start].rstrip()
    behind = text[stretch.outer_end : stretch.outer_end + 2].lstrip()[:1]
    ends = behind in ".;:" and before.rpartition(" ")[2].lower() in articles
    plain = before[-1:].isalnum() and (behind.isalnum() or behind == "," or ends)
    short = len(inner.split()) <= NAME and inner[:1].isupper() and inner[-1].isalnum()
    return plain and stretch.closed and short


def _in_part(
    text: str, sentence: Sentence, held: list[Word], table: Table, opens: bool
) -> list[Report]:
    found: list[Report] = []
    done = 0
    for n, word in enumerate(held):
        if word.start < done:
            continue
        report = _by_verb(text, held, n, table, opens) or by_source(text, held, n, table)
        if report is None:
            continue
        done = report.cue[1]
        report.contents = content_of(Act(text, sentence, held, n, report, table))
        report.open = not report.contents or report.rule == "source"
        if _nobody(text, held, n, report.speaker, table):
            report.speaker, report.head, report.polarity = None, None, "denied"
            report.nobody = True
        if report.rule == "clause_only" and not report.contents:
            continue
        report.rule = "surface" if report.rule == "clause_only" else report.rule
        found.append(report)
    return found


def _nobody(text: str, held: list[Word], n: int, speaker: Span | None, table: Table) -> bool:
    """`Niemand sagte`, `Personne n'a dit`: said by nobody."""
    if speaker is not None:
        return text[slice(*speaker)].lower().split()[0] in table.nobody
    return any(word.low in table.nobody for word in held[clause_start(held, n) : n])


def _by_verb(text: str, held: list[Word], n: int, table: Table, opens: bool) -> Report | None:
    word = held[n]
    negated = table.not_prefix and word.low.removeprefix(table.not_prefix) in table.says
    may = word.low in table.says_infinitive and _modal(held, n, table)
    plain = word.low in table.says or may or (negated and word.low.startswith(table.not_prefix))
    inverted = _inverted(word.low, table)
    if not (plain or inverted or word.low in table.says_that):
        return None
    if word.named and n and not word.gap and table.capitals and not inverted:
        return None  # a noun or name that is written like a form of the verb
    follows = n + 1 < len(held) and held[n + 1].low in table.says and not held[n + 1].gap
    if follows and not inverted:
        return None  # `dit avoir expliqué`, `said, added`: the last verb counts
    if inverted:
        tail = word.text.rpartition("-")[2]
        end = held[n + 1].end if n + 1 < len(held) and held[n + 1].low in table.says else word.end
        speaker: Span | None = (word.end - len(tail), word.end)
        report = report_of(text, (word.start, end), speaker, "surface")
    else:
        at = _finite(held, n, table)
        speaker = speaker_of(held, at, n, table, opens)
        rule = "surface" if plain else "clause_only"
        report = report_of(text, (word.start, word.end), speaker, rule)
    report.polarity = of_words(held, n, table)
    return report


def _modal(held: list[Word], n: int, table: Table) -> bool:
    """`podría decir`, `könnte … sagen`: an infinitive with a word of possibility before it."""
    return any(word.low in table.maybe for word in held[clause_start(held, n) : n])


def _inverted(low: str, table: Table) -> bool:
    """`dit-il`, `a-t-elle`."""
    head, hyphen, tail = low.rpartition("-")
    verb = head.removesuffix("-t")
    known = verb in table.says or verb in table.auxiliaries
    return bool(hyphen) and tail in table.pronouns and known


def _finite(held: list[Word], n: int, table: Table) -> int:
    """The place of the auxiliary where a participle is the cue: `hatte Merkel … verkündet`."""
    start = clause_start(held, n)
    for at in range(start, n):
        if held[at].low in table.auxiliaries:
            return at
    return n


def _unknown_verb(text: str, held: list[Word], table: Table) -> list[Report]:
    """`“…”, resümiert Meyer`: what stands behind mark and comma is the verb, known or not."""
    if len(held) < 2 or held[0].gap[:1] != "," or not held[0].text[0].islower():
        return []
    first = 1 if held[0].low in table.auxiliaries and held[1].text[0].islower() else 0
    if held[first].low in table.ends | table.small | table.skip | table.that or not table.capitals:
        return []
    speaker = behind(held, first + 1, table)
    named = speaker and (
        any(w.named for w in held if speaker[0] <= w.start < speaker[1])
        or is_pronoun(held, speaker, table)
    )
    return [report_of(text, (held[0].start, held[first].end), speaker, "surface")] if named else []


def subject(
    text: str, sentence: Sentence, language: str, people: Sequence[Span] = ()
) -> Report | None:
    """The noun phrase or pronoun that opens a sentence, for a quote after its colon."""
    table = table_of(language)
    parts = outside(text, sentence, table.articles)
    if not table.spaced:
        return japanese.subject(text, sentence) if language == "ja" else None
    held = words(text, parts[0], table, people) if parts and parts[0][0] == sentence.start else []
    span = leading(held, table) if held else None
    if span is None:
        return None
    lead = report_of(text, (span[1], span[1]), span, "surface")
    lead.person = not table.verb_second or nominative(held, span, table) > 0
    return lead


def told(text: str, by: Span, language: str) -> Report | None:
    """The report in the reporter's words of a line of dialogue: `ответил сосед`.

    Without a name, the few words behind the verb are the speaker.
    """
    table = table_of(language)
    report = next(iter(reports(text, Sentence(*by, 0, ()), language)), None)
    if report is not None and report.speaker is None and table.spaced:
        held = words(text, (report.cue[1], by[1]), table)
        stops = table.stops | table.objects | table.prepositions
        if 0 < len(held) <= FEW and not any(word.low in stops for word in held):
            report.speaker = report.head = (held[0].start, held[-1].end)
    return report
