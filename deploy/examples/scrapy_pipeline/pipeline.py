"""Scrapy items to `articles.raw`, confirmed by the broker."""

from __future__ import annotations

from typing import Any, Self

from itemadapter import ItemAdapter
from kafka.errors import KafkaError
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem, NotConfigured

from workers.kafka.producer import ArticleProducer, DeliveryError
from workers.settings import BadSettings, Settings, load


class NewsmillPipeline:
    """Sends each item with a `body`; give it a late place in ITEM_PIPELINES, such as 800.

    Kafka's confirmation comes later than the next item, so the stats `newsmill/confirmed`
    and `newsmill/failed` are right when the spider has closed, not before.
    """

    def __init__(self, crawler: Crawler, settings: Settings) -> None:
        self.crawler = crawler
        self.settings = settings

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Settings come from NEWSMILL_*; NEWSMILL_BROKERS may stand in Scrapy's settings."""
        try:
            settings = load()
        except BadSettings as error:
            raise NotConfigured(str(error)) from error
        brokers = crawler.settings.get("NEWSMILL_BROKERS")
        if brokers:
            settings = settings.model_copy(update={"brokers": brokers})
        return cls(crawler, settings)

    def open_spider(self) -> None:
        self.producer = ArticleProducer(self.settings)

    def process_item(self, item: Any) -> Any:
        fields = dict(ItemAdapter(item))
        body = fields.pop("body", None)
        if not body:
            raise DropItem("no body: newsmill wants the page under `body`")
        try:
            self.producer.send(body, **fields)
        except DeliveryError as error:  # this item is queued, unless the error names it
            self._count(error)
        return item

    def close_spider(self) -> None:
        try:
            self.producer.close()
        except DeliveryError as error:
            self._count(error)
        except KafkaError as error:
            self.crawler.spider.logger.error("newsmill: %s", error)
        self._stats().set_value("newsmill/confirmed", self.producer.confirmed)

    def _count(self, error: DeliveryError) -> None:
        self._stats().inc_value("newsmill/failed", len(error.failures))
        for article, why in error.failures:
            self.crawler.spider.logger.error("newsmill: article %s not delivered: %s", article, why)

    def _stats(self) -> Any:
        assert self.crawler.stats is not None
        return self.crawler.stats
