"""Acts of reporting read off the words themselves, for languages that are not parsed.

One table a language (`data/surface.json`): forms of the verbs of reporting, words for
sources (`laut`, `selon`), pronouns, words at which a speaker's noun phrase ends, nouns
that announce titles. A verb next to quoted words reports them; its speaker is the noun
phrase behind it where one stands there, else the one before it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from workers.stages.quote import lexicon
from workers.stages.quote.marks.pairing import Stretch
from workers.stages.quote.reporting.noun_phrases import Span
from workers.stages.quote.reporting.report import Report
from workers.stages.quote.sentences import Sentence

_WORD = re.compile(r"[^\W_]+(?:[-.'’][^\W_]+)*")
_STOP = re.compile(r"[,;:.!?()„“”«»\"–—]")
LONGEST = 9
"""Words of a speaker's noun phrase at most."""


def languages() -> frozenset[str]:
    """The languages that have a table."""
    return frozenset(lexicon.table("surface"))


def reports(text: str, sentence: Sentence, language: str) -> list[Report]:
    """The acts of reporting outside the marks of one sentence, in order."""
    table = _table(language)
    found: list[Report | None] = []
    for part in _outside(sentence):
        subject_first = part[0] == sentence.start and _starts_with_subject(text, part, table)
        before = len(found)
        done = part[0]
        for word in _WORD.finditer(text, *part):
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
    speaker = _behind(text, hit.end(1), part[1], table)
    return _report(text, hit.span(1), speaker, "surface") if speaker else None


def subject(text: str, sentence: Sentence, language: str) -> Report | None:
    """The noun phrase or pronoun that opens a sentence, for a quote after its colon."""
    table = _table(language)
    part = _outside(sentence)[0] if _outside(sentence) else (sentence.start, sentence.start)
    if not _starts_with_subject(text, part, table):
        return None
    taken: list[re.Match[str]] = []
    for word in _WORD.finditer(text, *part):
        small = word.group().lower()
        if not taken and small in table["pronouns"]:
            return _report(text, word.span(), word.span(), "surface")
        if len(taken) > 1 and word.group().islower() and taken[-1].group()[0].isupper():
            break
        taken.append(word)
    span = _named(taken[:LONGEST])
    return _report(text, (span[1], span[1]), span, "surface") if span else None


def _starts_with_subject(text: str, part: Span, table: dict[str, Any]) -> bool:
    first = _WORD.search(text, *part)
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
    before = _before(text, part[0], at[0], table)
    behind = at != cue and _behind(text, at[1], cue[0], table)
    behind = behind or _behind(text, cue[1], part[1], table)
    first = subject_first and not _is_put_in(text[part[0] : at[0]].rstrip(), table)
    speaker = before or behind if first else behind or before
    if speaker and text[slice(*speaker)].lower() == "es" and table["impersonal"]:
        source = re.compile(table["impersonal"]).match(text, speaker[1], part[1])
        speaker = _behind(text, source.end(), part[1], table | {"objects": ()}) if source else None
    return _report(text, cue, speaker, "surface")


def _participle(text: str, cue: Span, end: int, table: dict[str, Any]) -> int:
    """The end of `a-t-il ajouté`: the participle says what kind of saying it was."""
    following = _WORD.match(text, cue[1] + 1, end)
    is_cue = following is not None and following.group().lower() in table["cues"]
    return following.end() if following is not None and is_cue else cue[1]


def told(text: str, by: Span, language: str) -> Report | None:
    """The report in the reporter's words of a line of dialogue: `ответил сосед`.

    Without a name, the few words behind the verb are the speaker.
    """
    report = next(iter(reports(text, Sentence(*by, 0, ()), language)), None)
    if report is not None and report.speaker is None:
        words = list(_WORD.finditer(text, report.cue[1], by[1]))
        stops = _table(language)["stops"] | _table(language)["objects"]
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
    for word in _WORD.finditer(text, part[0], cue[0]):
        if word.group().lower() in table["auxiliaries"]:
            return word.span()
    return cue


def _source(text: str, part: Span, word: Span, table: dict[str, Any]) -> Report | None:
    speaker = _behind(text, word[1], part[1], table | {"objects": ()})
    return _report(text, word, speaker, "source") if speaker else None


def _report(text: str, cue: Span, speaker: Span | None, rule: str) -> Report:
    low = min(cue[0], speaker[0]) if speaker else cue[0]
    high = max(cue[1], speaker[1]) if speaker else cue[1]
    return Report(cue, text[slice(*cue)].lower(), speaker, speaker, rule=rule, clause=(low, high))


def _behind(text: str, at: int, end: int, table: dict[str, Any]) -> Span | None:
    """The noun phrase or pronoun right behind a verb, adverbs left aside."""
    stop = _STOP.search(text, at, end)
    taken: list[re.Match[str]] = []
    for word in list(_WORD.finditer(text, at, stop.start() if stop else end))[:LONGEST]:
        small = word.group()
        if not taken:
            if small in table["skip"]:
                continue
            if small in table["pronouns"]:
                return word.span()
            if small in table["owners"]:
                taken.append(word)
                continue
            if small in table["stops"] or small in table["objects"]:
                return None
        elif small in table["stops"] or small in table["skip"]:
            break
        taken.append(word)
    name = _NAME_BESIDE.match(text, taken[-1].end(), end) if taken else None
    if name is not None and not any(word.group()[0].isupper() for word in taken):
        return taken[0].start(), name.end()
    return _named(taken)


