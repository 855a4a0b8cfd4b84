"""Names of speakers, works and things, read off the words, for languages that are not parsed."""

from __future__ import annotations

import re

from workers.stages.quote.marks.pairing import Stretch
from workers.stages.quote.reporting.surface_table import WORD, table_of
from workers.stages.quote.sentences import Sentence

_PATRONYMIC = ("вич", "вна", "ична", "инична")


def name(mention: str, language: str) -> str | None:
    """The name in a speaker's words: `die Bürgermeisterin Anna Mayer` -> `Anna Mayer`.

    German writes all nouns with a capital, so that behind an article the first is taken
    for a description; elsewhere a capital right behind an article is an institution's.
    """
    table = table_of(language)
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


def is_announced(text: str, sentence: Sentence, stretch: Stretch, language: str) -> bool:
    """Whether a stretch is announced as a name or title: `das Lied „…“`, `„…“ (NID)`."""
    behind = text[stretch.outer_end : stretch.outer_end + 12]
    if re.match(r"\s*\([A-ZÄÖÜ][\w-]{1,6}\)|, (?:kurz|abgekürzt)", behind):
        return True
    nouns = {word.lower() for word in table_of(language).get("works", [])}
    before = WORD.findall(text[sentence.start : stretch.outer_start][-40:])
    return bool(before) and before[-1].lower() in nouns


def is_label(text: str, stretch: Stretch, language: str) -> bool:
    """Whether a stretch has none but nouns and small words, as names and titles do."""
    table = table_of(language)
    if not table or text[stretch.end - 1] in ".!?…,":
        return False
    words = WORD.findall(text[stretch.start : stretch.end])
    return not any(word.islower() and word not in table["small"] for word in words)
