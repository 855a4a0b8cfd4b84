"""The dashboard and the alerts, asked of a real Prometheus that scraped the real workers."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from urllib.request import urlopen

import pytest
import yaml

from tests.observability.prometheus import RULES, Prometheus
from workers.demo import corpus
from workers.demo.line import is_ready
from workers.describe import dashboard
from workers.kafka import reading
from workers.kafka.embedded.broker import EmbeddedKafka
from workers.kafka.embedded.ports import free_port
from workers.kafka.feed import Feeder
from workers.kafka.topics import create
from workers.processes.local_workers import Workers
from workers.settings import Settings
from workers.topology import DUPLICATES, ENRICHED, FAILED, MENTIONS, QUOTES, RAW, STAGES, UNIQUE

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

READY_SECONDS = 120
DONE_SECONDS = 180
RARE = re.compile("corrected|kills-the-worker")
"""Values of labels that the example articles do not bring about."""

OUTCOMES = 'sum(newsmill_records_out_total{topic=~"articles.(enriched|duplicates|failed)"})'
CORRECTED = 'sum(newsmill_duplicates_total{corrected="true"})'


def wait(until: Callable[[], bool], seconds: float, what: str) -> None:
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.5)


class Watched:
    """The running line, all example articles fed, and the Prometheus that watches it."""

    def __init__(self, prometheus: Prometheus, settings: Settings, workers: list[str]) -> None:
        self.prometheus = prometheus
        self.settings = settings
        self.workers = workers

    def count(self, topic: str) -> int:
        return sum(1 for _ in reading.read(self.settings, topic))


@pytest.fixture(scope="module")
def watched(kafka: EmbeddedKafka, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    binary = shutil.which("prometheus")
    if binary is None:
        pytest.skip("prometheus is not installed")
    folder = tmp_path_factory.mktemp("watched")
    settings = Settings(
        brokers=kafka.address,
        topic_prefix="watched.",
        data_dir=folder / "state",
        web_port=free_port(),
    )
    create(settings)
    with Workers(settings, folder) as workers:
        running = [workers.start(stage) for stage in STAGES]
        targets = [worker.address.removeprefix("http://") for worker in running]
        with Prometheus(binary, folder, targets) as prometheus:
            wait(lambda: all(map(is_ready, running)), READY_SECONDS, "workers ready")
            wait(lambda: prometheus.value("sum(newsmill_ready)") == len(STAGES), 20, "scraped")
            articles = corpus.articles()
            with Feeder(settings) as feeder:
                for article in articles:
                    feeder.send(article)
            wait(
                lambda: (
                    prometheus.value(f"{OUTCOMES} - ({CORRECTED} or vector(0))") >= len(articles)
                ),
                DONE_SECONDS,
                "every article has an outcome",
            )
            time.sleep(3)  # two more scrapes, for rates
            yield Watched(prometheus, settings, [worker.address for worker in running])


def test_every_query_of_the_dashboard_returns_data(watched):
    silent = []
    for query in dashboard.queries():
        asked = query.replace("$__rate_interval", "5m").replace("$stage", ".+")
        if not watched.prometheus.query(asked):
            silent.append(query)
    assert silent == []


def rules() -> list[dict[str, str]]:
    return [
        rule for group in yaml.safe_load(RULES.read_bytes())["groups"] for rule in group["rules"]
    ]


def test_every_series_that_a_rule_looks_at_exists(watched):
    looked_at = {
        selector
        for rule in rules()
        for selector in re.findall(
            r"\b(?:newsmill_\w+|process_\w+|up)\b(?:\{[^}]*\})?", rule["expr"]
        )
    }
    assert len(looked_at) > 10
    missing = [
        selector
        for selector in sorted(looked_at)
        if not watched.prometheus.query(
            selector.split("{")[0] if RARE.search(selector) else selector
        )
    ]
    assert missing == []


def test_every_rule_can_be_worked_out(watched):
    for rule in rules():
        watched.prometheus.query(rule["expr"])


def test_a_healthy_line_fires_no_alert(watched):
    firing = watched.prometheus.query('ALERTS{alertstate="firing"}')
    # The example articles hold many broken ones on purpose.
    names = {series["metric"]["alertname"] for series in firing} - {"NewsmillManyDeadLetters"}
    assert names == set()


@pytest.mark.parametrize("topic", [UNIQUE, ENRICHED, DUPLICATES, FAILED, MENTIONS, QUOTES])
def test_the_metrics_count_what_is_on_the_topics(watched, topic):
    counted = watched.prometheus.value(f'sum(newsmill_records_out_total{{topic="{topic}"}})')
    assert counted == watched.count(topic)


def test_what_went_in_came_out(watched):
    went_in = watched.prometheus.value('newsmill_records_in_total{stage="decode"}')
    assert went_in == watched.count(RAW) == len(corpus.articles())
    assert watched.prometheus.value(f"{OUTCOMES} - ({CORRECTED} or vector(0))") == went_in


def test_names_and_help_of_metrics_follow_the_rules_of_prometheus(watched):
    for worker in watched.workers:
        with urlopen(f"{worker}/metrics", timeout=5) as answer:
            page = answer.read()
        checked = subprocess.run(
            ["promtool", "check", "metrics"], input=page, capture_output=True, check=False
        )
        own = [line for line in checked.stdout.splitlines() if line.startswith(b"newsmill_")]
        own += [line for line in checked.stderr.splitlines() if line.startswith(b"newsmill_")]
        assert own == []


def test_nothing_waits_in_the_end(watched):
    assert watched.prometheus.value("sum(newsmill_lag_records)") == 0
    assert watched.prometheus.value("max(newsmill_lag_seconds)") == 0
