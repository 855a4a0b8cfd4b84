"""Accessibility by the rules of axe-core, in the light, in the dark, on a desk and on a phone."""

from __future__ import annotations

import pytest

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
