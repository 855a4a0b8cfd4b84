"""The stage put together: what goes out for what came in."""

from __future__ import annotations

import json

import pytest

from workers import codec
from workers.records import Article, Message
from workers.settings import Settings
from workers.stages.contract import Rejected, run
from workers.stages.decode.offsets import received_offset
from workers.stages.decode.step import steps
from workers.topology import DECODED

PARAGRAPH = (
    "The council of Grünau said on Tuesday that the bridge would stay closed for a month. "
    "“We need the divers’ report,” its chair, Zoë Lindqvist, told reporters in the town hall.\n\n"
    "The ferry will run twice an hour until then, and the school bus takes the road by the mill."
)


def message(value: bytes, **headers: str) -> Message:
    pairs = tuple((name.replace("_", "-"), text.encode()) for name, text in headers.items())
    return Message(
        topic="articles.raw",
        partition=0,
        offset=7,
        timestamp_ms=1_790_000_000_000,
        key=None,
        value=value,
        headers=pairs,
    )


def decoded(value: bytes, **headers: str) -> Article:
    (step,) = steps(Settings())
    (emit,) = run(step, message(value, **headers), {"sites": {}})
    assert emit.topic == DECODED
    assert isinstance(emit.record, Article)
    assert emit.key == emit.record.id
    return emit.record


def test_wrong_characters_are_repaired_with_receipts_and_offsets():
    received = PARAGRAPH.replace("“We", "‚ÄúWe").replace("Zoë", "ZoÃ«")
    article = decoded(received.encode(), content_type="text/plain")
    assert article.text == PARAGRAPH
    repairs = [(r.before, r.after, r.codec, r.rule) for r in article.decoding.repairs]
    assert repairs == [("‚Äú", "“", "mac_roman", "mojibake"), ("Ã«", "ë", "cp1252", "mojibake")]
    at = article.text.index("Lindqvist")
    assert received_offset(article.decoding.spans, at) == received.index("Lindqvist")
    assert (article.language, article.decoding.charset) == ("en", "utf_8")


def test_title_and_summary_are_repaired_like_the_body():
    raw = {
        "body": PARAGRAPH,
        "title": " GrÃ¼nau&amp;#8217;s bridge\n",
        "summary": "It&amp;rsquo;s closed 😀",
    }
    article = decoded(json.dumps(raw).encode())
    assert (article.title, article.summary) == ("Grünau’s bridge", "It’s closed 😀")
    for repair in article.decoding.repairs:
        field = article.title if repair.field == "title" else article.summary
        assert field is not None
        assert field[repair.start : repair.end] == repair.after


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Bridge stays closed\n\n" + PARAGRAPH, "Bridge stays closed"),
        ("\n Who pays for the bridge? \n \n" + PARAGRAPH, "Who pays for the bridge?"),
        (PARAGRAPH, None),
        ("Bridge stays closed\n" + PARAGRAPH, None),
        ("“Not my bridge”\n\n" + PARAGRAPH, None),
        ("Bridge stays closed", None),
        (
            "Ferry sinks off Crete. Twelve missing\n\n" + PARAGRAPH,
            "Ferry sinks off Crete. Twelve missing",
        ),
        ("The mayor spoke. ‘It is over,’ Ann Holt said. ‘For now.’\n\n" + PARAGRAPH, None),
    ],
)
def test_a_plain_text_may_begin_with_its_title(text, title):
    article = decoded(text.encode(), content_type="text/plain")
    assert article.title == title
    claims = [(claim.field, claim.origin) for claim in article.decoding.claims]
    assert claims == ([("title", "first-line")] if title else [])


def test_a_page_is_read_by_its_own_charset():
    head = "<html><head><meta charset='windows-1252'><title>Bridge</title></head>"
    page = f"{head}<body><article><h1>Bridge</h1><p>{PARAGRAPH}</p></article></body></html>"
    article = decoded(page.encode("windows-1252"), content_type="text/html")
    assert "Zoë Lindqvist" in article.text
    assert (article.decoding.charset, article.decoding.charset_rule) == ("cp1252", "detected")


def test_the_same_message_again_gives_the_same_record():
    once, again = (decoded(PARAGRAPH.encode(), url="https://a.example/x") for _ in range(2))
    again.trail = once.trail
    assert codec.encode(once) == codec.encode(again)


def test_lost_characters_are_flagged():
    article = decoded(PARAGRAPH.encode().replace("ë".encode(), b"\xc3"), content_type="text/plain")
    assert "Zo\ufffd Lindqvist" in article.text
    assert "lost-characters" in article.decoding.quality


def test_a_page_with_broken_bytes_is_flagged():
    page = f"<html><body><article><p>{PARAGRAPH}</p></article></body></html>".encode()
    article = decoded(page.replace("ë".encode(), b"\xeb"), content_type="text/html")
    assert "Zoë Lindqvist" in article.text
    assert "broken-bytes" in article.decoding.quality


@pytest.mark.parametrize(
    "body", [b"\r\n" * 60_000 + b"a" + b"\r\n" * 60_000, "donâ€™t ".encode() * 50_000]
)
def test_a_body_with_wrong_characters_throughout_is_refused(body):
    with pytest.raises(Rejected) as refused:
        decoded(body, content_type="text/plain")
    assert refused.value.reason == "too-many-repairs"
    assert refused.value.field == "body"