_NAME_BESIDE = re.compile(r",(?: [^\W\d_a-zà-ÿа-яё][\w.'’-]+){2,4}(?=[,.;:])")
"""`prévient son adjoint, | Luc Roy.`: two words and more with a capital."""


def _before(text: str, start: int, end: int, table: dict[str, Any]) -> Span | None:
    """The noun phrase right before a verb, over an apposition between commas."""
    pieces = list(re.finditer(r"[^,;:.!?()–—]*[^,;:.!?()–—\s][^,;:.!?()–—]*", text[start:end]))
    if not pieces:
        return None
    piece = pieces[-1]
    if text[start:end].rstrip().endswith((",", ")")) and len(pieces) > 1:
        piece = pieces[-2]
        named = _NAME_BESIDE.match(text, start + piece.end(), end)
        if named is not None and text[named.end() : end].strip() in (",", ")"):
            first = _WORD.search(text, start + piece.start())
            if first is not None and first.group().lower() in table["small"] | table["owners"]:
                return first.start(), named.end()
    taken: list[re.Match[str]] = []
    skipped = table["stops"] | table["skip"] | table["sources"]
    for word in _WORD.finditer(text, start + piece.start(), start + piece.end()):
        small = word.group().lower()
        if not taken and small in skipped:
            continue
        if not taken and small in table["pronouns"]:
            return word.span()
        if taken and small in table["stops"] and taken[-1].group()[0].isupper():
            break
        taken.append(word)
    return _named(taken[:LONGEST], None if table.get("capital_nouns") else start)


def _named(taken: list[re.Match[str]], opening: int | None = None) -> Span | None:
    """The words from the first to the last with a capital.

    Where a sentence opens at `opening`, the capital there tells nothing if others follow.
    """
    capital = [n for n, word in enumerate(taken) if word.group()[0].isupper()]
    if capital == [0] and len(taken) > 1 and taken[0].start() == opening:
        return None
    if not capital:
        return None
    return taken[0].start(), taken[capital[-1]].end()


def name(mention: str, language: str) -> str | None:
    """The name in a speaker's words: `die Bürgermeisterin Anna Mayer` -> `Anna Mayer`.

    German writes all nouns with a capital, so that behind an article the first is taken
    for a description; elsewhere a capital right behind an article is an institution's.
    """
    table = _table(language)
    titles = tuple(table.get("titles", ()))
    words = mention.split()
    while titles and len(words) > 2 and words[-2][-1] == "," and words[-1].lower().endswith(titles):
        words = [*words[:-2], words[-2][:-1]]
    small = table["small"]
    run: list[str] = []
    for word in reversed(words):
        if not word[0].isupper() or word.lower() in small or (run and word[-1] == ","):
            break
        run.insert(0, word)
    explained = len(run) < len(words) and words[-len(run) - 1][-1] == ","
    described = words[0].lower() in small and not explained
    if described and language == "de":
        run = run[1:]
    elif described and len(run) == len(words) - 1:
        return None
    while len(run) > 1 and titles and run[0].lower().endswith(titles):
        run.pop(0)
    if language == "ru" and 0 < len(run) < len(words):
        run = _without_body(run)
    return " ".join(run) or None


def _without_body(run: list[str]) -> list[str]:
    """`(депутат) Госдумы Ольга Петрова`: a Russian office names its body in the genitive.

    First and last name stay, with a patronymic between them where one stands. A woman's
    first name ends like the genitive of a man's and of some bodies, so there only an
    ending that no first name has tells.
    """
    least = 3 if len(run) > 2 and run[-2].endswith(_PATRONYMIC) else 2
    woman = run[-1].endswith(("а", "я"))
    endings = ("ы", "и", "го", "ой", "ей") if woman else ("ы", "и", "а", "я", "го", "ой", "ей")
    while len(run) > least and (run[0].endswith(endings) or run[0].isupper()):
        run = run[1:]
    return run


_PATRONYMIC = ("вич", "вна", "ична", "инична")


def is_announced(text: str, sentence: Sentence, stretch: Stretch, language: str) -> bool:
    """Whether a stretch is announced as a name or title: `das Lied „…“`, `„…“ (NID)`."""
    behind = text[stretch.outer_end : stretch.outer_end + 12]
    if re.match(r"\s*\([A-ZÄÖÜ][\w-]{1,6}\)|, (?:kurz|abgekürzt)", behind):
        return True
    nouns = {word.lower() for word in _table(language).get("works", [])}
    before = _WORD.findall(text[sentence.start : stretch.outer_start][-40:])
    return bool(before) and before[-1].lower() in nouns


def is_label(text: str, stretch: Stretch, language: str) -> bool:
    """Whether a stretch has none but nouns and small words, as names and titles do."""
    table = _table(language)
    if not table or text[stretch.end - 1] in ".!?…,":
        return False
    words = _WORD.findall(text[stretch.start : stretch.end])
    return not any(word.islower() and word not in table["small"] for word in words)


@cache
def _table(language: str) -> dict[str, Any]:
    """The table of a language, its lists as sets; empty where it has none."""
    found: dict[str, Any] = lexicon.table("surface").get(language, {})
    return {key: frozenset(held) if isinstance(held, list) else held for key, held in found.items()}
