"""What became of one article: every place where it was, and its outcome."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

import orjson

from workers import codec
from workers.kafka import reading
from workers.kafka.dead_letters import letter_format
from workers.records import Article, Duplicate, Join, Message, Trail, Walk, moment
from workers.settings import Settings
from workers.stages.contract import Rejected
from workers.stages.decode.envelope import raw_article
from workers.stages.dedup.matching.rewritten import side_by_side
from workers.topology import (
    DECODED,
    DUPLICATES,
    ENRICHED,
    FAILED,
    RAW,
    TAGGED,
    TOPICS,
    UNIQUE,
    WALK,
    consumers,
)

PLACE = re.compile(r"(?P<topic>[\w.]+)/(?P<partition>\d+)/(?P<offset>\d+)")
WAY = (DECODED, WALK, UNIQUE, TAGGED, DUPLICATES, ENRICHED)


class Status(StrEnum):
    """How it ended, or that it has not yet."""

    ENRICHED = "enriched"
    DUPLICATE = "duplicate"
    FAILED = "failed"
    WAITING = "waiting"
    UNKNOWN = "unknown"


@dataclass(slots=True)
class Place:
    """A record of the article on a topic; `times` counts repeats, the place is the last."""

    topic: str
    partition: int
    offset: int
    at: str
    times: int = 1
    note: str = ""


@dataclass(slots=True)
class Trace:
    """The outcome, why, and the way there."""

    article: str
    status: Status
    summary: str
    places: list[Place] = field(default_factory=list)
    trail: list[Trail] = field(default_factory=list)
    anchors: list[tuple[str, str]] = field(default_factory=list)
    """Names and numbers of a rewritten copy beside those of its source, "" where one has none."""


def find(settings: Settings, article: str) -> Trace:
    """The trace of an article id, or of the message at TOPIC/PARTITION/OFFSET.

    Reads one partition of each topic that is keyed by id; dead letters are searched in
    full, and the raw topic too for an id that is nowhere else. Raises
    `reading.NoSuchTopic` and `kafka.errors.KafkaError`.
    """
    raw: list[Message] = []
    if place := PLACE.fullmatch(article):
        message = reading.one(
            settings, place["topic"], int(place["partition"]), int(place["offset"])
        )
        if message is None:
            return Trace(article, Status.UNKNOWN, f"{article} is not, or no longer, kept")
        raw = [message] if message.topic == RAW else []
        article = identify(message, settings) or article
    way = {topic: found for topic in WAY if (found := _found(settings, topic, article))}
    letters = [
        message
        for message in reading.read(settings, FAILED)
        if identify(message, settings) == article or _came_from(message, raw)
    ]
    raw = raw or _raw(settings, article, way, letters)
    places = [_place(found) for found in (raw, *way.values(), letters) if found]
    status, summary = _outcome(way, letters, raw)
    trail = next((_trail(way[topic][-1]) for topic in reversed(WAY) if topic in way), [])
    return Trace(article, status, summary, places, trail, _side_by_side(settings, way))


def identify(message: Message, settings: Settings) -> str | None:
    """The id of the article in a message of any topic; None when it has none."""
    if message.topic not in (RAW, FAILED):
        return message.key.decode("utf-8", "replace").split("/")[0] if message.key else None
    try:
        return raw_article.read(message, settings).id
    except Rejected:
        pass
    try:
        parsed = orjson.loads(message.value or b"")
    except orjson.JSONDecodeError:
        return None
    if not isinstance(parsed, dict):
        return None
    walking = parsed.get("article")  # a walk that failed holds its article
    given = (walking if isinstance(walking, dict) else parsed).get("id")
    return None if given is None else str(given)


def _found(settings: Settings, topic: str, article: str) -> list[Message]:
    key = article.encode()
    messages = reading.read(settings, topic, key=None if topic == WALK else key)
    return [message for message in messages if message.key == key]


def _came_from(letter: Message, raw: list[Message]) -> bool:
    """Whether a dead letter is that raw message, which may be too broken to have an id."""
    found = letter_format.read(letter)
    return found.topic.endswith(RAW) and (found.partition, found.offset) in [
        (message.partition, message.offset) for message in raw
    ]


def _raw(
    settings: Settings, article: str, way: dict[str, list[Message]], letters: list[Message]
) -> list[Message]:
    """The original, where a later record says it lies, else wherever it is."""
    places = [
        (origin.partition, origin.offset)
        for topic, messages in way.items()
        for record in (_record(topic, messages[-1]),)
        if record is not None
        for origin in (record.origin,)
    ]
    places += [
        (letter.partition, letter.offset)
        for letter in map(letter_format.read, letters)
        if letter.topic.endswith(RAW)
    ]
    for place in places:
        message = reading.one(settings, RAW, *place)
        return [message] if message else []
    return [m for m in reading.read(settings, RAW) if identify(m, settings) == article]


def _record(topic: str, message: Message) -> Article | Duplicate | None:
    """The article or what is said of it; None where only its clusters are joined."""
    kind = TOPICS[topic].record
    assert kind is not None
    record: Article | Duplicate | Walk | Join = codec.decode(kind, message.value or b"")
    match record:
        case Walk():
            return record.article
        case Join():
            return record.copy
    return record


def _trail(message: Message) -> list[Trail]:
    record = _record(message.topic, message)
    return record.trail if record else []


def _place(messages: list[Message]) -> Place:
    last = messages[-1]
    note = ""
    if last.topic == FAILED:
        letter = letter_format.read(last)
        note = f"{letter.failure.stage}: {letter.failure.reason}"
    return Place(
        topic=last.topic,
        partition=last.partition,
        offset=last.offset,
        at=moment(last.timestamp_ms / 1000),
        times=len(messages),
        note=note,
    )


def _rewrite(way: dict[str, list[Message]]) -> Duplicate | None:
    """What says that the article retells another one."""
    told = _record(DUPLICATES, way[DUPLICATES][-1]) if DUPLICATES in way else None
    return told if isinstance(told, Duplicate) and told.kind == "rewrite" else None


def _side_by_side(settings: Settings, way: dict[str, list[Message]]) -> list[tuple[str, str]]:
    """The anchors of a rewritten copy and of its source, while decode's topic keeps both."""
    told = _rewrite(way)
    source = _found(settings, DECODED, told.duplicate_of) if told else []
    mine = way.get(DECODED, [])
    texts = [_record(DECODED, found[-1]) for found in (mine, source) if found]
    match texts:
        case [Article() as copy, Article() as original]:
            return side_by_side(copy.text, original.text)
    return []


