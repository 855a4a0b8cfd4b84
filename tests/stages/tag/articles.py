"""Articles as the tag stage receives them."""

from __future__ import annotations

from workers.records import Article, Decoding, Entity, Origin
from workers.stages.contract import run
from workers.stages.tag.step import Tag


def article(text: str, language: str | None = "en", **fields: str | None) -> Article:
    return Article(
        id=fields.pop("id", None) or "a",
        text=text,
        language=language,
        received_at="2026-01-01T00:00:00.000Z",
        origin=Origin(topic="articles.raw", partition=0, offset=0),
        decoding=Decoding(
            charset="utf-8", charset_declared=None, charset_rule="declared", extractor="none"
        ),
        **fields,
    )


def tagged(tag: Tag, given: Article) -> Article:
    (emit,) = run(tag, given, {})
    assert isinstance(emit.record, Article)
    return emit.record


def entities(tag: Tag, text: str, language: str = "en") -> list[Entity]:
    return tagged(tag, article(text, language)).entities or []
