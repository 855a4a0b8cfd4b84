"""The page in a real Chromium: what a reader clicks, types and sees."""

from __future__ import annotations

import json

import pytest

from tests.display.article_view.articles import article
from tests.watch.stories import ARABIC, ASTRAL, BRIDGE, HOSTILE, now
from tests.watch.stream import send

pytestmark = pytest.mark.kafka
LATER = "#list a[href='/?a=later']"


@pytest.fixture(autouse=True)
def at_home(browser, watched):
    browser.size(1360, 900)
    browser.dark(False)
    browser.go(watched.address + "/")
    yield
    assert browser.problems == []


def text(browser, selector):
    return browser.js(f"document.querySelector({json.dumps(selector)}).innerText")


def texts(browser, selector):
    found = f"[...document.querySelectorAll({json.dumps(selector)})].map(e => e.textContent)"
    return browser.js(found)


def titles(browser):
    return texts(browser, "#list .t")


def test_a_click_opens_an_article_with_all_that_was_found_in_it(browser):
    browser.click(LATER)
    browser.until("document.querySelector('.newsmill')")
    assert browser.js("location.search") == "?a=later"
    assert texts(browser, ".q")[0] == "You will have a bridge before the snow melts,"
    assert texts(browser, ".note .who") == ["Tamar Beridze", "Tamar Beridze", "Nodar Gelashvili"]
    assert text(browser, ".note .role") == "envoy"
    assert texts(browser, ".row ins") == ["“"]
    assert "Beridse" in BRIDGE
    note = "document.querySelector('.notes').getBoundingClientRect()"
    line = "document.querySelector('.row:has(.notes) p').getBoundingClientRect()"
    assert browser.js(f"Math.abs({note}.top - {line}.top) < 30 && {note}.left > {line}.right")


def test_copies_and_revisions_are_folded_with_the_reason(browser):
    assert "Envoy promises bridge by spring" not in titles(browser), "it was revised"
    browser.click(LATER)
    browser.until("document.querySelector('.story')")
    browser.js("document.querySelector('.story').open = true")
    story = text(browser, ".story")
    assert "the version before, 80% alike" in story
    assert "the same report under another heading, 97% sure by wording, names" in story
    assert "the same report, shortened" in story
    browser.click(".diff summary")
    assert "She stayed." in text(browser, ".diff")
    browser.click(".story a[href='/?a=bridge']")
    browser.until("location.search === '?a=bridge' && document.querySelector('.newsmill')")
    assert "later under the same address" in text(browser, ".story")


def test_what_comes_appears_by_itself_and_focus_stays(browser, line):
    browser.js(
        "window.same = document; document.querySelector(\"#list a[href='/?a=tea']\").focus()"
    )
    send(line, [article("Just in.", "fresh", title="Just in", received_at=now())])
    browser.until("document.querySelector(\"#list a[href='/?a=fresh']\")")
    assert titles(browser)[0] == "Just in"
    assert browser.js("document.activeElement.getAttribute('href')") == "/?a=tea"
    assert browser.js("window.same === document"), "the page was not loaded anew"


def test_typing_searches_and_a_name_is_a_search(browser):
    browser.key("/")
    browser.type("snow person:beridze")
    browser.until("document.querySelectorAll('#list li').length === 1")
    assert titles(browser) == ["Envoy promises bridge, leaves"]
    assert browser.js("document.activeElement.id") == "q"
    browser.click(LATER.replace("/?a=", "/?q=snow%20person%3Aberidze&a="))
    browser.until("document.querySelector('.newsmill')")
    browser.click(".row a.n.loc")
    browser.until("document.querySelector('#q').value === 'place:\"Kutaisi\"'")
    assert titles(browser) == ["Envoy promises bridge, leaves"]
    browser.js("history.back()")
    browser.until("document.querySelector('.newsmill')")


@pytest.mark.parametrize("query", ["茶館", "place:besancon", "speaker:سلمى", 'source:"le jura"'])
def test_texts_of_all_scripts_are_found(browser, watched, query):
    browser.js(f"document.querySelector('#q').value = {json.dumps(query)};"
               "document.querySelector('form[role=search]').requestSubmit()")  # fmt: skip
    browser.until("document.querySelectorAll('#list li').length === 1")


