"""What is no article is refused with a reason; what is a poor one is flagged."""

from __future__ import annotations

import pytest

from workers.stages.contract import Rejected
from workers.stages.decode import quality

PROSE = (
    "The council voted on Tuesday to close the old harbour bridge for two years, a decision "
    "that ferry operators had asked for since spring. Work begins in October."
)


@pytest.mark.parametrize(
    "body",
    [
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
        b"\x89PNG\r\n\x1a\n",
        b"PK\x03\x04\x14\x00\x06\x00",
        b"{\\rtf1\\ansi Hello}",
        "{\\rtf1\\ansi Hello}",
        "%PDF-1.7",
        b'<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>',
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry/></feed>",
        b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- map -->\n<urlset></urlset>",
        b'{"title": "A story", "text": "in JSON"}',
        '[{"title": "A story"}]',
    ],
)
def test_other_kinds_of_documents_are_refused(body):
    with pytest.raises(Rejected) as caught:
        quality.refuse(body)
    assert caught.value.reason == "not-an-article"
    assert caught.value.field == "body"


@pytest.mark.parametrize(
    "body",
    [
        PROSE,
        PROSE.encode(),
        "<html><body><p>Text</p></body></html>",
        '<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"></html>',
        "[Reuters] The council voted on Tuesday.",
        "{Update} The council voted on Tuesday.",
        "[1] The council voted on Tuesday, and [2] closed the bridge.",
        "",
    ],
)
def test_texts_and_pages_are_not_refused(body):
    quality.refuse(body)


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        (
            "Please enable JavaScript to view this page and all of its many stories.",
            "needs-javascript",
        ),
        ("Checking your browser before you can go on. This takes five seconds.", "robot-check"),
        ("We and our partners use many kinds of tools and cookies on this site.", "cookie-wall"),
        ("Sign in to continue. Forgot your password?", "login-page"),
        ("404\nThe story is not here any more.", "error-page"),
        ("Seite nicht gefunden. Bitte prüfen Sie die Adresse.", "error-page"),
        ("A headline", "short"),
        ("12 | 34 | 56 --- 78 / 90 ::: 1234 *** 5678 +++ 0000 ===", "few-letters"),
    ],
)
def test_poor_texts_are_flagged(text, flag):
    assert flag in quality.flags(text, None)


def test_a_plain_article_has_no_flag():
    assert quality.flags(PROSE, "Harbour bridge to close") == []


def test_a_long_article_about_cookies_is_no_wall():
    assert quality.flags((PROSE + " Sites use cookies and captchas. ") * 12, None) == []
