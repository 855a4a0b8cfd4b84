"""Crawls a site and yields its articles as the bytes that the server sent."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, ClassVar
from urllib.parse import urlsplit

import scrapy
from scrapy.http import HtmlResponse, Response
from scrapy.linkextractors import LinkExtractor

ARTICLE = (
    '//meta[@property="og:type"][@content="article"]'
    ' | //script[@type="application/ld+json"][contains(., "Article")]'
)


class NewsSpider(scrapy.Spider):
    """Follows the links of one host from its start page on."""

    name = "news"
    custom_settings: ClassVar[dict[str, Any]] = {
        "ITEM_PIPELINES": {"newsmill.scrapy.NewsmillPipeline": 800},
        "ROBOTSTXT_OBEY": True,
        "AUTOTHROTTLE_ENABLED": True,
        "DEPTH_LIMIT": 3,
    }

    def __init__(self, start: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.start_urls = [start]
        self.allowed_domains = [urlsplit(start).hostname or ""]
        self.links = LinkExtractor()

    def parse(self, response: Response) -> Iterator[Any]:
        if not isinstance(response, HtmlResponse):
            return
        if response.xpath(ARTICLE):
            yield {
                "url": response.url,
                "body": response.body,  # bytes: not response.text, which has guessed already
                "content_type": (response.headers.get("Content-Type") or b"").decode("latin-1"),
                "fetched_at": time.time(),
                "crawl_depth": response.meta.get("depth", 0),
            }
        yield from response.follow_all(self.links.extract_links(response))
