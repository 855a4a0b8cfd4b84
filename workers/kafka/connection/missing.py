"""A topic that cannot be read or written: not there, or not to be seen by this user."""

from __future__ import annotations

from workers.kafka.connection.admin import admin_client, seen
from workers.settings import Settings


class NoSuchTopic(LookupError):
    """The cluster has no such topic; the message says how to make it."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the cluster has no topic {name}; make it with: newsmill topics create")


class NotAllowed(NoSuchTopic):
    """The cluster does not say whether there is such a topic: a right is missing."""

    def __init__(self, name: str, user: str | None) -> None:
        LookupError.__init__(self, not_allowed(f"the topic {name}", user))


def not_allowed(what: str, user: str | None) -> str:
    """The message for whoever lacks a right."""
    whom = f"user {user}" if user else "this client"
    return f"not allowed: {whom} has no right to {what}; docs/operations.md lists who needs which"


def absent(settings: Settings, name: str) -> NoSuchTopic:
    """The error for a topic that a client does not know; asks the cluster why."""
    with admin_client(settings) as client:
        hidden = name in seen(client, [name]).hidden
    return NotAllowed(name, settings.sasl_username) if hidden else NoSuchTopic(name)
