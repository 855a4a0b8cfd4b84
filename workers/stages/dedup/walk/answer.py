"""At home: is the article a copy, a version of its page, or a story of its own?

The answer is written down before it is sent, so the same raw record gets it again; but for
one that a later version has overtaken since.
"""

from __future__ import annotations

from workers.records import (
    Dedup,
    Duplicate,
    DuplicateKind,
    Match,
    Origin,
    Rewrite,
    moment,
)
from workers.stages.dedup.index import pages
from workers.stages.dedup.index.pages import Link, Node, Page
from workers.stages.dedup.index.postings import Table
from workers.stages.dedup.matching.revision import compare
from workers.stages.dedup.versions.address import same_site
from workers.stages.dedup.versions.order import (
    Standing,
    Version,
    entered,
    later,
    number_of,
    seen_again,
    standing,
)
from workers.stages.dedup.walk.likeness import Likeness
from workers.stages.dedup.walk.visit import Visitor, drop_instances, earlier, order

OLD_MS = 30 * 365 * 86_400_000
"""By so much the version of a back-filled article lies before that of a live one of its id."""
RULES: dict[DuplicateKind, str] = {
    "recrawl": "same page, same text",
    "superseded": "a later version came before it",
}


def decide(visitor: Visitor, table: Table, drop_rewrites: bool) -> Match | None:
    """The answer of the article that has come home: None when it goes on, else why not.

    Notes it in the shard. An article that goes on gets its `version` and `dedup`.
    `drop_rewrites` says that one which retells another does not go on.
    """
    walk, article = visitor.walk, visitor.walk.article
    if walk.template:
        drop_instances(walk)
    name, node = _own_node(visitor, table)
    if node is not None and node.link is not None:
        _join(visitor, node.link.to)
    if node is None or node.origin is None:
        node = _first_answer(visitor, table, drop_rewrites)
        pages.write_node(table, name, node)
    elif node.passed:
        node.later = _overtaken(visitor, table)
    walk.parent = node.link.to if node.link else None
    if visitor.old:  # it joins the cluster of its match, and never two of them
        walk.heads = [walk.parent or _itself(visitor)]
    elif node.link is None or node.link.corrects or name != visitor.hash:
        walk.heads.append(_itself(visitor))
    walk.decided = True
    if not node.passed or node.later is not None:
        return node.later or walk.parent or node.rewrite
    article.version = visitor.received_ms + node.raised
    article.dedup = Dedup(
        cluster_id=article.id,
        revision_of=node.revision_of,
        revision=node.revision,
        rewrite=_rewrite(node.rewrite) if node.rewrite else None,
    )
    walk.rewrite = node.rewrite
    return None


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
        anchors=match.anchors,
        received_at=received_at,
        origin=origin,
    )


def _own_node(visitor: Visitor, table: Table) -> tuple[int, Node | None]:
    """The node of this very raw record and its name; see `pages` on two of one time."""
    node = pages.node(table, visitor.hash)
    origin = visitor.walk.article.origin
    if node is None or node.origin in (None, (origin.topic, origin.partition, origin.offset)):
        return visitor.hash, node
    second = pages.second_hash(visitor.hash, visitor.order)
    return second, pages.node(table, second)


def _rewrite(source: Match) -> Rewrite:
    return Rewrite(of=source.id, score=source.score, anchors=source.anchors)


