"""`newsmill watch` as it is served: read-only, local, bounded, in no group, cleanly stopped."""

from __future__ import annotations

import http.client
import re
import signal
import socket
import subprocess
import sys
import time
from urllib.parse import quote, urlsplit

import pytest
from lxml import html

from tests.display.article_view.articles import article
from tests.kafka.raw_producer import send as send_raw
from tests.watch.stories import now
from tests.watch.stream import Watched, send
from workers.cli.exits import Exit
from workers.kafka.connection.admin import admin_client
from workers.kafka.lag import cluster_lag
from workers.records import moment
from workers.topology import ENRICHED

pytestmark = pytest.mark.kafka
PATHS = ("/", "/?a=later", "/sources", "/line", "/static/watch.js", "/static/nothing", "/nothing")


def ask(watched, method, path, host=None):
    connection = http.client.HTTPConnection(urlsplit(watched.address).netloc, timeout=10)
    connection.request(method, path, headers={"Host": host} if host else {})
    return connection.getresponse()


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_forbids_what_the_page_does_not_need(watched, path):
    headers = ask(watched, "GET", path).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_can_be_sent_to_it(watched, method):
    assert ask(watched, method, "/").status == 405


@pytest.mark.parametrize(
    ("host", "status"),
    [("localhost:1", 200), ("127.0.0.1", 200), ("[::1]:80", 200), ("[::1]", 200), ("", 421),
     ("evil.example", 421), ("evil.example:6060", 421), ("localhost.evil.example", 421)],
)  # fmt: skip
def test_it_answers_only_to_names_of_this_machine(watched, host, status):
    assert ask(watched, "GET", "/", host=host or " ").status == status


@pytest.mark.parametrize(
    "path",
    ["/static/..%2f..%2fweb.py", "/static/../web.py", "/static/base.html", "/data/base.html"],
)
def test_no_other_file_is_served(watched, path):
    assert ask(watched, "GET", path).status == 404


@pytest.mark.parametrize(
    "path",
    ["/?n=-1", "/?n=99999999", "/?n=x", "/?q=" + "a" * 4_000, "/?a=" + "b" * 4_000, "/?q=%ff%00",
     "/?q=" + quote('((\\"*'), "/sources?q=%00", "/?a=%F0%9F%92%A5&q=%F0%9F%92%A5", "/?part=1"],
)  # fmt: skip
def test_no_address_fails(watched, path):
    answer = ask(watched, "GET", path)
    assert answer.status == 200
    assert b"</html>" in answer.read()


def test_the_page_is_whole_without_its_script(watched):
    page = watched.get("/?a=later")
    for part in ("Tamar Beridze", "“</ins>", "Leave a reply", 'action="/"', "retold"):
        assert part in page
    assert not html.fromstring(page).xpath("//@style | //@*[starts-with(name(), 'on')]")


def test_it_is_in_no_group_and_the_lag_is_shown(watched, line):
    watched.until("/line", "<b>0</b> waiting")
    assert sum(lag.records for lag in cluster_lag(line)) == 0
    with admin_client(line) as admin:
        groups = [str(group) for group in admin.list_groups()]
    assert not [group for group in groups if line.topic_prefix in group]


def test_an_id_too_long_for_an_address_is_found_by_what_stands_for_it(watched, line):
    send(line, [article("A long id.", "x" * 3_000, title="Long id", received_at=now())])
    page = watched.until("/", "Long id")
    [link] = re.findall(r'href="(/\?a=~[^"]+)"', page)
    assert "A long id." in watched.get(link)


def test_a_foreign_record_is_passed_over_and_told(watched, line):
    send_raw(line, ENRICHED, b"x", b'{"hello": "world"}')
    send_raw(line, ENRICHED, b"x", b"\xff\xfe")
    send_raw(line, ENRICHED, b"x", None)
    send(line, [article("After it.", "after", title="After it", received_at=now())])
    watched.until("/", "After it")
    watched.until("/line", "<b>2</b> records on the topics are none of Newsmill")


def test_a_source_that_fell_silent_or_whose_texts_collapsed_is_told(watched, line):
    hours_ago = time.time() - 6 * 3_600
    told = [
        article("A word. " * (200 if n < 30 else 2), f"s{n}", source="Mute Mail",
                received_at=moment(hours_ago + 60 * n))
        for n in range(40)
    ]  # fmt: skip
    send(line, told)
    watched.until("/sources", "at most 1 min before")  # of 6 min while some are still to come
    page = watched.until("/sources", "16 characters, 1,600 before")
    [row] = [row for row in page.split("<tr") if "Mute Mail" in row]
    assert "nothing for 5 h, at most 1 min before" in row
    assert "16 characters, 1,600 before" in row
    assert "odd source" in page


def test_it_stops_cleanly_and_tells_a_port_that_is_taken(line, tmp_path):
    with socket.socket() as taken, Watched(line, tmp_path / "log") as running:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "workers.cli", "watch", "--port", port]
        told = subprocess.run(
            command, env=running.environment, capture_output=True, timeout=60, check=False
        )
        assert told.returncode == Exit.USAGE
        assert f"cannot listen at 127.0.0.1:{port}".encode() in told.stderr
        bell = http.client.HTTPConnection(urlsplit(running.address).netloc, timeout=10)
        bell.request("GET", "/events")
        assert bell.getresponse().readline().startswith(b"data: ")
        began = time.monotonic()
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(timeout=20) == Exit.INTERRUPTED
        assert time.monotonic() - began < 10
        assert "Traceback" not in running.log()


def test_topics_that_are_not_there_are_told(line, tmp_path):
    elsewhere = line.model_copy(update={"topic_prefix": "nowhere."})
    with (
        pytest.raises(AssertionError, match="newsmill topics create"),
        Watched(elsewhere, tmp_path / "log"),
    ):
        pass


PART = 400


@pytest.mark.slow
def test_memory_is_bounded_whatever_comes(line, tmp_path):
    limits = {"NEWSMILL_WATCH_ARTICLES": "300", "NEWSMILL_WATCH_MEGABYTES": "8"}
    text = "“Not now,” said Lena Okafor at the harbour of Oban, and left.\n" * 60
    with Watched(line, tmp_path / "log", **limits) as running:
        sizes = []
        for part in range(4):
            send(line, [article(f"{part} {n} {text}", f"m{part}-{n}", title=f"Number {part}-{n}",
                                received_at=now()) for n in range(PART)])  # fmt: skip
            running.until("/?n=600", f"Number {part}-{PART - 1}", 120)
            running.get("/?q=harbour")
            sizes.append(running.resident_mib())
        assert "300 articles" in running.get("/")
    assert sizes[-1] < sizes[0] + 15, sizes
    assert sizes[-1] < 200, sizes
