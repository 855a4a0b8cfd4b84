"""Scrapers may compress as they like, and so may the cluster."""

from __future__ import annotations

import time

import pytest
from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType

from workers.kafka import reading, topics
from workers.kafka.connection import security
from workers.kafka.producer import ArticleProducer
from workers.processes.local_workers import Workers
from workers.settings import Settings
from workers.topology import DECODED

pytestmark = pytest.mark.kafka

CODECS = ("gzip", "snappy", "lz4", "zstd")
DONE_SECONDS = 90


def compress_everything(settings: Settings, codec: str) -> None:
    """Has the cluster keep every topic compressed with `codec`."""
    admin = KafkaAdminClient(**security.clients(settings))
    resources = [
        ConfigResource(
            ConfigResourceType.TOPIC,
            topic.name,
            configs=topics.configuration(topic) | {"compression.type": codec},
        )
        for topic in topics.wanted(settings)
    ]
    admin.alter_configs(resources)
    admin.close()


def test_articles_of_every_codec_are_read_by_workers_and_by_commands(installation, tmp_path):
    compress_everything(installation, "zstd")
    for codec in CODECS:
        with ArticleProducer(installation, compression_type=codec) as articles:
            articles.send(f"The council of {codec} met on Monday. " * 20, id=codec)
    with Workers(installation, tmp_path) as workers:
        worker = workers.start("decode")
        end = time.monotonic() + DONE_SECONDS
        found: set[bytes | None] = set()
        while len(found) < len(CODECS):
            assert worker.exit_code is None, worker.log.read_text()
            assert time.monotonic() < end, found
            time.sleep(0.5)
            found = {message.key for message in reading.read(installation, DECODED)}
    assert found == {codec.encode() for codec in CODECS}
