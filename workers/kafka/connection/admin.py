"""An admin client that is closed again, and topics as far as the user may see them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from kafka import KafkaAdminClient
from kafka.errors import KafkaError, TopicAuthorizationFailedError

from workers.kafka.connection import security
from workers.kafka.connection.diagnosis import why_unreachable
from workers.settings import Settings


class ClusterUnreachable(RuntimeError):
    """No broker can be talked to; the message says how far it came and the settings to look at."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The topics asked for: partitions of those that are there, names of those one may not see."""

    partitions: dict[str, int]
    hidden: frozenset[str]


@contextmanager
def admin_client(settings: Settings) -> Iterator[KafkaAdminClient]:
    """A client that has reached the cluster; raises `ClusterUnreachable`."""
    try:
        client = KafkaAdminClient(**security.clients(settings))
    except (KafkaError, OSError) as error:
        raise ClusterUnreachable(why_unreachable(settings)) from error
    try:
        yield client
    finally:
        client.close()


def seen(client: KafkaAdminClient, names: Collection[str]) -> Seen:
    """Which of these topics there are."""
    described = client.describe_topics(sorted(names))
    return Seen(
        {each["name"]: len(each["partitions"]) for each in described if not each["error_code"]},
        frozenset(
            each["name"]
            for each in described
            if each["error_code"] == TopicAuthorizationFailedError.errno
        ),
    )