def _first_answer(visitor: Visitor, table: Table, drop_rewrites: bool) -> Node:
    """The answer for an article that was not here before; enters it on its page."""
    walk, article = visitor.walk, visitor.walk.article
    page, mine = pages.page(table, visitor.page), _version(visitor)
    likeness = Likeness(visitor, page)
    told = standing(page.versions, mine, likeness.containment)
    origin = (article.origin.topic, article.origin.partition, article.origin.offset)
    node = Node(origin=origin, raised=-OLD_MS if visitor.old else 0)
    if told.unchanged is not None:
        walk.parent = _match(visitor, told.unchanged, "recrawl", (1.0, 1.0))
        walk.heads.append(walk.parent)
        page.versions = seen_again(page.versions, told.unchanged, mine.order)
        pages.write_page(table, visitor.page, page)
    elif told.later is not None:
        node.later = _match(visitor, told.later, "superseded", likeness.of(told.later))
    else:
        _revise(visitor, page, told, likeness, node)
        own = node.revision_of is not None  # an update of a page is not dropped as retold
        if node.passed and walk.parent is None and not walk.template and not own:
            node.rewrite = walk.rewrite
            node.passed = node.rewrite is None or not drop_rewrites
        mine.passed, mine.number = node.passed, visitor.received_ms + node.raised
        page.versions = entered(page.versions, mine, pages.VERSIONS)
        if node.passed and not any(v.passed and v.order > mine.order for v in page.versions):
            page.text = article.text if article.canonical_url or article.url else None
        pages.write_page(table, visitor.page, page)
    node.link = Link(walk.parent, visitor.hash) if walk.parent else None
    return node


def _revise(visitor: Visitor, page: Page, told: Standing, likeness: Likeness, node: Node) -> None:
    """Whether a new text goes on, and what it revises."""
    walk = visitor.walk
    previous = told.revises or (None if visitor.old else _met_before(visitor))
    node.passed = previous is not None or walk.parent is None or _is_back(visitor, told)
    if not node.passed:
        return
    node.raised = number_of(page.versions, _version(visitor)) - visitor.received_ms
    node.revision_of = previous.id if previous else None
    if previous is not None and previous is likeness.written and page.text is not None:
        node.revision = compare(previous.id, page.text, walk.article.text)


def _is_back(visitor: Visitor, told: Standing) -> bool:
    """Whether a text that its id had before is there again, after another one."""
    ids = {told.before and told.before.id, visitor.walk.parent and visitor.walk.parent.id}
    return ids == {visitor.walk.article.id}


def _met_before(visitor: Visitor) -> Match | None:
    """The last earlier version, with another text, of those met at keys on the way home.

    One of the same page or id that has not come home yet, or that is told in other words;
    or a near copy of another page of the site, for sites give a text that they change a
    new address. What changed cannot be said: only at its home is a text kept.
    """
    walk = visitor.walk
    found = [one for one in (walk.parent, walk.rewrite, *walk.heads) if one and one.direct]
    met = [match for match in found if earlier(match, walk) and match.kind != "recrawl"]
    own = [m for m in met if m.page == walk.page or m.id == walk.article.id]
    near = [m for m in met if m.kind not in ("truncated", "rewrite")]
    site = [m for m in near if same_site(int(m.page, 16), visitor.page)]
    if own:
        last = max(own, key=order)
        return None if last.rule == "exact" else last
    return None if any(m.rule == "exact" for m in site) else max(site, key=order, default=None)


def _overtaken(visitor: Visitor, table: Table) -> Match | None:
    """The later version that has the place of one that went on before and came again."""
    page = pages.page(table, visitor.page)
    likeness = Likeness(visitor, page)
    found = later(page.versions, _version(visitor), likeness.containment)
    return _match(visitor, found, "superseded", likeness.of(found)) if found else None


def _join(visitor: Visitor, match: Match) -> None:
    """Makes a match known that came from the state of the home shard."""
    walk = visitor.walk
    walk.heads.append(match)
    if walk.parent is None or order(match) < order(walk.parent):
        walk.parent = match


def _version(visitor: Visitor) -> Version:
    """The article as a version of its page, before it is known whether it goes on."""
    return Version(
        id=visitor.walk.article.id,
        order=visitor.order,
        exact=visitor.sketch.exact,
        passed=False,
        number=visitor.received_ms - (OLD_MS if visitor.old else 0),
        seen=visitor.order,
    )


def _match(
    visitor: Visitor, version: Version, kind: DuplicateKind, figures: tuple[float, float] | None
) -> Match:
    """A version of the same page as a match; `figures` 0 where texts cannot be compared."""
    jaccard, containment = figures or (0.0, 0.0)
    return Match(
        id=version.id,
        received_at=moment(version.received_ms / 1000),
        page=visitor.walk.page,
        kind=kind,
        rule=RULES[kind],
        jaccard=round(jaccard, 3),
        containment=round(containment, 3),
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