def _why_not(copy: Duplicate) -> str:
    match copy.kind:
        case "superseded":
            return f"superseded by a later version: {copy.duplicate_of}"
        case "rewrite":
            return f"retells {copy.duplicate_of} in other words"
    late = "passed on as unique at first, then found to be" if copy.corrects else ""
    return f"{late} {copy.kind} copy of {copy.duplicate_of}".strip()


def _outcome(
    way: dict[str, list[Message]], letters: list[Message], raw: list[Message]
) -> tuple[Status, str]:
    """A good end counts more than a failure: a dead letter may have been replayed since."""
    copy = _record(DUPLICATES, way[DUPLICATES][-1]) if DUPLICATES in way else None
    own = isinstance(copy, Duplicate) and ENRICHED in way and copy.duplicate_of == copy.id
    if isinstance(copy, Duplicate) and not (copy.passed or own):
        return Status.DUPLICATE, _why_not(copy)
    if ENRICHED in way:
        retold = _rewrite(way)
        more = f"; retells {retold.duplicate_of} in other words" if retold else ""
        return Status.ENRICHED, "on articles.enriched" + more
    if letters:
        failure = letter_format.read(letters[-1]).failure
        return Status.FAILED, f"{failure.stage}: {failure.reason}: {failure.message}"
    last = next((topic for topic in reversed(WAY) if topic in way), RAW if raw else None)
    if last is None:
        return Status.UNKNOWN, "no topic holds it: never fed, or older than the topics keep"
    return Status.WAITING, f"on {last}, waits for {' or '.join(consumers(last))}: newsmill lag"
