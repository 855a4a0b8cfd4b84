"""Names of speakers, works and things, read off the words, for languages that are not parsed."""

from __future__ import annotations

import re

from workers.stages.quote.language_tables import Table, languages, table_of
from workers.stages.quote.marks.pairing import Stretch
from workers.stages.quote.reporting.by_words import unspaced
from workers.stages.quote.reporting.by_words.phrases import PARTICLES, is_title
from workers.stages.quote.sentences import Sentence
from workers.stages.quote.spans import WORD

_PATRONYMIC = ("вич", "вна", "ична", "инична", "вич", "івна", "ївна")
_EDGES = ".,;:()«»„“”\"'’"


def name(mention: str, language: str) -> str | None:
    """The name in a speaker's words: `die Bürgermeisterin Anna Mayer` -> `Anna Mayer`."""
    table = table_of(language)
    if not table.spaced:
        return unspaced.name(mention, language)
    if not table.capitals:
        return _without_capitals(mention.split(), table.titles, table.small)
    words = _first_of(_bare(mention, table).split(), table)
    while len(words) > 2 and words[-2][-1] == "," and is_title(words[-1].lower(), table):
        words = [*words[:-2], words[-2][:-1]]
    run = _capitals_at_end(words, table)
    if not run or _is_body(words, run, table):
        return None
    if table.capital_nouns and words[0].lower() in table.small and not _explained(words, run):
        run = run[1:]  # behind an article, the first noun describes
    run = _without_titles(run, table)
    if table.free_nouns and language in ("ru", "uk") and 0 < len(run) < len(words):
        run = _without_body(run)
    return " ".join(run).strip(_EDGES) or None


def _capitals_at_end(words: list[str], table: Table) -> list[str]:
    """The words with a capital that end a mention, with the particles between them."""
    run: list[str] = []
    for word in reversed(words):
        low = word.lower().strip(_EDGES)
        particle = bool(run) and low in PARTICLES and low in table.of | table.articles
        inner = bool(run) and word[0].isupper() and len(run) < len(words) - 1
        small = low in table.small - PARTICLES and not inner
        if not (word[0].isupper() or particle) or small or (run and word[-1] == ","):
            break
        run.insert(0, word)
    while run and (run[0][0].islower() or run[0].lower() in table.small):
        run.pop(0)
    return run


def _explained(words: list[str], run: list[str]) -> bool:
    """Whether a comma stands before the name: `der Sprecher, | Karl Meyer`."""
    return len(run) < len(words) and words[-len(run) - 1][-1] == ","


def _is_body(words: list[str], run: list[str], table: Table) -> bool:
    """`the police of Lyon`, `El Gobierno`: a capital right behind an article or `of`."""
    if words[0][1:2] in ("'", "’") and words[0][0].lower() in table.articles:
        return words[0][2:3].isupper() and len(run) == len(words)
    if _explained(words, run) or len(run) == len(words):
        return False
    if words[-len(run) - 1].lower() in table.of:
        return True
    opens = words[0].lower() in table.small and not table.capital_nouns
    return opens and len(run) >= len(words) - 1


def _first_of(words: list[str], table: Table) -> list[str]:
    """The first of two speakers: `Anna Mayer und Tom Reuter` -> `Anna Mayer`."""
    at = next((n for n, word in enumerate(words) if n > 1 and word in table.joins), None)
    both = (
        at is not None
        and at + 2 < len(words) + 1
        and all(word[0].isupper() for word in (*words[at - 2 : at], words[-1]))
    )
    return words[:at] if both else words


def _bare(mention: str, table: Table) -> str:
    """Without a case ending behind an apostrophe: `Pelin Göç'e`."""
    return re.sub(r"['’]\w{1,4}$", "", mention) if table.verb_last else mention


def _without_titles(run: list[str], table: Table) -> list[str]:
    """`Richterin Else Rubin`, `Maliye Bakanı Rıza Salman`: what stands behind the last title."""
    last = max(
        (n for n, one in enumerate(run) if is_title(one.lower().strip(_EDGES), table)), default=-1
    )
    return run[last + 1 :] if -1 < last < len(run) - 1 else run


def _without_capitals(
    words: list[str], titles: frozenset[str], small: frozenset[str]
) -> str | None:
    """A name in a script without capitals: what stands behind the last title, if anything."""
    last = max((n for n, word in enumerate(words) if word in titles), default=-1)
    rest = [word for word in words[last + 1 :] if word not in small]
    if last >= 0:
        while rest and rest[0].startswith("ال") and len(rest) > 2:
            rest.pop(0)  # `وزير الخارجية أحمد علي`: the office's own words
        return " ".join(rest) if len(rest) > 1 and not rest[0].startswith("ال") else None
    return " ".join(words) if 1 < len(words) < 4 and not words[0].startswith("ال") else None


def _without_body(run: list[str]) -> list[str]:
    """`(депутат) Госдумы Ольга Петрова`: a Russian office names its body in the genitive.

    First and last name stay, with a patronymic between them where one stands. A woman's
    first name ends like the genitive of a man's and of some bodies, so there only an
    ending that no first name has tells.
    """
    least = 3 if len(run) > 2 and run[-2].endswith(_PATRONYMIC) else 2
    woman = run[-1].endswith(("а", "я"))
    endings = ("ы", "и", "го", "ой", "ей") if woman else ("ы", "и", "а", "я", "го", "ой", "ей", "у")
    while len(run) > least and (run[0].endswith(endings) or run[0].isupper()):
        run = run[1:]
    return run


def is_announced(text: str, sentence: Sentence, stretch: Stretch, language: str) -> bool:
    """Whether a stretch is announced as a name or title: `das Lied „…“`, `„…“ (NID)`."""
    behind = text[stretch.outer_end : stretch.outer_end + 12]
    if re.match(r"\s*\([A-ZÄÖÜ][\w-]{1,6}\)|, (?:kurz|abgekürzt)", behind):
        return True
    if language not in languages():
        return False
    table = table_of(language)
    ahead = text[sentence.start : stretch.outer_start][-40:]
    if not table.spaced:
        return ahead.rstrip("《「“ ").endswith(tuple(table.works))
    nouns = {word.lower() for word in table.works}
    before = WORD.findall(ahead)
    return bool(before) and before[-1].lower() in nouns and not ahead.rstrip().endswith(":")


def is_label(text: str, stretch: Stretch, language: str) -> bool:
    """Whether a stretch has none but nouns and small words, as names and titles do."""
    if language not in languages() or text[stretch.end - 1] in ".!?…,。！？":
        return False
    table = table_of(language)
    if not table.spaced or not table.capitals:
        return False
    words = WORD.findall(text[stretch.start : stretch.end])
    return not any(word.islower() and word not in table.small for word in words)
