"""Accessibility by the rules of axe-core, in the light, in the dark, on a desk and on a phone."""

from __future__ import annotations

import pytest

from tests.watch.stories import stories
from workers.display.article_view.page import page
from workers.records import Article, Duplicate

pytestmark = pytest.mark.kafka
VIEWS = ("/", "/?a=later", "/?a=fes", "/?q=person:beridze", "/?q=nothing-at-all", "/?a=gone",
         "/sources", "/line")  # fmt: skip

RULES = (
    "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',"
    " 'best-practice']}).then(found => found.violations.flatMap(v => v.nodes.map(n =>"
    " `${v.id}: ${n.html.slice(0, 160)} ${n.failureSummary}`)))"
)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1360, 390])
def test_axe_finds_nothing(browser, watched, axe, width, dark):
    browser.size(width, 850, phone=width < 500)
    browser.dark(dark)
    for view in VIEWS:
        browser.go(watched.address + view)
        browser.js(axe + "; 0")
        assert browser.js(RULES) == [], view
    assert browser.problems == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_on_the_page_of_explain(browser, axe, tmp_path, dark):
    told = stories()
    articles = [record for record in told if isinstance(record, Article)]
    file = tmp_path / "page.html"
    file.write_text(page(articles, [record for record in told if isinstance(record, Duplicate)]))
    browser.dark(dark)
    browser.go(file.as_uri())
    browser.js(axe + "; 0")
    assert browser.js(RULES) == []
    browser.click(".note .who")
    assert browser.js("document.querySelector(':target').textContent").startswith("You will have")
    assert browser.problems == []
