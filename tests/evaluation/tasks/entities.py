"""Predictions of the tag stage for the tasks ner, link and cluster (all English texts)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workers.records import Article, Decoding, Origin
from workers.settings import Settings
from workers.stages.contract import run
from workers.stages.tag.step import Tag


def ner(inputs: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """{id, text} to {id, entities}: one item a mention, with start, end, type, wiki, cluster."""
    step = Tag(Settings())
    for given in inputs:
        (emit,) = run(step, article(given["id"], given["text"]), {})
        assert isinstance(emit.record, Article)
        assert emit.record.entities is not None
        yield {
            "id": given["id"],
            "entities": [
                {
                    "start": mention.start,
                    "end": mention.end,
                    "type": entity.type,
                    "wiki": entity.wikipedia,
                    "cluster": entity.id,
                }
                for entity in emit.record.entities
                for mention in entity.mentions
            ],
        }


link = cluster = ner


def places(inputs: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """{id, text} to {id, entities}: one item a toponym, as LOC, with the point of its place."""
    step = Tag(Settings())
    for given in inputs:
        (emit,) = run(step, article(given["id"], given["text"]), {})
        assert isinstance(emit.record, Article)
        yield {
            "id": given["id"],
            "entities": [
                {
                    "start": one.start,
                    "end": one.end,
                    "type": "LOC",
                    "latitude": one.latitude,
                    "longitude": one.longitude,
                    "geonames": one.geonames,
                }
                for one in emit.record.toponyms or ()
            ],
        }


def article(id: str, text: str, language: str = "en") -> Article:
    """A decoded article that holds nothing but a text."""
    return Article(
        id=id,
        text=text,
        language=language,
        received_at="2026-01-01T00:00:00.000Z",
        origin=Origin(topic="articles.raw", partition=0, offset=0),
        decoding=Decoding(
            charset="utf-8", charset_declared=None, charset_rule="text", extractor="none"
        ),
    )
