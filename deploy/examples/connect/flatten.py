"""Writes a topic of Newsmill's again, flat and with schemas, for sinks of Kafka Connect.

    python flatten.py quotes               to flat.quotes; SIGTERM or Ctrl-C ends it
    python flatten.py mentions --idle 30   ends after 30 seconds without a record

What is withdrawn, or gone in a later version, becomes a message without a value, which sinks
take as a deletion. Topics: articles.enriched, quotes, mentions.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict

from kafka import KafkaProducer
from kafka.admin import NewTopic
from kafka.errors import TopicAlreadyExistsError

from workers.kafka.connection.admin import admin_client
from workers.kafka.connection.security import clients
from workers.kafka.consumer import Gone, Subscription
from workers.records import Article, Duplicate, MentionRecord, QuoteRecord
from workers.settings import Settings, load
from workers.tables.connect import envelope
from workers.topology import TOPICS

KINDS = ("articles.enriched", "quotes", "mentions")
MOST = 1000
"""So many quotes or mentions of a withdrawn article are deleted: nobody counts them here."""


def messages(topic: str, record: object) -> list[tuple[str, bytes | None]]:
    """Key and value of what a record becomes; None is a deletion."""
    match record:
        case Article():
            return [(record.id, envelope(Article, asdict(record)))]
        case QuoteRecord() | MentionRecord():
            key = f"{record.article_id}/{record.index}"
            return [(key, envelope(type(record), asdict(record)))]
        case Gone():
            return [(f"{record.article_id}/{record.index}", None)]
        case Duplicate() if topic == "articles.enriched":
            return [(record.id, None)]
        case Duplicate():
            return [(f"{record.id}/{index}", None) for index in range(MOST)]
    raise TypeError(f"{topic} gave a {type(record).__name__}")


def create(settings: Settings, name: str, partitions: int) -> None:
    """Makes the topic, unless it is there: the last message of each key is kept."""
    new = NewTopic(
        name,
        num_partitions=partitions,
        replication_factor=settings.replication,
        topic_configs={
            "cleanup.policy": "compact",
            "max.message.bytes": str(settings.max_message_bytes),
        },
    )
    with admin_client(settings) as client:
        try:
            client.create_topics([new])
        except TopicAlreadyExistsError:
            return


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("topic", choices=KINDS)
    parser.add_argument("--idle", type=float, help="end after so many seconds without a record")
    given, settings = parser.parse_args(), load()
    out = settings.topic(f"flat.{given.topic}")
    create(settings, out, TOPICS[given.topic].partitions)
    producer = KafkaProducer(
        **clients(settings), acks="all", max_request_size=settings.max_message_bytes
    )
    group = f"flat-{given.topic}"
    with Subscription(given.topic, group=group, idle_seconds=given.idle) as records:
        for record in records:
            sent = [
                producer.send(out, value, key.encode())
                for key, value in messages(given.topic, record)
            ]
            for each in sent:  # a record counts as processed when the loop asks for the next one
                each.get(timeout=60)
    producer.close()


if __name__ == "__main__":
    main()
