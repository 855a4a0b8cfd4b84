"""Sources named without a verb of reporting: `laut der Polizei`, `по словам мэра`."""

from __future__ import annotations

import re

from workers.stages.quote.language_tables import Table
from workers.stages.quote.reporting.by_words.phrases import phrase_end
from workers.stages.quote.reporting.by_words.words import Word
from workers.stages.quote.reporting.report import Report, report_of
from workers.stages.quote.spans import Span

NEAR = 4
"""Words at most before a postposition that name the source."""
LONGEST_SOURCE = 7
"""Words at most of a source without a name."""


def by_source(text: str, held: list[Word], n: int, table: Table) -> Report | None:
    """`laut der Polizei`, `по словам мэра`, `Bakana göre`."""
    word = held[n]
    if word.low in table.sources_behind and n:
        start = n - 1
        while start > 0 and not held[start].gap and n - start < NEAR:
            start -= 1
        stem = re.split("['’]", held[n - 1].text)[0]  # `Göç'e göre`
        ahead = (held[start].start, held[n - 1].start + len(stem))
        return report_of(text, (word.start, word.end), ahead, "source")
    length = max((len(one) for one in table.sources if _matches(held, n, one)), default=0)
    if not length:
        return None
    if word.low == "so" and word.gap[-1:] != "," and n:
        return None  # German: `, so Meyer` alone tells a source
    at = n + length
    joined = next(one for one in table.sources if len(one) == length and _matches(held, n, one))
    prefix = not table.capitals and len(joined[-1]) == 1
    if prefix:
        at -= 1  # Arabic: the preposition is written as one word with the name
    if at >= len(held) or (held[at].gap and held[at].gap not in ("'", "’")):
        return None
    if held[at].low in table.pronouns:
        span: Span | None = (held[at].start, held[at].end)
    else:
        end = _source_end(held, at, table)
        low = held[at].start + (prefix and held[at].low[:2] != "لل")
        span = (low, held[end - 1].end) if end > at else None
    end = held[max(at - 1, n)].end
    return report_of(text, (word.start, end), span, "source") if span else None


def _source_end(held: list[Word], at: int, table: Table) -> int:
    """Behind the noun phrase of a source, whose case is no matter: `laut einem Sprecher`."""
    first = at
    while at < len(held) and (held[at].low in table.oblique or held[at].low in table.of):
        at += 1
    end = phrase_end(held, at, table)
    named = [n for n in range(at, end) if held[n].named]
    if named and table.capitals:
        return named[-1] + 1
    return min(end, first + LONGEST_SOURCE)


def _matches(held: list[Word], n: int, phrase: tuple[str, ...]) -> bool:
    if len(held) < n + len(phrase):
        return False
    for k, one in enumerate(phrase):
        word = held[n + k]
        same = word.low == one or (len(one) == 1 and word.low.startswith(one) and k > 0)
        if not same or (k and word.gap not in ("", "'", "’")):
            return False
    return True
