"""Claims of pages: read from every place, checked, and never more than claims."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.stages.decode.page import extraction
from workers.stages.decode.page.metadata import plausibility

URL = "https://gazette.example/news/bridge"
NOW = "2022-02-15T00:00:00.000Z"
JSON_LD = """<script type="application/ld+json">{"@context": "https://schema.org",
"@graph": [{"@type": "WebSite", "name": "Not this"}, {"@type": "NewsArticle",
"headline": "Harbour bridge to close", "datePublished": "2022-02-14T10:32:00+01:00",
"author": [{"@type": "Person", "name": "Jane Doe"}, {"name": "John Roe"}],
"publisher": {"name": "The Harbour Gazette"}, "inLanguage": "en-GB",
"mainEntityOfPage": {"@id": "https://gazette.example/news/bridge"},
"isAccessibleForFree": false}]}</script>"""


def read(head, body="<h1>Harbour bridge to close</h1>", lang=""):
    html = f"<html{lang}><head>{head}</head><body>{body}</body></html>"
    return extraction.extract(html, URL, NOW)


def test_json_ld_gives_all_fields():
    page = read(JSON_LD)
    assert page.title == "Harbour bridge to close"
    assert page.authors == ["Jane Doe", "John Roe"]
    assert page.date == "2022-02-14T09:32:00.000Z"
    assert page.site_name == "The Harbour Gazette"
    assert page.language == "en"
    assert page.canonical_url == "https://gazette.example/news/bridge"
    assert "paywalled" in page.quality
    assert {claim.origin for claim in page.claims} == {"json-ld", "html"}


@pytest.mark.parametrize(
    ("head", "field", "value", "origin"),
    [
        ('<meta property="og:title" content="A title">', "title", "A title", "opengraph"),
        ('<meta name="twitter:title" content="A title">', "title", "A title", "twitter"),
        ('<meta name="author" content="by Jane Doe">', "author", "Jane Doe", "meta"),
        ('<meta property="og:site_name" content="Gazette">', "site_name", "Gazette", "opengraph"),
        ('<meta property="og:locale" content="de_DE">', "language", "de", "opengraph"),
        (
            '<meta property="article:published_time" content="2022-02-14">',
            "date",
            "2022-02-14T00:00:00.000Z",
            "opengraph",
        ),
        (
            '<link rel="canonical" href="/news/bridge?utm_source=x">',
            "canonical_url",
            "https://gazette.example/news/bridge",
            "html",
        ),
        ('<meta name="description" content="What it is.">', "summary", "What it is.", "meta"),
    ],
)
def test_each_place_is_read_and_named(head, field, value, origin):
    claims = [claim for claim in read(head, "").claims if claim.field == field]
    assert [(claim.value, claim.origin, claim.dropped) for claim in claims] == [
        (value, origin, None)
    ]


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("date", "2031-01-01", "after-it-was-received"),
        ("date", "1969-12-31", "before-the-web"),
        ("date", "yesterday", "no-date"),
        ("canonical_url", "https://gazette.example/", "home-page"),
        ("canonical_url", "javascript:void(0)", "no-url"),
        ("language", "?", "no-language-code"),
    ],
)
def test_what_cannot_be_true_is_dropped_with_a_reason(field, value, reason):
    assert plausibility.check(field, value, URL, NOW)[1] == reason


def test_a_dropped_date_leaves_the_next_best():
    head = (
        '<meta property="article:published_time" content="2099-01-01">'
        '<meta name="date" content="2022-02-14">'
    )
    page = read(head)
    assert page.date == "2022-02-14T00:00:00.000Z"
    assert any(claim.dropped == "after-it-was-received" for claim in page.claims)


def test_a_time_zone_ahead_is_no_date_of_the_future():
    assert plausibility.check("date", "2022-02-15T13:00:00+00:00", URL, NOW)[1] is None


def test_the_site_name_is_taken_off_the_title():
    head = (
        '<meta property="og:site_name" content="The Harbour Gazette">'
        '<meta property="og:title" content="Bridge closed - The Harbour Gazette">'
    )
    assert read(head, "").title == "Bridge closed"


def test_broken_json_ld_is_passed_over():
    broken = '<script type="application/ld+json">{"@type": "NewsArticle", </script>'
    assert read(broken).title == "Harbour bridge to close"


def test_a_date_in_the_page_alone_is_a_guess_that_says_so():
    body = '<p>Published <span class="date">14 February 2022</span></p><p>The council voted.</p>'
    page = read("", body)
    dates = [claim for claim in page.claims if claim.field == "date"]
    assert [(claim.value[:10], claim.origin) for claim in dates] == [("2022-02-14", "htmldate")]


@given(st.sampled_from(["date", "author", "language", "canonical_url", "title"]), st.text())
def test_no_claim_raises(field, value):
    checked, dropped = plausibility.check(field, value, URL, NOW)
    assert isinstance(checked, str)
    assert checked or dropped