def test_keys_lead_through_the_articles(browser):
    for key in "jjk":
        browser.key(key)
        browser.until("document.querySelector('.newsmill')")
        browser.wait(0.3)
    assert browser.js("document.querySelectorAll('#list li')[0].className") == "chosen"
    browser.key("Escape")
    browser.until("document.querySelector('.over')")
    browser.key("?")
    browser.until("document.querySelector('#keys').open")
    browser.key("Escape")
    browser.until("!document.querySelector('#keys').open")
    browser.key("Tab")
    assert browser.js("document.activeElement.matches('a, input, [tabindex]')")


def test_layers_can_be_switched_off(browser):
    browser.click(LATER)
    browser.until("document.querySelector('.newsmill')")
    seen = "(s => getComputedStyle(document.querySelector(s)).display !== 'none')"
    for box, shown in ((".l-r", ".row p del"), (".l-o", ".gone"), (".l-q", ".notes")):
        assert browser.js(f"{seen}('{shown}')")
        browser.click(box)
        assert not browser.js(f"{seen}('{shown}')")


def test_a_note_lights_its_quote(browser):
    browser.click(LATER)
    browser.until("document.querySelector('.newsmill')")
    browser.js("document.querySelector('.note .who').focus()")
    assert texts(browser, ".q.lit") == ["You will have a bridge before the snow melts,"]


def test_characters_outside_the_basic_plane_move_no_mark(browser, watched):
    browser.go(watched.address + "/?a=ships")
    assert texts(browser, ".q") == ["𝒲e have 🚢🚢🚢 now,"]
    assert texts(browser, ".row a.n") == ["Łena Økafor", "Besançon"]
    assert texts(browser, ".row p") == [ASTRAL]


def test_arabic_stands_from_right_to_left_and_its_source_does_not_turn_the_line(browser, watched):
    browser.go(watched.address + "/?a=fes")
    assert browser.js("getComputedStyle(document.querySelector('.row p')).direction") == "rtl"
    assert browser.js("getComputedStyle(document.querySelector('.note')).direction") == "rtl"
    assert browser.js("getComputedStyle(document.querySelector('.byline')).direction") == "ltr"
    assert "".join(texts(browser, ".row p")) == ARABIC.replace("\n", "")
    assert browser.js("document.querySelector('.newsmill').lang") == "ar"


def test_hostile_ids_and_texts_are_shown_and_nothing_of_them_runs(browser):
    shown = HOSTILE.replace("\u202e", "\\u202e")
    assert shown in titles(browser)
    browser.click("#list li:has(.t):not([data-key=x]) > a[href*='script']")
    browser.until("document.querySelector('.newsmill')")
    assert text(browser, ".newsmill .title") == shown
    assert browser.js("document.scripts.length") == 1
    assert browser.js("document.images.length") == 0
    assert not browser.js("[...document.links].some(a => a.protocol === 'javascript:')")


def test_an_article_of_a_megabyte_opens(browser, watched, line):
    words = "“Not now,” said Lena Okafor at the harbour of Oban, and left.\n" * 16_000
    send(line, [article(words, "large", title="Large", received_at=now())])
    watched.until("/", ">Large<")
    browser.go(watched.address + "/?a=large")
    assert browser.js("document.querySelector('.body').textContent.length") > 990_000
    assert browser.js("document.querySelectorAll('.row').length") == 16_000


def test_sources_and_the_line_are_shown(browser):
    browser.click("nav a[href='/sources']")
    browser.until("document.querySelector('#sources table')")
    assert "Eastern Ledger" in texts(browser, "tbody th a")
    browser.click("nav a[href='/line']")
    browser.until("document.querySelectorAll('.stages li').length === 4")
    assert "missing-body" in text(browser, "#line")
    assert "newsmill failed show 0/" in text(browser, "#line") or "/" in text(browser, "td code")
    browser.until("!document.querySelector('.stages').innerText.includes('not known')", 40)
    browser.js("history.back()")
    browser.until("document.querySelector('#sources')")


def test_on_a_phone_one_thing_is_shown_and_fits(browser, watched):
    browser.size(360, 740, phone=True)
    for path in ("/", "/?a=later", "/?a=fes", "/sources", "/line"):
        browser.go(watched.address + path)
        assert browser.js("document.documentElement.scrollWidth") <= 360, path
    browser.go(watched.address + "/")
    browser.click(LATER)
    browser.until("document.querySelector('.newsmill')")
    assert browser.js("getComputedStyle(document.querySelector('#list')).display") == "none"
    browser.click(".back a")
    browser.until("!document.querySelector('.newsmill')")
    assert browser.js("document.querySelector('#list').offsetHeight > 300")
