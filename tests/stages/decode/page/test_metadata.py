"""Claims of pages: read from every place, checked, and never more than claims."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.stages.decode.page import extraction
from workers.stages.decode.page.metadata import authors, choice, plausibility, titles

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


@pytest.mark.parametrize(
    ("head", "body", "authors"),
    [
        ('<meta name="author" content="By Jane Roe and John Doe">', "", ["Jane Roe", "John Doe"]),
        ('<meta property="article:author" content="Jane Roe">', "", ["Jane Roe"]),
        ("", '<p>By <a rel="author" href="/jane">Jane Roe</a></p>', ["Jane Roe"]),
        ("", '<div class="byline">By Jane Roe, chief editor</div>', ["Jane Roe"]),
        ('<meta name="author" content="admin">', "", []),
        ('<meta property="article:author" content="https://social.example/gazette">', "", []),
    ],
)
def test_authors_are_found_and_parted(head, body, authors):
    prose = "<p>The council voted on Tuesday to close the bridge for two years, she said.</p>" * 3
    title = "<h1>Harbour bridge to close</h1>"
    assert read(head, f"<article>{title}{body}{prose}</article>").authors == authors


@pytest.mark.parametrize(
    "source",
    [
        '{"@type": "NewsArticle", "headline": "x", "author": {"name": "Jane Roe"},}',
        '/* made by hand */ {"@type": "NewsArticle", "author": {"name": "Jane Roe"}}',
        '//<![CDATA[\n{"@type": "Article", "author": [{"name": "Jane Roe"}]}\n//]]>',
        '{"@type": "Article", "author": {"givenName": "Jane", "familyName": "Roe"}}',
        '[{"@type": "Article", "author": {"@id": "#p"}}, {"@id": "#p", "name": "Jane Roe"}]',
        '{"@type": "Article", "author": "Jane Roe"};',
    ],
)
def test_authors_in_json_ld_are_read_however_it_is_written(source):
    assert read(f'<script type="application/ld+json">{source}</script>').authors == ["Jane Roe"]


def test_a_page_says_when_it_changed_what_it_shows_and_whether_it_costs():
    page = read(
        '<meta property="article:modified_time" content="2022-02-14T12:00:00+01:00">'
        '<meta property="og:updated_time" content="2022-02-14T13:00:00+01:00">'
        '<meta property="og:image" content="/bridge.jpg">'
        '<meta property="article:section" content="Harbour"><meta name="keywords" content="a, b">'
        '<meta property="article:content_tier" content="locked">'
        '<meta property="article:published_time" content="2022-02-14T01:00:00+09:00">'
    )
    assert (page.modified, page.section) == ("2022-02-14T11:00:00.000Z", "Harbour")
    assert page.image == "https://gazette.example/bridge.jpg"
    assert (page.tags, page.is_paywalled) == (["a", "b"], True)
    assert (page.date, page.offset) == ("2022-02-13T16:00:00.000Z", "+09:00")
    assert {claim.field for claim in page.claims if claim.used} >= {"date", "image", "section"}


def test_unix_milliseconds_are_a_date():
    page = read('<meta name="pubdate" content="1644833520000">')
    assert page.date == "2022-02-14T10:12:00.000Z"


def test_every_weight_is_of_a_feature_that_claims_have():
    title = titles.candidates([("h1", "Harbour bridge to close", "html")])
    titles.describe(title, URL)
    people = [authors.from_values("json-ld", "json-ld", ["Jane Doe"])]
    authors.describe(people)
    for kind, features in (("title", title[0].features), ("author", people[0].features)):
        place = "at:" if kind == "title" else "where:"
        named = {name for name in choice.weights()[kind] if not name.startswith(place)}
        assert named == {name for name in features if not name.startswith(place)}


def test_a_sub_head_is_no_title():
    page = read("", "<h1>Harbour bridge to close</h1><h2>Ferries will run all night long</h2>")
    assert page.title == "Harbour bridge to close"


def test_a_headline_that_the_title_element_holds_beside_its_section_is_believed():
    page = read(
        "<title>Harbour works start | Local news</title>",
        "<h1>Storm on the coast</h1><h2>Harbour works start</h2>",
    )
    assert page.title == "Harbour works start"


def test_a_by_line_after_the_text_is_another_storys():
    text = (
        "<p>The council closed the harbour bridge on Monday after cracks were found in it, "
        "and the police turned cars away.</p>"
    )
    page = read("", f"<h1>Harbour bridge to close</h1>{text * 8}<p>By Jane Doe</p>")
    assert page.authors == []
