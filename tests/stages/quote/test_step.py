"""The stage as the line sees it: one tagged article in, three kinds of records out."""

from __future__ import annotations

from copy import deepcopy

from tests.stages.quote.test_cases import SETTINGS, entities
from workers import codec, topology
from workers.records import Article, Decoding, Origin
from workers.stages.contract import run
from workers.stages.quote.step import steps

TEXT = (
    "The mill burned down on Monday.\n\n“We will build it again,” Tom Reed said. "
    "“It took my father nine years.” The council said it would help.\n\nNobody was hurt."
)


def article(text: str = TEXT, language: str | None = "en") -> Article:
    return Article(
        id="a1",
        text=text,
        title="Mill burns down",
        url="https://courier.example/mill",
        received_at="2026-11-24T06:00:00.000Z",
        origin=Origin(topic="articles.raw", partition=0, offset=7),
        decoding=Decoding(
            charset="utf-8", charset_declared=None, charset_rule="utf-8", extractor="text"
        ),
        language=language,
        entities=entities(text, ["Tom Reed"]),
    )


def emitted(given: Article, table: dict[bytes, bytes] | None = None) -> dict[str, list]:
    (step,) = steps(SETTINGS)
    assert step.topic == topology.TAGGED
    by_topic: dict[str, list] = {}
    for emit in run(step, given, {"latest": {} if table is None else table}):
        by_topic.setdefault(emit.topic, []).append(emit)
    return by_topic


def test_an_article_leaves_enriched_with_its_mentions_and_quotes() -> None:
    out = emitted(article())
    (enriched,) = out[topology.ENRICHED]
    assert enriched.key == "a1"
    assert enriched.record.quotes_support == "full"
    assert [q.kind for q in enriched.record.quotes] == ["direct", "direct", "indirect"]
    assert [emit.key for emit in out[topology.QUOTES]] == ["a1/0", "a1/1", "a1/2"]
    assert [emit.record.text for emit in out[topology.MENTIONS]] == ["Tom Reed"]
    assert set(out) <= {*topology.STAGES["quote"].writes}


def test_a_quote_record_stands_alone() -> None:
    first, second, _ = (emit.record for emit in emitted(article())[topology.QUOTES])
    assert first.quote.speaker.name == second.quote.speaker.name == "Tom Reed"
    assert first.article_title == "Mill burns down"
    assert first.sentence_before == "The mill burned down on Monday."
    assert first.sentence_after == "“It took my father nine years.”"
    assert second.sentence_after == "The council said it would help."


def test_the_first_and_last_sentences_have_no_neighbours() -> None:
    (record,) = (emit.record for emit in emitted(article("“We won,” he said."))[topology.QUOTES])
    assert record.sentence_before is None
    assert record.sentence_after is None


def test_the_same_article_gives_the_same_records_again() -> None:
    given = article()
    first = [
        codec.encode(emit.record)
        for emits in emitted(deepcopy(given)).values()
        for emit in emits
        if emit.topic != topology.ENRICHED  # its trail holds times
    ]
    again = [
        codec.encode(emit.record)
        for emits in emitted(deepcopy(given)).values()
        for emit in emits
        if emit.topic != topology.ENRICHED
    ]
    assert first == again


def test_what_is_done_for_a_language_is_said() -> None:
    spans = {
        language: emitted(article("“Abc def ghi jkl.”", language))[topology.ENRICHED][0]
        for language in ("en", "de", "ar", "hi", None)
    }
    assert {language: emit.record.quotes_support for language, emit in spans.items()} == {
        "en": "full",
        "de": "full",
        "ar": "full",
        "hi": "spans",
        None: "spans",
    }


def test_an_article_without_quotes_has_an_empty_list() -> None:
    out = emitted(article("The river rose."))
    assert out[topology.ENRICHED][0].record.quotes == []
    assert topology.QUOTES not in out
