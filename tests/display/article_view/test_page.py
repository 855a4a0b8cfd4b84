"""The page of `newsmill explain --html`: the article as `newsmill watch` shows it, by itself."""

from __future__ import annotations

from tests.display.article_view.articles import article, entity, quote
from workers.display.article_view.page import page
from workers.records import Dedup, Duplicate, Origin, Revision

TEXT = "“Not now,” said Lena Okafor at the harbour of Oban."


def told():
    first = article(
        TEXT,
        quotes=[quote(TEXT, "Not now,", "Lena Okafor", "Lena Okafor")],
        entities=[entity(TEXT, "Lena Okafor"), entity(TEXT, "Oban", "LOC")],
    )
    revision = Revision(of="a1", similarity=0.8, added=["She left."], removed=["<i>She</i> stays."])
    later = article(TEXT, "a2", dedup=Dedup(cluster_id="a1", revision_of="a1", revision=revision))
    copy = Duplicate(
        id="a3",
        duplicate_of="a1",
        cluster_id="a1",
        kind="wire",
        rule="jaccard",
        jaccard=0.9,
        containment=0.9,
        score=0.97,
        evidence={"wording": 3.1, "names": 1.2, "size": -1.0},
        received_at="2026-11-24T06:00:00.000Z",
        origin=Origin(topic="articles.raw", partition=0, offset=1),
        source="Daily Ledger",
        title="No, </script> not now",
        url="javascript:alert(1)",
    )
    return page([first, later], [copy])


def test_the_page_shows_names_speakers_copies_and_revisions():
    shown = told()
    assert 'class="n per"' in shown
    assert '<a class="who" href="#a0-q0">Lena Okafor</a>' in shown
    assert "the same report under another heading, 97% sure by wording, names" in shown
    assert "No, &lt;/script&gt; not now" in shown
    assert "the version before, 80% alike" in shown
    assert "<del>&lt;i&gt;She&lt;/i&gt; stays.</del>" in shown
    assert 'href="#a0-top"' in shown


def test_the_page_needs_nothing_from_elsewhere_and_runs_nothing():
    shown = told()
    assert "<script" not in shown
    assert "http://" not in shown
    assert "https://" not in shown
    assert "url(" not in shown
    assert "default-src 'none'" in shown
    assert "javascript:" not in shown
