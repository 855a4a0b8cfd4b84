"""An article that the page does not show is found where it stands, and what was tried is told."""

from __future__ import annotations

import html
import json

import pytest

from workers.stages.decode.page import extraction, script_text

URL = "https://gazette.example/news/bridge"
STORY = [
    "The council voted on Tuesday to close the old harbour bridge, ferry operators were told.",
    "“We cannot wait for another accident,” said Maria Olsen, who chairs the transport committee.",
    "Work begins in October, and the north bank will have a free shuttle until it is finished.",
    "Residents of the bank, four thousand in all, had asked for a second crossing since spring.",
    "The engineers found that three of the eleven piers had lost stones in the storms of May.",
    "A report on what the repairs will cost is due before the council meets again in November.",
]
ARTICLE = "".join(f"<p>{line}</p>" for line in STORY)
HEAD = "<html><head><title>Harbour bridge to close</title></head><body>"


def script(source, kind=""):
    return f"<script{kind}>{source}</script>"


def linked(body, **more):
    article = {"@type": "NewsArticle", "headline": "Harbour bridge to close", "articleBody": body}
    return script(json.dumps(article | more), ' type="application/ld+json"')


def next_rows():
    rows = f'0:["$","main",null,{{}}]\n1b:T{len(ARTICLE.encode()):x},{ARTICLE}2:["$","footer"]\n'
    half = len(rows) // 2
    return "".join(
        script(f"self.__next_f.push([1,{json.dumps(part)}])") for part in (rows[:half], rows[half:])
    )


STATE = {"page": {"id": 7, "story": {"blocks": [{"kind": "p", "text": line} for line in STORY]}}}
PLACES = {
    "streamed and put in place by a script": (
        f'<div id="app"></div><div hidden id="S:1"><article>{ARTICLE}</article></div>',
        "hidden",
    ),
    "behind a metered paywall": (
        f"<main><h1>Harbour bridge to close</h1><p>{STORY[0]}</p><div hidden class=wall>{ARTICLE}"
        "</div><section><h2>Most read</h2><p>Report an error</p></section></main>",
        "hidden",
    ),
    "in a style that hides": (f'<div style="display: none">{ARTICLE}</div>', "hidden"),
    "in JSON-LD": (linked("\n".join(STORY)) + "<div id=root></div>", "json-ld"),
    "in JSON-LD as markup": (linked(ARTICLE) + "<div id=root></div>", "json-ld"),
    "in JSON-LD as escaped markup": (
        linked(ARTICLE.replace("<", "&lt;").replace(">", "&gt;")) + "<p>Loading</p>",
        "json-ld",
    ),
    "in the state of a script": (
        script(json.dumps(STATE), ' id="__NEXT_DATA__" type="application/json"'),
        "scripts",
    ),
    "in a variable": (script(f"window.__STATE__ = {json.dumps(STATE)};"), "scripts"),
    "in a stream of rows": (next_rows(), "scripts"),
    "for browsers without scripts": (f"<div id=app></div><noscript>{ARTICLE}</noscript>", "hidden"),
    "in a noscript that a stray tag leaves open": (
        f"<noscript><div id=nojava></noscript><div><h1>Bridge</h1>{ARTICLE}</div></div>",
        "hidden",
    ),
    "in a template element": (f"<div id=app></div><template>{ARTICLE}</template>", "hidden"),
    "in a template of a script": (
        script(f"<nav><a href=/>Most read</a></nav>{ARTICLE}", ' type="text/template"'),
        "templates",
    ),
    "in an attribute": (
        f'<div data-react-props="{html.escape(json.dumps(STATE))}"></div>',
        "scripts",
    ),
    "in strings whose brackets are escaped": (
        script(
            json.dumps({"story": {"html": ARTICLE}}).replace("<", "\\u003c").replace(">", "\\u003E")
        ),
        "scripts",
    ),
}


@pytest.mark.parametrize(("body", "place"), PLACES.values(), ids=PLACES)
def test_an_article_is_found_where_it_stands(body, place):
    page = extraction.extract(HEAD + body, URL)
    for line in STORY:
        assert line in page.text
    assert "Most read" not in page.text
    assert "Report an error" not in page.text
    assert [attempt.source for attempt in page.attempts if attempt.taken] == [place]
    assert f"text-from-{place}" in page.quality


def test_hidden_parts_are_not_opened_where_the_article_is_shown():
    menu = "".join(f"<div hidden><p>Tide table {n} of the harbour office.</p></div>" for n in "abc")
    page = extraction.extract(f"{HEAD}<article>{ARTICLE}</article>{menu}", URL)
    assert page.text.split("\n") == STORY
    assert [attempt.source for attempt in page.attempts] == ["markup"]


def test_a_hidden_notice_longer_than_the_article_is_not_taken_for_it():
    notice = "<p>We store data on your device and read it, as our partners do, to measure.</p>" * 30
    page = extraction.extract(f"{HEAD}<article>{ARTICLE}</article><div hidden>{notice}", URL)
    assert page.text.split("\n") == STORY


def test_a_copy_for_browsers_without_scripts_is_not_read_twice():
    copies = "".join(f"<p>{line}</p><noscript><p>{line}</p></noscript>" for line in STORY)
    page = extraction.extract(f"{HEAD}<article>{copies}</article>", URL)
    assert page.text.split("\n") == STORY
    page = extraction.extract(f"{HEAD}<div hidden><article>{copies}</article></div>", URL)
    assert page.text.split("\n") == STORY


def test_an_article_body_of_another_story_is_flagged_and_not_taken():
    other = " ".join(
        f"The regatta of year {n} was won by a crew from the south." for n in range(40)
    )
    page = extraction.extract(f"{HEAD}{linked(other)}<article>{ARTICLE}</article>", URL)
    assert page.text.split("\n") == STORY
    assert "json-ld-disagrees" in page.quality


def test_an_article_body_of_another_address_is_none_of_the_page():
    other = linked("\n".join(STORY), url="https://gazette.example/news/regatta")
    assert extraction.extract(f"{HEAD}{other}<p>Loading</p>", URL).text == "Loading"


def test_lines_that_the_article_body_lacks_are_none_of_the_article():
    extra = "<p>Which of the bridges do you use most often?</p><p>The old one, the new one</p>"
    body = (
        "".join(f"<p>{line}</p>" for line in STORY[:3])
        + extra
        + "".join(f"<p>{line}</p>" for line in STORY[3:])
    )
    page = extraction.extract(f"{HEAD}{linked(' '.join(STORY))}<article>{body}", URL)
    assert page.text.split("\n") == STORY


def test_an_article_body_that_was_cut_off_takes_nothing_away():
    page = extraction.extract(f"{HEAD}{linked(' '.join(STORY[:4]))}<article>{ARTICLE}", URL)
    assert page.text.split("\n") == STORY


@pytest.mark.parametrize(
    "source",
    [
        "var a = 'x';" * 200,
        '{"a": "' + "word " * 50_000,
        '"\\' * 50_000,
        json.dumps([{"k": f"{n} words of a label"} for n in range(20_000)]),
        "self.__next_f.push([1," + json.dumps("1:Tffffff,short") + "])" + " " * 600,
        "\\u003" * 100_000,
    ],
)
def test_scripts_without_an_article_give_nothing(source):
    assert "article" not in extraction.extract(HEAD + script(source) + "<p>Loading</p>", URL).text


def test_lines_of_markup_in_a_string_are_its_paragraphs():
    assert script_text.text_lines(ARTICLE) == STORY
    assert script_text.text_lines("one &amp; two\n\nthree") == ["one & two", "three"]
