"""What the cluster has: brokers, topics, rights, and clocks as the records tell them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from time import time
from typing import Any

from kafka import KafkaAdminClient, TopicPartition
from kafka.admin import OffsetSpec
from kafka.errors import KafkaError

from workers.kafka import topics
from workers.kafka.connection.admin import ClusterUnreachable, admin_client
from workers.observe.doctor.finding import Finding
from workers.settings import Settings
from workers.topology import KB, RAW, STAGES

OLDEST = (3, 0)
"""Kafka of this version answers all that is asked here; 4.3 is what the tests run."""

AHEAD_SECONDS = 10.0
CREATE = "newsmill topics create"


def cluster(settings: Settings, stages: list[str]) -> Iterator[Finding]:
    """All of it, for the stages given; ends at once where no broker answers."""
    try:
        with admin_client(settings) as admin:
            yield from _brokers(admin)
            names = set[str]().union(*(topics.of_stage(stage, settings) for stage in stages))
            described = {each["name"]: each for each in admin.describe_topics(sorted(names))}
            yield from _partitions(described)
            yield from _rights(described, settings, stages)
            yield from _clocks(admin, described, settings)
        yield from _topics(settings, stages)
    except ClusterUnreachable as error:
        yield Finding("broker", "wrong", str(error), "the settings named are where to look")
    except KafkaError as error:
        what = f"{type(error).__name__}: {error}"
        yield Finding("broker", "wrong", what, "see the brokers' logs; docs/operations.md")


def _brokers(admin: KafkaAdminClient) -> Iterator[Finding]:
    brokers = admin.describe_cluster()["brokers"]
    named = ", ".join(f"{each['host']}:{each['port']}" for each in brokers)
    yield Finding("broker", "ok", f"{len(brokers)} answer: {named}")
    versions = [admin.get_broker_version_data(b["broker_id"]).broker_version for b in brokers]
    told = ", ".join(sorted({".".join(map(str, version)) for version in versions}))
    if min(versions) < OLDEST:
        wanted = ".".join(map(str, OLDEST))
        yield Finding("broker version", "wrong", f"Kafka {told}", f"take Kafka {wanted} or later")
    else:
        yield Finding("broker version", "ok", f"Kafka {told}")


def _topics(settings: Settings, stages: list[str]) -> Iterator[Finding]:
    differences = {d for stage in stages for d in topics.check(settings, stage)}
    for difference in sorted(differences, key=str):
        do = CREATE if difference.found == "missing" else "docs/operations.md, Sizes and Scaling"
        yield Finding("topics", "wrong" if difference.stops else "note", str(difference), do)
    if not differences:
        yield Finding("topics", "ok", "all there, and as the line needs them")


def _partitions(described: dict[str, Any]) -> Iterator[Finding]:
    headless, behind = [], []
    for name, topic in described.items():
        for partition in topic["partitions"]:
            place = f"{name}/{partition['partition_index']}"
            if partition["leader_id"] < 0:
                headless.append(place)
            elif len(partition["isr_nodes"]) < len(partition["replica_nodes"]):
                behind.append(place)
    if headless:
        do = "bring the brokers back that are down: nothing is read or written there"
        yield Finding("partitions", "wrong", f"no leader: {_some(headless)}", do)
    if behind:
        what = f"fewer copies than there should be: {_some(behind)}"
        yield Finding("partitions", "note", what, "a broker is down or slow: look at it first")


def _rights(described: dict[str, Any], settings: Settings, stages: list[str]) -> Iterator[Finding]:
    """What this user may do on each topic, as the brokers say, against what a stage needs."""
    user = settings.sasl_username or "this client"
    for stage in stages:
        needed = _needed(stage, settings)
        there = {name for name in needed if not described[name]["error_code"]}
        lacks = [
            f"{right} on {name}"
            for name in sorted(there)
            for right in sorted(needed[name] - set(described[name]["authorized_operations"]))
        ]
        if there < needed.keys() and not lacks:
            continue  # not there or not to be seen: `_topics` tells
        if lacks:
            do = f"give {user} these rights (docs/operations.md, A secured cluster)"
            yield Finding("rights", "wrong", f"{stage}: {user} lacks {_some(lacks)}", do)
        else:
            yield Finding("rights", "ok", f"{stage}: {user} may read and write its topics")


def _needed(stage: str, settings: Settings) -> dict[str, set[str]]:
    its, needed = STAGES[stage], defaultdict[str, set[str]](set)
    for name in its.reads:
        needed[settings.topic(name)] |= {"READ", "DESCRIBE"}
    for name in its.writes:
        needed[settings.topic(name)] |= {"WRITE", "DESCRIBE"}
    for table in its.tables:
        needed[topics.changelog(stage, table, settings)] |= {"READ", "WRITE", "DESCRIBE"}
    return needed


def _clocks(
    admin: KafkaAdminClient, described: dict[str, Any], settings: Settings
) -> Iterator[Finding]:
    """Whether the latest record of a topic is from the future of this machine's clock."""
    wanted = {
        TopicPartition(name, partition["partition_index"]): OffsetSpec.MAX_TIMESTAMP
        for name, topic in described.items()
        if name != settings.topic(KB)
        for partition in topic["partitions"]
    }
    now, ahead = time(), defaultdict[str, float](float)
    if not wanted:
        return
    for tp, latest in admin.list_partition_offsets(wanted).items():
        ahead[tp.topic] = max(ahead[tp.topic], latest.timestamp / 1000 - now)
    wrong = {name: seconds for name, seconds in ahead.items() if seconds > AHEAD_SECONDS}
    for name, seconds in sorted(wrong.items()):
        who = "a scraper" if name == settings.topic(RAW) else "a worker"
        what = (
            f"{name} has a record of {seconds:.0f} s from now: {who}'s clock or this one is wrong"
        )
        do = "set the clocks by NTP; a later version of an article is told by its time"
        yield Finding("clock", "note" if name == settings.topic(RAW) else "wrong", what, do)
    if not wrong:
        yield Finding("clock", "ok", "no record is from the future")


def _some(found: list[str], most: int = 6) -> str:
    more = f" and {len(found) - most} more" if len(found) > most else ""
    return ", ".join(found[:most]) + more
