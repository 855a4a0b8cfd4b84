"""What is prose stays, and boxes between the paragraphs go: pages as data in this file."""

from __future__ import annotations

import pytest

from tests.stages.decode.page.test_recovery import HEAD, STORY, URL
from workers.stages.decode.boilerplate import removal
from workers.stages.decode.page import extraction
from workers.stages.decode.traced import Traced


def read(body, tag="article"):
    page = extraction.extract(f"{HEAD}<{tag}><h1>Harbour bridge to close</h1>{body}</{tag}>", URL)
    return removal.remove(Traced.of(page.text)).text, page


def story(*between):
    halves = ["".join(f"<p>{line}</p>" for line in part) for part in (STORY[:3], STORY[3:])]
    return "".join(between).join(halves)


KEPT = {
    "a Danish quotation": "<p>»Vi kan ikke vente længere på en ny bro.«</p>",
    "a German quotation": "<p>»Wir haben lange genug gewartet.«</p>",
    "a Swiss quotation": "<p>«Das ist unser Hafen.»</p>",
    "a short French sentence": "<p>J'aime beaucoup ce pont.</p>",
    "a short Spanish sentence": "<p>Me gusta mucho este puente.</p>",
    "a sub-head": "<h3>More about the piers and the storms</h3><p>They date from 1911, he said.",
    "a paragraph shown from some width on": f'<div class="hidden md:block"><p>{STORY[0][:-1]} too.',
    "a paragraph in a class of a framework": '<p class="text-link font-more">Ferries sail all day.',
    "a term in a button": "<p>They sailed the <button>trimaran</button> to the north.</p>",
}


@pytest.mark.parametrize("part", KEPT.values(), ids=KEPT)
def test_prose_between_the_paragraphs_is_kept(part):
    text, _ = read(story(part))
    kept = extraction.extract(f"<p>{part}</p>", None).text.split("\n")[-1]
    assert kept in text.split("\n")
    assert all(line in text for line in STORY)


@pytest.mark.parametrize(
    "note",
    [
        '<span class="visually-hidden">, opens new tab</span>',
        '<span class="sr-only">(öffnet in neuem Fenster)</span>',
        '<span class="u-screen-reader-text"> external</span>',
    ],
)
def test_words_for_screen_readers_are_no_part_of_a_sentence(note):
    text, _ = read(
        story(f"<p>The report, <a href=x>published in May{note}</a> by Roe, was read.</p>")
    )
    assert "The report, published in May by Roe, was read." in text


BOXES = {
    "consent in German": [
        "Empfohlener redaktioneller Inhalt",
        "An dieser Stelle finden Sie einen Beitrag von einem anderen Anbieter.",
        "Ich bin damit einverstanden, dass mir externe Inhalte gezeigt werden.",
    ],
    "consent in English": [
        "External content",
        "This content is provided by a video site, which may set cookies.",
        "Allow and continue",
    ],
    "offer in English": ["Read on with Gazette Plus", "First month for 1 €", "Cancel at any time"],
    "offer in French": ["La Gazette numérique", "Premier mois à 1 €", "Sans engagement"],
    "sign-up in German": ["Der Morgen am Hafen", "Abonnieren Sie unseren Newsletter."],
    "channel in English": ["Our channel", "Get the latest alerts in our newsletter every day"],
    "poll in German": ["Welche Brücke nutzen Sie?", "Die alte", "Jetzt abstimmen", "# 12 Stimmen"],
}


@pytest.mark.parametrize("lines", BOXES.values(), ids=BOXES)
def test_a_box_between_the_paragraphs_goes_as_a_whole(lines):
    box = "".join(f"<p>{line}</p>" for line in lines)
    text, _ = read(story(f'<div class="x7"><div>{box}</div></div>'))
    assert text.split("\n") == STORY


def test_an_offer_under_the_text_says_that_there_is_more_to_pay_for():
    items = "".join(f"<li>{line}</li>" for line in ("All articles on the web", "1 month for 1 €"))
    offer = (
        f"<div><h3>Read on with Gazette Plus</h3><ul>{items}</ul><p>Cancel at any time</p></div>"
    )
    text, page = read("".join(f"<p>{line}</p>" for line in STORY[:3]) + offer)
    assert text.split("\n") == STORY[:3]
    assert "paywalled" in page.quality


def test_a_paragraph_about_subscriptions_is_no_offer():
    prose = "The ferry company said its subscription would cost 30 euros a month from January on."
    text, page = read(story(f"<p>{prose}</p>"))
    assert prose in text
    assert "paywalled" not in page.quality


def test_headings_of_a_live_blog_stay_and_its_clocks_go():
    entries = "".join(
        f"<div class=entry><time>1{n}:05</time><h3>Harbour report {n}</h3>"
        f'<div class="entry-content"><p>{line}</p></div></div>'
        for n, line in enumerate(STORY)
    )
    text, _ = read(entries, "main")
    assert text.split("\n") == [
        line for n, paragraph in enumerate(STORY) for line in (f"Harbour report {n}", paragraph)
    ]


def test_an_article_goes_on_behind_a_list_of_other_stories():
    links = "".join(
        f'<li><a href="/{n}">Story {n} of today that is not this one</a>' for n in "abcd"
    )
    first = "".join(f"<div><p>{line}</p></div>" for line in STORY[:5])
    body = (
        f"<div><div>{first}</div></div><div><aside><ul>{links}</ul></aside><div><div><p>{STORY[5]}"
    )
    text, _ = read(body)
    assert text.split("\n") == STORY


def test_the_next_story_of_an_endless_page_is_another_article():
    other = "".join(f"<p>{line.replace('bridge', 'regatta')}</p>" for line in STORY)
    text, _ = read(f"{story()}</article><article><h1>The regatta</h1>{other}")
    assert "regatta" not in text
