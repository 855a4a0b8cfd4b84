"""The pytest plugin, in a project of its own: what docs/subscribing.md shows, run as it stands."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema_rs
import pytest

from workers.describe.record_schemas import KINDS, schema_of
from workers.kafka.consumer import Gone, Subscription
from workers.records import Article, Duplicate, KbEntity, QuoteRecord
from workers.testing import records
from workers.testing.stand_in import Topics
from workers.topology import DUPLICATES, ENRICHED, QUOTES

PAGE = (Path(__file__).parents[2] / "docs/subscribing.md").read_text("utf-8")


def test_the_example_in_the_docs_passes_and_can_fail(tmp_path: Path) -> None:
    [(program, test)] = re.findall(
        r"`desk\.py`, is\n\n```python\n(.*?)```.*?`test_desk\.py`, is\n\n```python\n(.*?)```",
        PAGE,
        re.DOTALL,
    )
    (tmp_path / "desk.py").write_text(program)
    (tmp_path / "test_desk.py").write_text(test)
    run = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout
    forgetful = program.replace("case Gone()", "case int()").replace(
        "case Duplicate()", "case str()"
    )
    (tmp_path / "desk.py").write_text(forgetful)
    assert (
        "1 failed, 1 passed"
        in subprocess.run(run, capture_output=True, text=True, check=False).stdout
    )


def test_the_stand_in_gives_out_what_kafka_would(newsmill_topics: Topics) -> None:
    with Subscription(QUOTES, group="desk") as subscription:
        found = list(subscription)
    first, *_, last = records.articles()
    withdrawals = [record for record in found if isinstance(record, Duplicate)]
    assert [record.id for record in withdrawals] == [last.id]
    gone = [record for record in found if isinstance(record, Gone)]
    assert len(gone) == 1
    assert len([r for r in found if isinstance(r, QuoteRecord)]) == len(records.quotes())
    with Subscription(ENRICHED, group="desk") as subscription:
        articles = [record for record in subscription if isinstance(record, Article)]
    assert len(articles) == len(records.articles()) + 1
    assert [a.title for a in articles if a.id == first.id] == [first.title, "A later version"]
    assert newsmill_topics.processed[DUPLICATES] == len(records.duplicates()) + 1


def test_records_of_ones_own_are_given_out_alone(newsmill_topics: Topics) -> None:
    newsmill_topics.clear()
    newsmill_topics.put(ENRICHED, records.articles()[0])
    with Subscription(group=None, since="end") as subscription:
        assert len(list(subscription)) == 1
    entity = KbEntity(id="e", type="PER", name="Ada Quillon")
    with pytest.raises(ValueError, match="subscribers get"):
        newsmill_topics.put(ENRICHED, entity)


@pytest.mark.parametrize("topic", records.KINDS)
def test_the_example_records_keep_to_the_schema_of_today(topic: str) -> None:
    """Else `python -m workers.testing` makes them anew."""
    name = next(name for name, kind in KINDS.items() if kind is records.KINDS[topic])
    schema = jsonschema_rs.Draft7Validator(schema_of(name), validate_formats=True)
    for key, value in records.lines(topic):
        schema.validate(json.loads(value))
        assert key


def test_the_examples_belong_together() -> None:
    known = {article.id: article for article in records.articles()}
    assert len(known) > 20
    assert len({article.language for article in known.values()}) > 5
    for quote in records.quotes():
        text = known[quote.article_id].text
        assert text[quote.quote.start : quote.quote.end] == quote.quote.text
    for mention in records.mentions():
        text = known[mention.article_id].text
        assert text[mention.start : mention.end] == (mention.corrected_from or mention.text)
