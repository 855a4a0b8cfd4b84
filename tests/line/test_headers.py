"""What stands in the headers of the records that the line makes, seen with any Kafka client."""

from __future__ import annotations

from collections import defaultdict

import orjson
import pytest

from tests.line.ran import Ran, carried, header
from workers import codec
from workers.kafka import reading
from workers.kafka.dead_letters import letter_format
from workers.kafka.dead_letters.letter_format import Header
from workers.records import Article
from workers.topology import (
    DECODED,
    DUPLICATES,
    ENRICHED,
    FAILED,
    MENTIONS,
    QUOTES,
    TAGGED,
    UNIQUE,
    WALK,
)

pytestmark = [pytest.mark.kafka, pytest.mark.slow]
OUTPUTS = (DECODED, WALK, UNIQUE, DUPLICATES, TAGGED, ENRICHED, MENTIONS, QUOTES)


@pytest.fixture(scope="module")
def fed(ran: Ran) -> dict[str, set[tuple[Header, ...]]]:
    """Trace context and CloudEvents attributes of the raw records, by article id."""
    raw = {(message.partition, message.offset): carried(message) for message in ran.raw}
    found: defaultdict[str, set[tuple[Header, ...]]] = defaultdict(set)
    for message in reading.read(ran.settings, DECODED):
        article = codec.decode(Article, message.value or b"")
        found[article.id].add(raw[article.origin.partition, article.origin.offset])
    assert sum(any(each) for each in found.values()) > 30
    return found


@pytest.mark.parametrize("topic", OUTPUTS)
def test_each_record_says_what_it_is_and_carries_what_its_raw_record_had(
    ran: Ran, fed: dict[str, set[tuple[Header, ...]]], topic: str
) -> None:
    messages = list(reading.read(ran.settings, topic))
    assert messages
    for message in messages:
        article = header(message, "id")
        assert article in fed
        value = orjson.loads(message.value) if message.value else None
        if value is None:
            assert (message.key or b"").decode().startswith(f"{article}/")
        else:
            about = value.get("article") or value
            assert article == about.get("article_id", about.get("id"))
            assert header(message, "schema") == value["schema"]
            assert header(message, "source") == (about.get("copy") or about).get("source")
        corrects = value is not None and value.get("corrects")
        allowed = fed[article] | {()} if corrects else fed[article]
        assert carried(message) in allowed, "a correction may have none: another article brought it"


def test_a_dead_letter_says_so_and_has_the_headers_of_its_record(ran: Ran) -> None:
    raw = {(message.partition, message.offset): message for message in ran.raw}
    for message in reading.read(ran.settings, FAILED):
        letter = letter_format.read(message)
        assert header(message, "schema") == "newsmill.dead-letter/1"
        assert carried(message) == carried(raw[letter.partition, letter.offset])


def test_headers_cost_little(ran: Ran) -> None:
    sizes = {"headers": 0, "all": 0}
    for topic in OUTPUTS:
        for message in reading.read(ran.settings, topic):
            # What is carried is the scraper's own; here: what the line adds.
            own = [h for h in message.headers if h not in carried(message)]
            added = letter_format.size(None, None, own)
            sizes["headers"] += added
            sizes["all"] += len(message.key or b"") + len(message.value or b"") + added
    print(sizes)
    assert sizes["headers"] < 0.1 * sizes["all"]
