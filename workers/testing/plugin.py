"""Fixtures for the tests of subscribers; pytest finds them once newsmill is installed.

Nothing is imported before a test asks for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from workers.records import Article, Duplicate, MentionRecord, QuoteRecord
    from workers.testing.stand_in import Topics


@pytest.fixture
def newsmill_articles() -> list[Article]:
    """Finished articles, as the line made them; change them as you like."""
    from workers.testing.records import articles  # noqa: PLC0415

    return articles()


@pytest.fixture
def newsmill_quotes() -> list[QuoteRecord]:
    """Every quote of these articles."""
    from workers.testing.records import quotes  # noqa: PLC0415

    return quotes()


@pytest.fixture
def newsmill_mentions() -> list[MentionRecord]:
    """Every mention of an entity in these articles."""
    from workers.testing.records import mentions  # noqa: PLC0415

    return mentions()


@pytest.fixture
def newsmill_duplicates() -> list[Duplicate]:
    """Copies, each with the reason."""
    from workers.testing.records import duplicates  # noqa: PLC0415

    return duplicates()


@pytest.fixture
def newsmill_topics(monkeypatch: pytest.MonkeyPatch) -> Topics:
    """Topics in memory: each `Subscription` that is made in the test reads them, to their end."""
    from workers.kafka import consumer  # noqa: PLC0415
    from workers.testing.stand_in import Topics  # noqa: PLC0415

    topics = Topics()
    monkeypatch.setattr(consumer, "connected", topics.connected)
    monkeypatch.setattr(consumer, "Withdrawals", lambda *_: None)
    return topics
