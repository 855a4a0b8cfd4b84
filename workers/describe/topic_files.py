"""One YAML a topic and the AsyncAPI document, made from the topology."""

from __future__ import annotations

from typing import Any, get_args

from workers import __version__, topology
from workers.describe.record_schemas import KINDS, RAW, file_name
from workers.tables.field_types import nested

OUTSIDE_PRODUCERS = {topology.RAW: ["scrapers"], topology.KB: ["users"]}
OUTSIDE_CONSUMERS = {
    topology.DUPLICATES: ["subscribers"],
    topology.ENRICHED: ["subscribers"],
    topology.MENTIONS: ["subscribers"],
    topology.QUOTES: ["subscribers"],
    topology.FAILED: ["operators"],
}
RECORD_HEADERS = "./headers/record.1.schema.json"
DEAD_LETTER = "./headers/dead-letter.1.schema.json"
_NAMES = {kind: name for name, kind in KINDS.items()}


def schema_names(topic: topology.Topic) -> list[str]:
    """Names and versions of the records that a topic holds; none for dead letters."""
    if topic.name == topology.RAW:
        return [RAW]
    kinds = get_args(topic.record) or (topic.record,)
    return [_NAMES[kind] for kind in kinds if kind is not None]


def topic_file(topic: topology.Topic) -> dict[str, Any]:
    """What `schemas/topics/NAME.yaml` says."""
    files = [f"../records/{file_name(name)}" for name in schema_names(topic)]
    inside = dict(nested(topic.record)) if isinstance(topic.record, type) else {}
    return {
        "topic": topic.name,
        "summary": topic.summary,
        "key": topic.key,
        "value": (files if len(files) > 1 else files[0]) if files else "the original bytes",
        **({"nested": inside} if inside else {}),
        "partitions": topic.partitions,
        "cleanup": topic.cleanup,
        "retention_days": None
        if topic.cleanup == "compact"
        else topic.retention_seconds // topology.DAY,
        "max_message_bytes": topic.max_message_bytes,
        "producers": topology.producers(topic.name) + OUTSIDE_PRODUCERS.get(topic.name, []),
        "consumers": topology.consumers(topic.name) + OUTSIDE_CONSUMERS.get(topic.name, []),
    }


def asyncapi() -> dict[str, Any]:
    """The AsyncAPI 3 document of the whole line: channels, operations, messages."""
    topics = topology.TOPICS.values()
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Newsmill",
            "version": __version__,
            "description": "Raw news articles in; repaired, de-duplicated, tagged and quoted "
            "articles out. Every topic name takes the prefix NEWSMILL_TOPIC_PREFIX.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {
            "kafka": {
                "host": "localhost:9092",
                "protocol": "kafka",
                "description": "NEWSMILL_BROKERS",
            }
        },
        "channels": {topic.name: _channel(topic) for topic in topics},
        "operations": dict(_operations()),
        "components": {"messages": {topic.name: _message(topic) for topic in topics}},
    }


def _channel(topic: topology.Topic) -> dict[str, Any]:
    return {
        "address": topic.name,
        "description": topic.summary,
        "messages": {"record": {"$ref": f"#/components/messages/{topic.name}"}},
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": topic.partitions,
                "topicConfiguration": _configuration(topic),
            }
        },
    }


def _configuration(topic: topology.Topic) -> dict[str, Any]:
    config: dict[str, Any] = {
        "cleanup.policy": topic.cleanup.split(","),
        "max.message.bytes": topic.max_message_bytes,
    }
    if topic.cleanup != "compact":
        config["retention.ms"] = topic.retention_seconds * 1000
    return config


def _operations() -> list[tuple[str, dict[str, Any]]]:
    """Each stage's reads and writes; AsyncAPI ids may hold no dot."""
    found = []
    for stage in topology.STAGES.values():
        for action, names in (("receive", stage.reads), ("send", stage.writes)):
            for name in names:
                operation = {
                    "action": action,
                    "title": f"{stage.name}: {action} {name}",
                    "summary": stage.summary,
                    "channel": {"$ref": f"#/channels/{name}"},
                }
                found.append((f"{stage.name}-{action}-{name.replace('.', '-')}", operation))
    return found


def _message(topic: topology.Topic) -> dict[str, Any]:
    names = schema_names(topic)
    message: dict[str, Any] = {
        "name": " or ".join(names) or topic.name,
        "summary": topic.summary,
        "bindings": {"kafka": {"key": {"type": "string", "description": topic.key}}},
    }
    if not names:
        return message | {
            "headers": {"$ref": DEAD_LETTER},
            "contentType": "application/octet-stream",
        }
    if topology.producers(topic.name):
        message |= {"headers": {"$ref": RECORD_HEADERS}}
    files = [{"$ref": f"./records/{file_name(name)}"} for name in names]
    return message | {
        "payload": {
            "schemaFormat": "application/schema+json;version=draft-07",
            "schema": files[0] if len(files) == 1 else {"oneOf": files},
        }
    }
