"""At home: is the article a copy, a revision of its page, or a story of its own?

The answer is written down before it is sent, so the same raw record gets it again.
"""

from __future__ import annotations

from bisect import insort

from workers.records import Dedup, Duplicate, Match, Origin, Revision, Walk, moment
from workers.stages.dedup.index import pages
from workers.stages.dedup.index.pages import Link, Node, Page, Version
from workers.stages.dedup.index.postings import Table
from workers.stages.dedup.matching.revision import compare
from workers.stages.dedup.walk.visit import Visitor, drop_instances, earlier, order

SAME_PAGE = 0.1
"""Similarity to the text before, below which a copy of another article is no revision."""


def decide(visitor: Visitor, table: Table) -> None:
    """Settles the answer of the article that has come home and notes it in the shard.

    An article that is passed on gets its `dedup`; of a copy `parent` is what it copies.
    """
    walk = visitor.walk
    if walk.template:
        drop_instances(walk)
    node = pages.node(table, visitor.hash)
    if node is not None and node.link is not None:
        _join(visitor, node.link.to)
    if node is None or node.origin is None:
        node = _first_answer(visitor, table)
        pages.write_node(table, visitor.hash, node)
    if node.passed:
        walk.article.dedup = Dedup(
            cluster_id=walk.article.id, revision_of=node.revision_of, revision=node.revision
        )
    walk.parent = node.link.to if node.link else None
    if node.link is None or node.link.corrects:
        walk.heads.append(_itself(visitor))
    walk.decided = True


def is_known(visitor: Visitor, table: Table) -> bool:
    """Whether the article has been here, at home, before."""
    node = pages.node(table, visitor.hash)
    return node is not None and node.origin is not None


def copy_of(match: Match, cluster_id: str, id_: str, received_at: str, origin: Origin) -> Duplicate:
    """The record that says what an article is a copy of, and why."""
    return Duplicate(
        id=id_,
        duplicate_of=match.id,
        cluster_id=cluster_id,
        kind=match.kind,
        rule=match.rule,
        jaccard=match.jaccard,
        containment=match.containment,
        shared_numbers=match.shared_numbers,
        score=match.score,
        evidence=match.evidence,
        received_at=received_at,
        origin=origin,
    )


def _first_answer(visitor: Visitor, table: Table) -> Node:
    """The answer for an article that was not here before; enters it on its page."""
    walk, article = visitor.walk, visitor.walk.article
    page = pages.page(table, visitor.page)
    mine = (visitor.received_ms, article.id)
    before = [version for version in page.versions if _when(version) < mine]
    same = next((v for v in reversed(before) if v.exact == visitor.sketch.exact), None)
    base = next((v for v in reversed(before) if v.passed), None)
    if same is not None:
        walk.parent = _recrawl(visitor, same)
        _join(visitor, walk.parent)
    revision = _what_changed(page, base, article.text) if base and same is None else None
    previous = base or (None if before else _ahead(walk))
    # Sites that give one canonical url to all their pages make no revisions of copies.
    own_page = previous is not None and (revision is None or revision.similarity >= SAME_PAGE)
    passed = same is None and (own_page or walk.parent is None)
    node = Node(
        passed=passed,
        link=Link(walk.parent, visitor.hash) if walk.parent else None,
        origin=(article.origin.topic, article.origin.partition, article.origin.offset),
    )
    if passed and previous is not None:
        node.revision_of, node.revision = previous.id, revision
    if same is None:
        _enter(visitor, table, page, passed)
    return node


def _ahead(walk: Walk) -> Match | None:
    """An earlier version of the page with another text, met at a key but not yet come home.

    What changed since cannot be said: only here, at home, are texts kept.
    """
    own = [head for head in walk.heads if head.page == walk.page and earlier(head, walk)]
    last = max(own, key=order, default=None)
    return None if last is None or last.rule == "exact" else last


def _enter(visitor: Visitor, table: Table, page: Page, passed: bool) -> None:
    """Adds the article to the versions of its page, and its text when it is the latest."""
    article = visitor.walk.article
    version = Version(
        id=article.id,
        received_ms=visitor.received_ms,
        exact=visitor.sketch.exact,
        passed=passed,
    )
    insort(page.versions, version, key=_when)
    if passed and page.versions[-1] is version and article.url:
        page.text = article.text
    pages.write_page(table, visitor.page, page)


def _what_changed(page: Page, base: Version, text: str) -> Revision | None:
    """The changes against `base`; None when its text is no longer kept."""
    latest = next((version for version in reversed(page.versions) if version.passed), None)
    if page.text is None or latest is not base:
        return None
    return compare(base.id, page.text, text)


def _join(visitor: Visitor, match: Match) -> None:
    """Makes a match known that came from the state of the home shard."""
    walk = visitor.walk
    walk.heads.append(match)
    if walk.parent is None or order(match) < order(walk.parent):
        walk.parent = match


def _recrawl(visitor: Visitor, version: Version) -> Match:
    return Match(
        id=version.id,
        received_at=moment(version.received_ms / 1000),
        page=visitor.walk.page,
        kind="recrawl",
        rule="same page, same text",
        jaccard=1.0,
        containment=1.0,
    )


def _itself(visitor: Visitor) -> Match:
    """The article as the head of its own cluster."""
    article = visitor.walk.article
    return Match(
        id=article.id,
        received_at=article.received_at,
        page=visitor.walk.page,
        kind="exact",
        rule="itself",
        jaccard=1.0,
        containment=1.0,
    )


def _when(version: Version) -> tuple[int, str]:
    return version.received_ms, version.id
