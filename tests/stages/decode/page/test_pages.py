"""The article of a page; the cases are data in `cases/pages.jsonl`."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stages.decode.case_files import named, read
from workers.stages.contract import Rejected
from workers.stages.decode.boilerplate import removal
from workers.stages.decode.page import extraction
from workers.stages.decode.traced import Traced

CASES = read("page/cases/pages.jsonl")


@pytest.mark.parametrize("case", named("page/cases/pages.jsonl"))
def test_the_article_is_what_a_case_says(case):
    page = extraction.extract(case["html"], "https://gazette.example/news/bridge")
    text = removal.remove(Traced.of(page.text)).text
    assert text.split("\n") == case["text"]
    assert page.summary == case.get("summary")


def test_a_page_is_read_twice_with_the_same_result():
    for case in CASES:
        assert extraction.extract(case["html"], None) == extraction.extract(case["html"], None)


@pytest.mark.parametrize("html", ["", " ", "<html></html>", "<!-- only a comment -->", "<p></p>"])
def test_a_page_without_text_has_an_empty_text(html):
    assert extraction.extract(html, None).text == ""


def test_a_page_of_links_is_flagged():
    links = "".join(f'<li><a href="/{n}">Story number {n} of today</a></li>' for n in range(60))
    assert "mostly-links" in extraction.extract(f"<body><ul>{links}</ul></body>", None).quality


def test_a_login_page_is_flagged():
    form = '<form><p>Sign in to go on.</p><input name="u"><input type="password"></form>'
    assert "login-page" in extraction.extract(f"<body>{form}</body>", None).quality


tags = st.sampled_from("p div span a b table tr td li ul h1 h2 br article nav ruby rt ?? x".split())
markup = st.lists(
    st.one_of(
        tags.map("<{}>".format),
        tags.map("</{}>".format),
        tags.map('<{} class="related comments entry-content" href="x">'.format),
        st.text(max_size=30),
        st.sampled_from(
            ["<", ">", "&", "&#0;", "&#xD800;", "<!--", "-->", "<![CDATA[", "<script>"]
        ),
    ),
    max_size=40,
).map("".join)


@settings(max_examples=200)
@given(markup)
def test_no_markup_raises_and_no_markup_is_left(html):
    page = extraction.extract(html, "https://gazette.example/")
    assert all(line.strip() for line in page.text.split("\n")) or page.text == ""


def test_nesting_without_an_end_is_refused_with_its_reason():
    with pytest.raises(Rejected) as caught:
        extraction.extract("<div>" * 100_000 + "text", None)
    assert caught.value.reason == "nested-too-deep"


def test_what_stands_before_the_nesting_is_kept_and_flagged():
    prose = "<p>The council voted on Tuesday to close the old harbour bridge for two years.</p>"
    page = extraction.extract(prose + "<b>" * 100_000 + "text", None)
    assert page.text.startswith("The council voted")
    assert "nested-too-deep" in page.quality
