"""Task quotes: id, text -> the quotes that the line would attribute, one a piece."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workers.records import Article, Decoding, Origin
from workers.settings import load
from workers.stages import steps
from workers.stages.contract import run
from workers.stages.decode.language import identify
from workers.stages.quote.finished.quotes import features


def quotes(inputs: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Language, entities and quotes of each text, by the stages' own steps."""
    settings = load()
    tag, quote = steps("tag", settings)[0], steps("quote", settings)[0]
    for row in inputs:
        tagged = run(tag, article_of(row["id"], row["text"]), {})[0].record
        enriched = run(quote, tagged, {"latest": {}})[0].record
        assert isinstance(enriched, Article)
        yield {"id": row["id"], "quotes": [_flat(found) for found in enriched.quotes or []]}


def article_of(id_: str, text: str) -> Article:
    """A decoded article with nothing but a text and its language."""
    return Article(
        id=id_,
        text=text,
        received_at="2026-01-01T00:00:00.000Z",
        origin=Origin(topic="none", partition=0, offset=0),
        decoding=Decoding(
            charset=None, charset_declared=None, charset_rule="given", extractor="none"
        ),
        language=identify(text)[0],
    )


def _flat(found: Any) -> dict[str, Any]:
    return {
        "start": found.start,
        "end": found.end,
        "type": found.kind,
        "speaker": found.speaker.text,
        "speaker_start": found.speaker.start,
        "speaker_end": found.speaker.end,
        "speaker_name": found.speaker.name,
        "confidence": found.confidence,
        "rule": found.rule,
        "features": features(found.rule, found.kind, found.speaker, found.cue),
    }
