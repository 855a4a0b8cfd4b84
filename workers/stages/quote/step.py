"""The quote stage: tagged articles in, enriched articles, mentions and quotes out."""

from __future__ import annotations

import time
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator

from workers import topology
from workers.records import Article, Duplicate, MentionRecord, Quote, QuoteRecord, version_of
from workers.settings import Settings
from workers.stages.contract import Emit, Step, Tables
from workers.stages.quote.extract import quotes, support
from workers.stages.quote.latest import Latest, expire, latest, write
from workers.stages.quote.marks.pairing import stretches
from workers.stages.quote.sentences import Sentence, sentences


def steps(settings: Settings) -> list[Step]:
    """The one step of the stage."""
    return [Quotes(settings)]


class Quotes:
    """Fills `quotes`, and gives each mention and each quote a record of its own.

    An older version is never written over a newer one, and of what an older one had more
    than a newer one nothing is left.
    """

    stage = "quote"
    topic = topology.TAGGED

    def __init__(self, settings: Settings, now: Callable[[], float] = time.time) -> None:
        self._settings = settings
        self._now = now

    def prepare(self, record: Article) -> list[Emit]:
        """The enriched article first, then its mentions and quotes."""
        split = sentences(record.text, stretches(record.text, record.language), record.language)
        record.quotes = quotes(
            record.text,
            record.language,
            record.entities or [],
            record.id,
            self._settings,
            split=split,
        )
        record.quotes_support = support(record.language)
        return [
            Emit(topology.ENRICHED, record.id, record),
            *_mentions(record),
            *_quotes(record, record.quotes, split),
        ]

    def apply(self, prepared: list[Emit], tables: Tables) -> list[Emit]:
        """Passes all on, and says that keys which the version before had are empty now."""
        article, table = prepared[0].record, tables["latest"]
        assert isinstance(article, Article)
        version, known = version_of(article.version, article.received_at), latest(table, article.id)
        if known is not None and version < known.version:
            return [Emit(topology.DUPLICATES, article.id, _superseded(article))]
        sent = Counter(emit.topic for emit in prepared)
        mentions, quotes = sent[topology.MENTIONS], sent[topology.QUOTES]
        most = Latest(
            version,
            max(mentions, known.mentions if known else 0),
            max(quotes, known.quotes if known else 0),
        )
        today = int(self._now()) // topology.DAY
        write(table, article.id, most, today)
        expire(table, today)
        return [
            *prepared,
            *_gone(topology.MENTIONS, article.id, mentions, most.mentions),
            *_gone(topology.QUOTES, article.id, quotes, most.quotes),
        ]


def _gone(topic: str, article_id: str, first: int, end: int) -> list[Emit]:
    """Tombstones for the numbers that no version has any more."""
    return [Emit(topic, f"{article_id}/{index}", None) for index in range(first, end)]


def _superseded(article: Article) -> Duplicate:
    """What becomes of a version that comes after a later one of its id."""
    return Duplicate(
        id=article.id,
        duplicate_of=article.id,
        cluster_id=article.dedup.cluster_id if article.dedup else article.id,
        kind="superseded",
        rule="a later version was written before it",
        jaccard=0.0,
        containment=0.0,
        version=article.version,
        received_at=article.received_at,
        origin=article.origin,
        url=article.url,
        source=article.source,
        title=article.title,
        trail=article.trail,
    )


def _mentions(article: Article) -> Iterator[Emit]:
    placed = sorted(
        ((mention, entity) for entity in article.entities or [] for mention in entity.mentions),
        key=lambda pair: (pair[0].start, pair[0].end, pair[1].id),
    )
    for index, (mention, entity) in enumerate(placed):
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
            entity_key=entity.entity_key,
            corrected_from=mention.corrected_from,
            version=article.version,
        )
        yield Emit(topology.MENTIONS, f"{article.id}/{index}", record)


def _quotes(article: Article, found: list[Quote], split: list[Sentence]) -> Iterator[Emit]:
    starts, ends = [s.start for s in split], [s.end for s in split]
    for index, quote in enumerate(found):
        before = bisect_right(ends, quote.start) - 1
        after = bisect_left(starts, quote.end)
        record = QuoteRecord(
            article_id=article.id,
            index=index,
            quote=quote,
            received_at=article.received_at,
            sentence_before=_sentence(article.text, split, before),
            sentence_after=_sentence(article.text, split, after),
            url=article.url,
            source=article.source,
            article_title=article.title,
            language=article.language,
            published_at=article.published_at,
            version=article.version,
            speaker_name=quote.speaker.name,
            speaker_key=quote.speaker.entity_key,
            speaker_text=quote.speaker.text,
            speaker_kind=quote.speaker.kind,
            polarity=quote.polarity,
            quote_key=quote.quote_key,
        )
        yield Emit(topology.QUOTES, quote.id, record)


def _sentence(text: str, split: list[Sentence], place: int) -> str | None:
    """The sentence at a place, None before the first and behind the last."""
    if not 0 <= place < len(split):
        return None
    return text[split[place].start : split[place].end].strip()
