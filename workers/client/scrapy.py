"""A Scrapy item pipeline: each item with a `body` to `articles.raw`, confirmed by the broker.

ITEM_PIPELINES = {"newsmill.scrapy.NewsmillPipeline": 800}
"""

from __future__ import annotations

import logging
from typing import Any, Self

from itemadapter import ItemAdapter
from kafka.errors import KafkaError
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from workers.kafka.feed import OF_THE_ARTICLE
from workers.kafka.producer import ArticleProducer, DeliveryError, in_words
from workers.settings import load

log = logging.getLogger(__name__)
STOPPED = "kafka_takes_no_articles"
"""The crawl's `finish_reason` when Kafka takes none any more."""


class NewsmillPipeline:
    """Sends each item with a `body`; give it a late place in ITEM_PIPELINES, such as 800.

    Kafka's confirmation comes later than the next item, so the stats `newsmill/confirmed` and
    `newsmill/failed` (and `newsmill/failed/KIND`) are right when the spider has closed, not
    before. `spider` is given by Scrapy before 2.14 and asked for by none since.
    """

    def __init__(self, crawler: Crawler, producer: ArticleProducer) -> None:
        self.crawler = crawler
        self.producer = producer

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Settings come from NEWSMILL_*; NEWSMILL_BROKERS may stand in Scrapy's settings.

        Raises `BadSettings`, `NoSuchTopic` or `KafkaError`, which end the crawl with exit code 1
        before a page is fetched (`NotConfigured` would only leave the pipeline out).
        """
        try:
            settings = load()
            brokers = crawler.settings.get("NEWSMILL_BROKERS")
            if brokers:
                settings = settings.model_copy(update={"brokers": brokers})
            return cls(crawler, ArticleProducer(settings))
        except Exception:
            crawler.spider = None  # by this Scrapy 2.11 tells a crawl that failed from one that ran
            raise

    def process_item(self, item: Any, spider: Any = None) -> Any:
        """Queues the item; raises `DropItem` for one without a body or with a wrong field."""
        fields = dict(ItemAdapter(item))
        body = fields.pop("body", None)
        if not body:
            raise DropItem("no body: newsmill wants the page under `body`")
        try:
            self.producer.send(body, **fields)
        except DeliveryError as error:  # this item is queued, unless the error names it
            self._count(error)
        except TypeError as error:
            raise DropItem(f"newsmill: {error}") from None
        return item

    def close_spider(self, spider: Any = None) -> None:
        """Waits for the broker, and puts the counts into the stats."""
        try:
            self.producer.close()
        except DeliveryError as error:
            self._count(error)
        except KafkaError as error:
            log.error("newsmill: %s", error)
            self._stats().inc_value(f"newsmill/failed/{type(error).__name__}")
        self._stats().set_value("newsmill/confirmed", self.producer.confirmed)

    def _count(self, error: DeliveryError) -> None:
        for article, why in error.failures:
            self._stats().inc_value("newsmill/failed")
            self._stats().inc_value(f"newsmill/failed/{type(why).__name__}")
            log.error("newsmill: article %s not delivered: %s", article, in_words(why))
        if not all(isinstance(why, OF_THE_ARTICLE) for _, why in error.failures):
            self._stop()

    def _stop(self) -> None:
        """No use in crawling on when Kafka takes nothing."""
        engine, spider = self.crawler.engine, self.crawler.spider
        if engine is not None and spider is not None:
            engine.close_spider(spider, STOPPED)

    def _stats(self) -> Any:
        assert self.crawler.stats is not None
        return self.crawler.stats
