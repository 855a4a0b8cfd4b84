"""The producer for scrapers: articles in, a confirmation from the broker or an error out."""

from __future__ import annotations

import base64
import threading
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

import orjson
from kafka import KafkaConsumer, KafkaProducer
from kafka.errors import KafkaError

from workers.kafka.connection.missing import absent
from workers.kafka.connection.security import clients
from workers.settings import MIB, Settings, load
from workers.stages.decode.envelope.raw_article import article_id
from workers.stages.decode.envelope.urls import site
from workers.topology import RAW

UNCONFIRMED_BYTES = 32 * MIB
"""`send` waits while more than this is on its way to the broker."""


class DeliveryError(RuntimeError):
    """Articles that the broker did not take: `failures` holds (article id, why)."""

    def __init__(self, failures: list[tuple[str, BaseException]]) -> None:
        first_id, first = failures[0]
        super().__init__(
            f"{len(failures)} article(s) not delivered, the first one {first_id}: {in_words(first)}"
        )
        self.failures = failures


def in_words(why: BaseException) -> str:
    """Kind and text of an error; kafka-python puts the kind into some of its texts."""
    name, text = type(why).__name__, str(why)
    return text if name in text else f"{name}: {text}"


class ArticleProducer:
    """Sends raw articles in batches; safe to use from several threads.

        with ArticleProducer() as articles:
            articles.send(body=response.content, url=response.url)

    Settings come from `NEWSMILL_*` unless given; further keyword arguments go to
    `kafka.KafkaProducer` (`linger_ms`, `compression_type`, …). An article that the broker
    refuses raises `DeliveryError` at its own or one of the next calls, at the latest at the
    end of the `with` block: nothing is lost unnoticed. Each is named in one such error;
    go on with the next article, for the one in hand is queued unless it is named itself.
    """

    def __init__(self, settings: Settings | None = None, **kafka: Any) -> None:
        """Raises `kafka.errors.KafkaError` when no broker answers, `NoSuchTopic`."""
        self._settings = settings or load()
        self._topic = self._settings.topic(RAW)
        options: dict[str, Any] = {
            "acks": "all",
            # kafka-python's idempotent producer (3.0) sends nothing any more once the broker
            # has refused a single record. Without it, one request at a time keeps the order;
            # a record sent twice over a lost answer is what the line is made for.
            "enable_idempotence": False,
            "max_in_flight_requests_per_connection": 1,
            "linger_ms": 50,
            "batch_size": MIB,
            "max_request_size": self._settings.max_message_bytes,
            "max_block_ms": 15_000,
        }
        self._producer = KafkaProducer(**clients(self._settings) | options | kafka)
        self._check_topic()
        self._state = threading.Condition()
        self._unconfirmed = 0
        self._failures: list[tuple[str, BaseException]] = []
        self.confirmed = 0

    def send(
        self,
        body: bytes | str,
        *,
        url: str | None = None,
        id: str | int | None = None,
        **fields: Any,
    ) -> str:
        """Queues one article and returns its id; `body` is the page as it was received.

        Give bytes where you have them: the decoding is repaired better from bytes. Other
        fields are those of the envelope (docs/records.md): source, title, language,
        content_type, charset, fetched_at, published_at, and anything else, which comes
        out under `meta`. Articles of one site stay in order.

        Raises `DeliveryError` for articles that were refused, earlier ones or this one; this
        one is queued unless it is named there. `TypeError` for a field of the wrong type.
        """
        _check_types(body, url, id)
        given = "" if id is None else str(id)
        article = given if given.strip() else article_id(url, body)  # as decode takes it
        envelope = {"id": article, "url": url} | fields
        if isinstance(body, bytes):
            envelope["body_base64"] = base64.b64encode(body).decode()
        else:
            envelope["body"] = body
        value = orjson.dumps({name: item for name, item in envelope.items() if item is not None})
        key = (site(url) or article).encode()
        self.send_message(key, value, (("content-type", b"application/json"),), article)
        return article

    def send_message(
        self,
        key: bytes | None,
        value: bytes | None,
        headers: Sequence[tuple[str, bytes | None]],
        name: str,
        *,
        topic: str | None = None,
        timestamp_ms: int | None = None,
    ) -> None:
        """Queues a message as it is; `name` stands for it in a `DeliveryError`.

        `topic` is a name on the cluster, `articles.raw` unless given. The message is queued
        before the failures of earlier ones are raised, so that they do not cost it too.
        """
        self._queue(
            topic or self._topic, key, value, list(headers), name=name, timestamp_ms=timestamp_ms
        )
        self._raise_failures()

    def _queue(
        self,
        topic: str,
        key: bytes | None,
        value: bytes | None,
        headers: list[tuple[str, bytes | None]],
        *,
        name: str,
        timestamp_ms: int | None,
    ) -> None:
        size = len(value or b"")
        with self._state:
            self._state.wait_for(lambda: self._unconfirmed < UNCONFIRMED_BYTES)
            self._unconfirmed += size
        try:
            future = self._producer.send(topic, value, key, headers, timestamp_ms=timestamp_ms)
        except (KafkaError, ValueError) as error:  # too large, or no metadata of the topic
            # Without its traceback, whose frames would keep the article in memory.
            self._done(size, name, error.with_traceback(None))
            return
        future.add_callback(lambda _: self._done(size, name, None))
        future.add_errback(lambda error: self._done(size, name, error))

    def flush(self, timeout_seconds: float = 120.0) -> None:
        """Waits until everything sent is confirmed; raises `DeliveryError`."""
        self._producer.flush(timeout=timeout_seconds)
        self._raise_failures()

    def close(self) -> None:
        """Flushes and disconnects; raises `DeliveryError`."""
        try:
            self.flush()
        finally:
            self._producer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()
        else:  # what was queued still goes out, but the caller's error is the one to see
            self._producer.close(timeout=10)

    def _check_topic(self) -> None:
        """Now, with a clear message, not in fifteen seconds at each article."""
        with KafkaConsumer(**clients(self._settings)) as looking:
            known = looking.partitions_for_topic(self._topic)
        if not known:
            self._producer.close()
            raise absent(self._settings, self._topic)

    def _done(self, size: int, name: str, error: BaseException | None) -> None:
        with self._state:
            self._unconfirmed -= size
            if error is None:
                self.confirmed += 1
            else:
                self._failures.append((name, error))
            self._state.notify_all()

    def _raise_failures(self) -> None:
        with self._state:
            failures, self._failures = self._failures, []
        if failures:
            raise DeliveryError(failures)


def _check_types(body: object, url: object, id: object) -> None:
    """Raises `TypeError` that names the argument, before anything else trips over it."""
    wanted: tuple[tuple[str, object, tuple[type, ...], str], ...] = (
        ("body", body, (bytes, str), "bytes or a string"),
        ("url", url, (str, type(None)), "a string"),
        ("id", id, (str, int, type(None)), "a string or an integer"),
    )
    for name, value, types, words in wanted:
        if not isinstance(value, types) or isinstance(value, bool):
            raise TypeError(f"{name}: {words} is wanted, not {type(value).__name__}")
