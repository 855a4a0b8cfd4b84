"""All metrics of the workers, each defined once, with its help text.

Counters move when a record is acknowledged, so they agree with what is on the topics:
a record that is read again after a crash is counted again, as its outputs are there again.
"""

from __future__ import annotations

from collections.abc import Sequence
from time import time

from prometheus_client import REGISTRY, Counter, Gauge, Histogram

from workers import __version__
from workers.records import Article, Duplicate, Join, Record, Walk, seconds_of
from workers.topology import STAGES

STAGE_SECONDS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)
END_TO_END_SECONDS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 86400)
COUNTS = (0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89)

RECORDS_IN = Counter(
    "newsmill_records_in_total", "Records read and acknowledged.", ["stage", "topic"]
)
RECORDS_OUT = Counter(
    "newsmill_records_out_total", "Records sent and confirmed by the broker.", ["stage", "topic"]
)
OUTCOMES = Counter(
    "newsmill_outcomes_total",
    "What became of each record read: passed, walking (on to the next dedup shard), duplicate, "
    "failed, nothing (clusters joined); with the reason of a failure or the kind of a duplicate.",
    ["stage", "outcome", "reason"],
)
DEAD_LETTERS = Counter(
    "newsmill_dead_letters_total", "Records sent to articles.failed.", ["stage", "reason"]
)
DUPLICATES = Counter(
    "newsmill_duplicates_total",
    "Copies found, by kind; corrected says that the article had been passed on before.",
    ["kind", "corrected"],
)
REVISIONS = Counter("newsmill_revisions_total", "New texts under a known url, passed on.")
REPAIRS = Counter("newsmill_repairs_total", "Decoding repairs, by rule.", ["rule"])
REMOVALS = Counter("newsmill_removals_total", "Pieces of boilerplate removed.", ["reason"])
STAGE_TIME = Histogram(
    "newsmill_stage_seconds",
    "Work on one record, waiting for Kafka not counted.",
    ["stage"],
    buckets=STAGE_SECONDS,
)
END_TO_END = Histogram(
    "newsmill_end_to_end_seconds",
    "From the raw record's time until an article left the stage.",
    ["stage"],
    buckets=END_TO_END_SECONDS,
)
ENTITIES = Histogram("newsmill_article_entities", "Entities of an article.", buckets=COUNTS)
QUOTES = Histogram("newsmill_article_quotes", "Quotes of an article.", buckets=COUNTS)
INFLIGHT = Gauge(
    "newsmill_inflight_records", "Records read and not acknowledged yet.", ["stage", "topic"]
)
REBALANCES = Counter("newsmill_rebalances_total", "Times that partitions moved.", ["stage"])
WENT_BACK = Counter(
    "newsmill_consumer_went_back_total",
    "Times that the consumer went back for records dropped while partitions moved.",
    ["stage"],
)
LOST_TO_RETENTION = Counter(
    "newsmill_lost_to_retention_total",
    "Records that the broker deleted before they were read: lengthen the topic's retention.",
    ["stage"],
)
PASSED_OVER = Counter(
    "newsmill_passed_over_total",
    "Records of which not even a stub of a dead letter could be sent; the log names each.",
    ["stage"],
)
KB_ENTITIES = Gauge("newsmill_knowledge_base_entries", "Entries of the knowledge base in use.")
BUILD = Gauge("newsmill_build_info", "Always 1; the labels say what runs.", ["version", "stage"])


def begin(stage: str) -> None:
    """Shows at 0 what alerts watch: Prometheus takes a series that begins at 1 for no increase."""
    BUILD.labels(__version__, stage).set(1)
    for topic in STAGES[stage].writes:
        RECORDS_OUT.labels(stage, topic)
    for reason in ("unexpected", "too-slow"):
        DEAD_LETTERS.labels(stage, reason)
    for counter in (REBALANCES, WENT_BACK, LOST_TO_RETENTION, PASSED_OVER):
        counter.labels(stage)


REGISTERED = REGISTRY
"""Where the metrics above and the collectors of `observe.lag` are registered."""


class StageMetrics:
    """The metrics of one step of a stage, labels bound."""

    def __init__(self, stage: str, topic: str) -> None:
        self._stage = stage
        self._in = RECORDS_IN.labels(stage, topic)
        self._time = STAGE_TIME.labels(stage)
        self._end_to_end = END_TO_END.labels(stage)
        self.inflight = INFLIGHT.labels(stage, topic)

    def passed(self, sent: Sequence[tuple[str, Record | None]], seconds: float) -> None:
        """A record is acknowledged; `sent` are the topics and records that came of it."""
        self._in.inc()
        self._time.observe(seconds)
        outcome, reason = "nothing", ""
        for topic, record in sent:
            RECORDS_OUT.labels(self._stage, topic).inc()
            if isinstance(record, Article):
                outcome = "passed"
                self._article(record)
            elif isinstance(record, Walk | Join) and outcome == "nothing":
                outcome = "walking"
            elif isinstance(record, Duplicate):
                DUPLICATES.labels(record.kind, str(record.corrects).lower()).inc()
                if not (record.corrects or record.passed):
                    outcome, reason = "duplicate", record.kind
                    self._left(record.received_at)
        OUTCOMES.labels(self._stage, outcome, reason).inc()

    def failed(self, topic: str, reason: str) -> None:
        """A record is acknowledged after its dead letter was sent to `topic`."""
        self._in.inc()
        RECORDS_OUT.labels(self._stage, topic).inc()
        DEAD_LETTERS.labels(self._stage, reason).inc()
        OUTCOMES.labels(self._stage, "failed", reason).inc()

    def _article(self, article: Article) -> None:
        self._left(article.received_at)
        if self._stage == "decode":
            for repair in article.decoding.repairs:
                REPAIRS.labels(repair.rule).inc()
            for removal in article.decoding.removed:
                REMOVALS.labels(removal.reason).inc()
        elif self._stage == "dedup" and article.dedup and article.dedup.revision_of:
            REVISIONS.inc()
        elif self._stage == "tag" and article.entities is not None:
            ENTITIES.observe(len(article.entities))
        elif self._stage == "quote" and article.quotes is not None:
            QUOTES.observe(len(article.quotes))

    def _left(self, received_at: str) -> None:
        self._end_to_end.observe(max(0.0, time() - seconds_of(received_at)))
