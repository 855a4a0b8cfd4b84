"""Dead letters read back from their topic, and put where they failed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workers.kafka.dead_letters.letter_format import Letter, read, replay_headers
from workers.kafka.dead_letters.replayed import Place, note
from workers.kafka.producer import ArticleProducer, DeliveryError
from workers.kafka.reading import read as read_topic
from workers.records import Message
from workers.settings import Settings
from workers.topology import FAILED


@dataclass(frozen=True, slots=True)
class Dead:
    """A message of `articles.failed` with what its headers say."""

    message: Message
    letter: Letter

    @property
    def at(self) -> Place:
        """Where the dead letter lies."""
        return self.message.partition, self.message.offset

    @property
    def place(self) -> str:
        """The same in words: partition/offset."""
        return f"{self.message.partition}/{self.message.offset}"

    @property
    def original(self) -> str:
        """Where the record lay that failed: topic/partition/offset."""
        return f"{self.letter.topic}/{self.letter.partition}/{self.letter.offset}"


def dead_letters(settings: Settings, last: int | None = None) -> Iterator[Dead]:
    """All dead letters kept, or the `last` ones of each partition.

    Raises `NoSuchTopic`, `kafka.errors.KafkaError`, `ValueError` for a message there that
    is no dead letter.
    """
    for message in read_topic(settings, FAILED, last=last):
        yield Dead(message, read(message))


def put_back(settings: Settings, dead: Iterable[Dead]) -> None:
    """Sends each to the topic where it failed, its count of replays raised by one.

    Time stamps stay: dedup orders by them. Notes which ones were put back; raises
    `DeliveryError` with the places of those that the broker refuses.
    """
    sent: list[Dead] = []
    refused: list[tuple[str, BaseException]] = []
    try:
        with ArticleProducer(settings) as producer:
            for one in dead:
                sent.append(one)
                try:
                    _send(producer, one)
                except DeliveryError as error:
                    refused += error.failures
    except DeliveryError as error:
        refused += error.failures
    names = {name for name, _ in refused}
    note(settings, [one.at for one in sent if one.place not in names])
    if refused:
        raise DeliveryError(refused)


def _send(producer: ArticleProducer, one: Dead) -> None:
    message = one.message
    producer.send_message(
        message.key,
        message.value,
        replay_headers(one.letter),
        one.place,
        topic=one.letter.topic,
        timestamp_ms=message.timestamp_ms,
    )
