"""The quote stage: tagged articles in, enriched articles, mentions and quotes out."""

from __future__ import annotations

from collections.abc import Iterator

from workers import topology
from workers.records import Article, MentionRecord, QuoteRecord
from workers.settings import Settings
from workers.stages.contract import Emit, Step, Tables
from workers.stages.quote.extract import quotes, support
from workers.stages.quote.marks import stretches
from workers.stages.quote.sentences import Sentence, sentences


def steps(settings: Settings) -> list[Step]:
    """The one step of the stage."""
    return [Quotes(settings)]


class Quotes:
    """Fills `quotes`, and gives each mention and each quote a record of its own."""

    stage = "quote"
    topic = topology.TAGGED

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def prepare(self, record: Article) -> Article:
        """The article with its quotes."""
        record.quotes = quotes(
            record.text, record.language, record.entities or [], record.id, self._settings
        )
        record.quotes_support = support(record.language)
        return record

    def apply(self, prepared: Article, tables: Tables) -> list[Emit]:
        """The enriched article first, then its mentions and quotes."""
        return [
            Emit(topology.ENRICHED, prepared.id, prepared),
            *_mentions(prepared),
            *_quotes(prepared),
        ]


def _mentions(article: Article) -> Iterator[Emit]:
    placed = sorted(
        (
            (m.start, m.end, entity.id, m, entity)
            for entity in article.entities or []
            for m in entity.mentions
        ),
        key=lambda found: found[:3],
    )
    for index, (_, _, _, mention, entity) in enumerate(placed):
        record = MentionRecord(
            article_id=article.id,
            index=index,
            entity_id=entity.id,
            type=entity.type,
            name=entity.name,
            text=mention.text,
            start=mention.start,
            end=mention.end,
            received_at=article.received_at,
            url=article.url,
            source=article.source,
            article_title=article.title,
            language=article.language,
            published_at=article.published_at,
            wikidata=entity.wikidata,
            geonames=entity.geonames,
            kb_id=entity.kb_id,
            corrected_from=mention.corrected_from,
        )
        yield Emit(topology.MENTIONS, f"{article.id}/{index}", record)


def _quotes(article: Article) -> Iterator[Emit]:
    if not article.quotes:
        return
    split = sentences(article.text, stretches(article.text, article.language))
    for index, quote in enumerate(article.quotes):
        before, after = _around(article.text, split, quote.start, quote.end)
        record = QuoteRecord(
            article_id=article.id,
            index=index,
            quote=quote,
            received_at=article.received_at,
            sentence_before=before,
            sentence_after=after,
            url=article.url,
            source=article.source,
            article_title=article.title,
            language=article.language,
            published_at=article.published_at,
        )
        yield Emit(topology.QUOTES, quote.id, record)


def _around(
    text: str, split: list[Sentence], start: int, end: int
) -> tuple[str | None, str | None]:
    """The sentences before and after those that a span touches."""
    touched = [n for n, s in enumerate(split) if s.start < end and start < s.end]
    if not touched:
        return None, None
    first, last = touched[0] - 1, touched[-1] + 1
    return (
        text[split[first].start : split[first].end].strip() if first >= 0 else None,
        text[split[last].start : split[last].end].strip() if last < len(split) else None,
    )
