"""Real crawls of pages served here, with the oldest and the newest Scrapy, onto Kafka."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.installs import wheels
from workers.demo.corpus import FOLDER
from workers.kafka import reading
from workers.settings import MIB, Settings
from workers.stages.decode.envelope.raw_article import read
from workers.topology import RAW

pytestmark = pytest.mark.kafka
EXAMPLE = Path(__file__).parents[2] / "deploy" / "examples" / "scrapy_pipeline"
PAGES = {
    "/science": ("science.html", "text/html; charset=utf-8"),
    "/dam": ("dam.html", "text/html; charset=iso-8859-1"),
    "/hakodate": ("ja-hakodate.html", "text/html"),
}
START = b"<html><title>Front page</title>" + b"".join(
    b'<a href="%s">story</a>' % path.encode() for path in PAGES
)


class Site(BaseHTTPRequestHandler):
    """A front page and three articles, each in the charset that its file has."""

    def do_GET(self) -> None:
        name, kind = PAGES.get(self.path, ("", "text/html"))
        known = self.path in ("/", "/large") or bool(name)
        body = (FOLDER / name).read_bytes() if name else START if known else b""
        if self.path == "/large":
            body = (FOLDER / "science.html").read_bytes() + b" " * 2 * MIB
        self.send_response(200 if known else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


OLDEST = ("scrapy==2.11.0", "w3lib<2.2")  # of the time: w3lib has since dropped what it imports


@pytest.fixture(scope="module")
def oldest(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `scrapy` command of the oldest Scrapy that is supported, beside the light install."""
    folder = tmp_path_factory.mktemp("oldest") / "venv"
    return wheels.environment(folder, str(wheel), *OLDEST) / "scrapy"


@pytest.fixture(params=["oldest", "newest"])
def scrapy(request: pytest.FixtureRequest) -> Path:
    """The `scrapy` command; the newest is the one that is locked."""
    if request.param == "oldest":
        found: Path = request.getfixturevalue("oldest")
        return found
    return Path(sys.executable).with_name("scrapy")


def crawl(scrapy: Path, start: str, settings: Settings, code: int = 0, **environment: str) -> str:
    """The log of the README's command, typed in the README's folder."""
    command = [str(scrapy), "runspider", "spider.py", "-a", f"start={start}"]
    done = subprocess.run(
        [*command, "-s", "AUTOTHROTTLE_ENABLED=False", "-s", "TELNETCONSOLE_ENABLED=False"],
        cwd=EXAMPLE,
        env={"PATH": "/usr/bin:/bin", "HOME": str(Path.home())}
        | {
            "NEWSMILL_BROKERS": settings.brokers,
            "NEWSMILL_TOPIC_PREFIX": settings.topic_prefix,
        }
        | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == code, done.stderr
    return done.stderr


def test_a_crawl_puts_the_articles_on_kafka_and_a_second_one_gives_the_same_ids(
    scrapy: Path, site: str, installation: Settings
) -> None:
    log = crawl(scrapy, site, installation)
    articles = [read(message, installation) for message in reading.read(installation, RAW)]
    assert {article.url: article.body for article in articles} == {
        site + path: (FOLDER / name).read_bytes() for path, (name, _) in PAGES.items()
    }
    assert {article.charset for article in articles} == {"utf-8", "iso-8859-1", None}
    assert all(article.content_type == "text/html" for article in articles)
    assert all(article.meta == {"crawl_depth": 1} for article in articles)
    assert "'newsmill/confirmed': 3" in log
    assert not re.search("Newsmill.*deprecated|deprecated.*Newsmill", log)
    crawl(scrapy, site, installation)
    again = [read(message, installation).id for message in reading.read(installation, RAW)]
    assert len(again) == 6
    assert set(again) == {article.id for article in articles}


def test_an_article_that_kafka_refuses_is_logged_and_counted(
    scrapy: Path, site: str, installation: Settings
) -> None:
    log = crawl(scrapy, site + "/large", installation, NEWSMILL_MAX_MESSAGE_BYTES=str(MIB))
    assert "'newsmill/failed': 1" in log
    assert "'newsmill/failed/MessageSizeTooLargeError': 1" in log
    assert "'finish_reason': 'finished'" in log
    assert "'newsmill/confirmed': 3" in log  # the others are not lost with it
    assert re.search("not delivered: .*MessageSizeTooLargeError", log)


def test_a_crawl_that_cannot_send_ends_with_an_error_before_the_first_page(
    scrapy: Path, site: str, installation: Settings
) -> None:
    log = crawl(scrapy, site, installation, code=1, NEWSMILL_TOPIC_PREFIX="nowhere.")
    assert "no topic nowhere.articles.raw" in log
    log = crawl(scrapy, site, installation, code=1, NEWSMILL_BROKERS="127.0.0.1:9")
    assert "127.0.0.1:9" in log
    log = crawl(scrapy, site, installation, code=1, NEWSMILL_REPLICATION="none")
    assert "NEWSMILL_REPLICATION" in log
    assert "Crawled (200)" not in log
