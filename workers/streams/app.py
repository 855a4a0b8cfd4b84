"""One Faust app a stage: the settings, the topics as raw bytes, the tables."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import Callable, Coroutine
from functools import cached_property
from pathlib import Path
from typing import Any

import faust
from faust.types import CollectionT, TopicT

from workers import topology
from workers.kafka import topics
from workers.kafka.connection import security
from workers.settings import MIB, Settings
from workers.streams.state.tables import store_options
from workers.streams.transport.client import FlowControl
from workers.streams.transport.consumer import Transport

STREAM_BUFFER = 16
"""Records that Faust may hold for a stage besides those in flight (pages may be megabytes)."""

FETCH_BYTES = 2 * MIB
"""Fetched of a partition at a time; a larger record comes alone."""

BATCH_BYTES = 256 * 1024
"""Sent to a partition at a time, one batch after the other; aiokafka's own are 16 kB."""

COMMIT_SECONDS = 1.0
SEND_SECONDS = 120.0
"""A broker may be away this long before a send fails and the worker stops."""

DRAIN_SECONDS = 30.0
"""In-flight records must be confirmed within this time when partitions move."""

Drain = Callable[[], Coroutine[Any, Any, None]]


class StageApp(faust.App):
    """A Faust app that finishes what is in flight before it gives partitions up."""

    logger = logging.getLogger("faust")
    stage: str
    drains: list[Drain]

    @cached_property
    def flow_control(self) -> FlowControl:
        """The switch for the queues of the streams, which tells the consumer of what it empties."""
        return FlowControl(loop=self.loop)

    async def _consumer_wait_empty(self, consumer: Any, logger: Any) -> None:
        """Faust calls this when partitions are revoked and when it stops."""
        async with asyncio.timeout(DRAIN_SECONDS):
            await asyncio.gather(*(drain() for drain in self.drains))
            await consumer.commit_and_end_transactions()

    def _new_transport(self) -> Transport:
        return Transport(self.conf.broker_consumer, self)

    def _new_producer_transport(self) -> Transport:
        return Transport(self.conf.broker_producer, self)


def stage_app(stage: str, settings: Settings, folder: Path) -> StageApp:
    """The app of a stage, not started; its tables are kept in `folder`."""
    host = socket.gethostname()
    app = StageApp(
        topics.group(stage, settings),
        broker=[f"kafka://{broker}" for broker in settings.brokers.split(",")],
        broker_credentials=security.credentials(settings),
        broker_session_timeout=settings.session_timeout_seconds,
        broker_heartbeat_interval=min(3.0, settings.session_timeout_seconds / 4),
        broker_request_timeout=max(90.0, settings.session_timeout_seconds),
        broker_commit_interval=COMMIT_SECONDS,
        broker_max_poll_records=4 * STREAM_BUFFER,
        consumer_max_fetch_size=FETCH_BYTES,
        consumer_auto_offset_reset="earliest",
        producer_acks=-1,
        producer_max_request_size=topics.max_letter_bytes(settings),
        producer_max_batch_size=BATCH_BYTES,
        producer_request_timeout=SEND_SECONDS,
        stream_buffer_maxsize=STREAM_BUFFER,
        stream_wait_empty=False,  # StageApp drains instead
        store="rocksdb://",
        datadir=str(folder),
        topic_allow_declare=False,  # `newsmill topics create` makes them
        topic_disable_leader=True,
        web_enabled=False,  # observe.server has /metrics, /live and /ready
        canonical_url=f"http://{host}-{os.getpid()}",  # tells workers of one host apart
        worker_redirect_stdouts=False,
        autodiscover=False,
    )
    app.stage, app.drains = stage, []
    return app


def source(app: faust.App, topic: str, settings: Settings) -> TopicT:
    """A topic to read, keys and values as raw bytes."""
    return app.topic(
        settings.topic(topic),
        key_type=bytes,
        value_type=bytes,
        key_serializer="raw",
        value_serializer="raw",
        allow_empty=True,
    )


def tables(app: faust.App, stage: str, partitions: int) -> list[CollectionT]:
    """The stage's tables; their changelogs have `partitions`, as the topic they go with."""
    return [
        app.Table(
            name,
            key_type=bytes,
            value_type=bytes,
            partitions=partitions,
            options=store_options(partitions),
        )
        for name in topology.STAGES[stage].tables
    ]
