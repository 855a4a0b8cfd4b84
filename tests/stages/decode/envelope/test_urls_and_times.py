from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.records import moment, seconds_of
from workers.stages.decode.envelope.times import as_moment
from workers.stages.decode.envelope.urls import canonical, site


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("https://Site.Example/a?utm_source=x&b=2&a=1#top", "https://site.example/a?a=1&b=2"),
        ("http://site.example:80/a", "http://site.example/a"),
        ("  https://site.example/a\n", "https://site.example/a"),
        ("https://site.example/a/", "https://site.example/a/"),
        ("https://site.example/#!/story/7", "https://site.example/#!/story/7"),
        ("http://site.example/spip.php?article8532", "http://site.example/spip.php?article8532"),
        ("site.example/a", None),
        ("mailto:desk@site.example", None),
        ("https://", None),
        ("http://[::1", None),
        ("http://site.example:99999/", None),
        ("", None),
        (None, None),
    ],
)
def test_one_page_has_one_canonical_url(url: str | None, wanted: str | None) -> None:
    assert canonical(url) == wanted


@given(st.text(max_size=60) | st.from_regex(r"https?://[a-z.]{1,20}(:\d{1,6})?/[^\s]{0,20}"))
def test_canonical_of_a_canonical_url_is_itself(url: str) -> None:
    once = canonical(url)
    assert once is None or canonical(once) == once


def test_the_site_is_the_host_without_www() -> None:
    assert site("https://www.Site.example/a") == "site.example"
    assert site("https://news.site.example:8443/a") == "news.site.example"
    assert site("nonsense") is None


@given(st.floats(min_value=-1e10, max_value=1e10))
def test_a_moment_is_its_own_moment(seconds: float) -> None:
    written = as_moment(seconds)
    assert written is None or as_moment(written) == written


@given(st.floats(allow_nan=True, allow_infinity=True) | st.integers() | st.text(max_size=40))
def test_anything_is_a_moment_or_none(value: float | str) -> None:
    written = as_moment(value)
    assert written is None or moment(seconds_of(written)) == written
