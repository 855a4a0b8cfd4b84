"""What a message gives out: a record, a withdrawal, or nothing for repeats and what is past."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from types import UnionType
from typing import Any, Literal

import orjson

from workers import codec
from workers.kafka.subscribing.memory import Memory
from workers.kafka.subscribing.repeats import contents
from workers.records import Article, Duplicate, MentionRecord, QuoteRecord, Record, version_of

log = logging.getLogger(__name__)

OnMalformed = Literal["raise", "skip"]


@dataclass(frozen=True, slots=True)
class Gone:
    """There is no quote (or mention) of this number any more.

    The last version of the article has fewer than one before it had.
    """

    article_id: str
    index: int


class Filter:
    """Each message once, as its record; `skipped` counts those that are none of newsmill's."""

    def __init__(
        self,
        kinds: Mapping[str, type[Any] | UnionType],
        memory: Memory,
        *,
        corrections: str,
        flat: str,
        on_malformed: OnMalformed,
    ) -> None:
        """Names are the cluster's: `kinds` says what each topic holds.

        `corrections` is the topic of withdrawals, `flat` the one whose tombstones say something;
        empty where there is none.
        """
        self._kinds = kinds
        self._memory = memory
        self._corrections = corrections
        self._flat = flat
        self._on_malformed = on_malformed
        self.skipped = 0

    def given_out(self, message: Any) -> Record | Gone | None:
        """What a message of kafka-python's gives out; raises `codec.Malformed`."""
        if message.value is None:
            return self._gone(message)
        try:
            parsed = orjson.loads(message.value)
            record: Record = codec.from_json(self._kinds[message.topic], parsed)
        except ValueError as error:
            place = f"{message.topic}/{message.partition}/{message.offset}"
            if self._on_malformed == "raise":
                raise codec.Malformed(f"{place}: {error}") from None
            self.skipped += 1
            log.warning("event=skipped place=%s error=%r", place, str(error))
            return None
        if message.topic == self._corrections:
            return self._correction(record)
        if not isinstance(record, Duplicate) and not self._is_current(record):
            return None
        return record if self._memory.is_news(_key(message), contents(parsed)) else None

    def _is_current(self, record: Record) -> bool:
        """Whether it is of the last version of its article, or of something without versions."""
        if not isinstance(record, Article | MentionRecord | QuoteRecord):
            return True
        article = record.id if isinstance(record, Article) else record.article_id
        return self._memory.is_current(article, version_of(record.version, record.received_at))

    def _correction(self, record: Record) -> Record | None:
        if not isinstance(record, Duplicate) or not record.corrects:
            return None
        version = version_of(record.version, record.received_at)
        return record if self._memory.withdraws(record.id, version) else None

    def _gone(self, message: Any) -> Gone | None:
        """What a tombstone says, once; tombstones of other topics say nothing."""
        article, slash, index = _key(message).rpartition("/")
        if message.topic != self._flat or not slash or not index.isdecimal():
            return None
        news = self._memory.is_news(_key(message), b"")
        return Gone(article, int(index)) if news else None


def _key(message: Any) -> str:
    return str(message.key.decode("utf-8", "replace")) if message.key else ""
