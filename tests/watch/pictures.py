"""Makes the pictures in docs/: the demo's articles on the page of `newsmill watch`.

    python -m tests.watch.pictures [FOLDER]

Needs Chromium and fonts with Chinese and Japanese (Debian: chromium, fonts-noto-cjk).
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from kafka import KafkaProducer

from tests.watch.browser import Browser
from tests.watch.stream import Watched, send
from workers import codec
from workers.demo import corpus
from workers.kafka import topics
from workers.kafka.connection.security import clients
from workers.kafka.embedded.broker import EmbeddedKafka
from workers.offline import Failed, Line
from workers.records import Record
from workers.settings import Settings
from workers.topology import DUPLICATES, ENRICHED

DOCS = Path(__file__).parents[2] / "docs"
APART_SECONDS = 75
MOST_BYTES = 300_000


def outcomes(settings: Settings) -> Iterator[tuple[str, Record, float] | Failed]:
    """What the line makes of the demo's articles, as if they had come until now."""
    line, articles = Line(settings), corpus.articles()
    for number, given in enumerate(articles):
        at = time.time() - (len(articles) - number) * APART_SECONDS
        for outcome in line.process([given.message(number, round(at * 1000))]):
            if isinstance(outcome, Failed):
                yield outcome
            elif outcome.record is not None and outcome.topic in (ENRICHED, DUPLICATES):
                yield outcome.topic, outcome.record, at + 2


def fill(settings: Settings) -> None:
    """Puts them on the topics of a broker."""
    topics.create(settings)
    producer = KafkaProducer(**clients(settings))
    for outcome in outcomes(settings):
        if isinstance(outcome, Failed):
            send(settings, [outcome])
            continue
        topic, record, at = outcome
        producer.send(settings.topic(topic), codec.encode(record), timestamp_ms=round(at * 1000))
    producer.flush()
    producer.close()


def open_article(browser: Browser, words: str) -> None:
    """Clicks the article whose title has these words."""
    rows = "[...document.querySelectorAll('#list li')]"
    browser.until(f"{rows}.some(row => row.textContent.includes({json.dumps(words)}))")
    number = browser.js(f"{rows}.findIndex(row => row.textContent.includes({json.dumps(words)}))")
    browser.click(f"#list li:nth-child({number + 1}) > a")
    title = "document.querySelector('.newsmill .title')?.textContent.includes"
    browser.until(f"{title}({json.dumps(words)})")
    browser.js("document.activeElement.blur()")
    browser.call("Input.dispatchMouseEvent", type="mouseMoved", x=700, y=5)


def shoot(browser: Browser, address: str, folder: Path) -> None:
    """The four pictures."""
    browser.dark(False)
    browser.go(address)
    browser.wait(0.5)
    browser.picture(folder / "watch-now.png")
    open_article(browser, "Envoy visits")
    browser.wait(0.5)
    browser.picture(folder / "watch-article.png")
    browser.dark(True)
    open_article(browser, "members approve deal")
    browser.js("document.querySelector('.story').open = true")
    browser.wait(0.5)
    browser.picture(folder / "watch-dark.png")
    browser.dark(False)
    browser.size(390, 844, phone=True)
    browser.go(address)
    open_article(browser, "فاس")
    browser.wait(0.5)
    browser.picture(folder / "watch-phone.png")


def main() -> None:
    """Starts a broker and the page, and writes the pictures."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS
    with tempfile.TemporaryDirectory() as name, EmbeddedKafka(Path(name) / "kafka") as kafka:
        settings = Settings(brokers=kafka.address)
        fill(settings)
        with Watched(settings, Path(name) / "log") as page, Browser(Path(name)) as browser:
            page.until("/", "members approve deal")
            browser.size(1280, 860)
            shoot(browser, page.address, folder)
            assert browser.problems == []
    for file in sorted(folder.glob("watch-*.png")):
        size = file.stat().st_size
        print(f"{file}: {size:,} bytes")
        assert size < MOST_BYTES


if __name__ == "__main__":
    main()
