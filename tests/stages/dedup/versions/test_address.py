"""One page under several addresses, and pages that are not one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.stages.dedup.versions.address import address, page_hash, same_site

PAGE = "https://a.example/news/1"


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example/news/1",
        "https://www.a.example/news/1",
        "https://m.a.example/news/1",
        "https://mobile.a.example/news/1",
        "https://amp.a.example/news/1",
        "https://www.amp.a.example/news/1",
        "https://A.example/news/1/",
        "https://a.example/news/1/amp",
        "https://a.example/news/1/amp/",
        "https://a.example/amp/news/1",
        "https://a.example/news/1.amp",
        "https://a.example/news/1?print=1",
        "https://a.example/news/1?amp",
        "https://a.example/news/1?outputType=amp",
        "https://a.example/news/1#comments",
    ],
)
def test_views_of_a_page_have_its_hash(url):
    assert page_hash(url, "a") == page_hash(PAGE, "b")


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/news/2",
        "https://a.example/news",
        "https://a.example/news/1?page=2",
        "https://a.example/news/1#!comments",
        "https://a.example/NEWS/1",
        "https://b.example/news/1",
        "https://sport.a.example/news/1",
        "https://a.example:8080/news/1",
    ],
)
def test_other_pages_have_others(url):
    assert page_hash(url, "a") != page_hash(PAGE, "a")


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("https://www.a.example/other", True),
        ("https://amp.a.example/", True),
        ("https://b.example/news/1", False),
        ("https://sport.a.example/news/1", False),
    ],
)
def test_pages_of_one_site_are_told(url, same):
    assert same_site(page_hash(url, "a"), page_hash(PAGE, "a")) is same


def test_an_article_without_a_url_is_a_page_of_its_own():
    assert page_hash(None, "a") == page_hash(None, "a") != page_hash(None, "b")
    assert not same_site(page_hash(None, "a"), page_hash(None, "b"))


def test_a_host_keeps_its_last_two_labels():
    assert address("https://amp.dev/amp") == ("amp.dev", "/amp")
    assert address("https://www.m.example/") == ("m.example", "/")


@given(st.text())
def test_no_url_is_too_odd(url):
    assert 0 <= page_hash(url, "a") < 1 << 64


@given(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8")))
def test_odd_urls_are_told_apart_or_are_one_for_good(path, query):
    url = f"https://a.example/{path}?{query}"
    assert page_hash(url, "a") == page_hash(url, "b")
