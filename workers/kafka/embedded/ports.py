"""Ports of this machine, and whether a Kafka answers there."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from typing import Any

from kafka import KafkaAdminClient
from kafka.errors import KafkaError

HOST = "127.0.0.1"


def answers(address: str, client: Mapping[str, Any] | None = None) -> bool:
    """Whether a Kafka broker at `address` answers a request now; `client` as EmbeddedKafka."""
    host, port = address.rsplit(":", 1)
    try:
        with socket.create_connection((host, int(port)), timeout=1):
            pass
        admin = KafkaAdminClient(
            bootstrap_servers=address,
            request_timeout_ms=5000,
            bootstrap_timeout_ms=5000,
            **(client or {}),
        )
    except (OSError, KafkaError):
        return False
    try:
        return bool(admin.describe_cluster()["brokers"])
    except KafkaError:
        return False
    finally:
        admin.close()


def free_port() -> int:
    """A port of the loopback address that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        port: int = listener.getsockname()[1]
        return port


def port_is_free(port: int) -> bool:
    """Whether a server could listen on the loopback port now."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError:
            return False
        return True
