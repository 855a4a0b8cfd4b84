"""A topic that is not there: one message for all who meet it."""

from __future__ import annotations


class NoSuchTopic(LookupError):
    """The cluster has no such topic; the message says how to make it."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the cluster has no topic {name}; make it with: newsmill topics create")
