"""Where on a page the article stands: the elements that hold the bulk of its prose.

Prose is weighed block by block and summed up the tree; from the root the way goes down while
one child holds nearly all of it, or parts that are named as the article's body do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from workers.stages.decode.page.blocks import Block, Scope
from workers.stages.decode.page.element_names import Place

LONG = 80
"""From this many characters outside links a block is a paragraph, below it may be a label."""

SHORT = 300
"""A part with a doubtful name (a figure, a teaser) is left out below this many characters."""

CARD = 300
"""A teaser card has a linked heading and at most this many characters beside it."""

# Shares of prose, set on the development pages: lower TOGETHER takes in side columns, higher
# loses the second half of articles that a site splits.
TOGETHER = 0.7
WITHIN_BODY = 0.9
NAMED_BODY = 0.6
CARD_SHARE = 0.3
PARDONED = 0.5
HEEDED = 0.15

LEAST = 60
KIND_WEIGHT = {"text": 1.0, "pre": 0.8, "item": 0.6, "cell": 0.6, "heading": 0.2, "caption": 0.1}
LEAVES = frozenset(
    "p h1 h2 h3 h4 h5 h6 blockquote pre li dd ul ol dl tr td table tbody center q".split()
)

Children = dict[int, list[Scope]]


def weight(block: Block) -> float:
    """How much a block counts as running text: its characters, less for lists and labels."""
    if block.link_share > 0.5:
        return 0.0
    own = len(block.text) - block.links
    return own * KIND_WEIGHT[block.kind] * (1.0 if own >= LONG else 0.3)


def is_foreign(scope: Scope) -> bool:
    """Whether a part is by itself not the article's: by its name, or as a teaser card."""
    if scope.place >= Place.FOREIGN or scope.card:
        return True
    small = scope.length < SHORT or scope.links > 0.3 * scope.length
    return scope.place is Place.DOUBTFUL and small


def is_comments(scope: Scope) -> bool:
    """Whether a part holds the readers' comments."""
    return scope.place is Place.COMMENTS


def parts(
    scopes: list[Scope], wanted: Callable[[Scope], bool], but: frozenset[int] = frozenset()
) -> set[int]:
    """The `id` of every scope that is wanted or lies in one that is, unless in one of `but`."""
    found: set[int] = set()
    for scope in scopes:  # parents come before their children
        if id(scope) not in but and (id(scope.parent) in found or wanted(scope)):
            found.add(id(scope))
    return found


def find(blocks: list[Block], scopes: list[Scope], titles: str = "") -> list[Scope]:
    """The scopes that hold the article, in order; several where a site splits it.

    `titles` is all that the page says to be its title.
    """
    if not scopes:
        return []
    _measure(blocks, scopes, titles)
    _weigh_what_may_be(blocks, scopes)
    children: Children = defaultdict(list)
    for scope in scopes:
        if scope.parent is not None and scope.weight > 0:
            children[id(scope.parent)].append(scope)
    headline = next((b.scope for b in blocks if b.kind == "heading" and b.level == 1), None)
    return _descend(scopes[0], children, ancestors(headline))


def _descend(at: Scope, children: Children, above_headline: set[int]) -> list[Scope]:
    """Goes down from `at` to the smallest scopes that hold the article together."""
    within = False
    while True:
        share = WITHIN_BODY if within else NAMED_BODY
        if 0 < share * at.weight <= at.named:
            bodies = _topmost(at, children, lambda scope: scope.place is Place.BODY)
            own = bodies[0] if len(bodies) == 1 else _own(bodies, at, above_headline)
            if own is None:
                return bodies
            at, within = own, True
            continue
        best = max(children[id(at)], key=lambda scope: scope.weight, default=None)
        share = WITHIN_BODY if within else TOGETHER
        if best is not None and best.weight >= share * at.weight and best.tag not in LEAVES:
            at = best
            continue
        articles = _topmost(at, children, lambda scope: scope.tag == "article")
        own = _own(articles, at, above_headline) if len(articles) > 1 and not within else None
        if own is None:
            return [at]
        at, within = own, True


def _own(scopes: list[Scope], at: Scope, above_headline: set[int]) -> Scope | None:
    """Of several articles on a page, the one that has the page's headline."""
    for scope in scopes:
        if id(scope) in above_headline and scope.weight > 0.2 * at.weight:
            return scope
    return None


def _topmost(at: Scope, children: Children, wanted: Callable[[Scope], bool]) -> list[Scope]:
    found, stack = [], children[id(at)][::-1]
    while stack:
        scope = stack.pop()
        if wanted(scope):
            found.append(scope)
        else:
            stack.extend(reversed(children[id(scope)]))
    return found


def ancestors(scope: Scope | None) -> set[int]:
    """The `id` of a scope and of all that it lies in."""
    found = set()
    while scope is not None:
        found.add(id(scope))
        scope = scope.parent
    return found


def _measure(blocks: list[Block], scopes: list[Scope], titles: str) -> None:
    """Text and link characters of every scope, and which scopes are teaser cards.

    A card has a heading that links to another page, so not one with the page's own title.
    """
    for block in blocks:
        block.scope.length += len(block.text)
        block.scope.links += block.links
    for scope in reversed(scopes):
        if scope.parent is not None:
            scope.parent.length += scope.length
            scope.parent.links += scope.links
    for block in blocks:
        if block.kind == "heading" and block.link_share > 0.8 and block.text not in titles:
            at = block.scope.parent
            for _ in range(3):
                if at is None or at.length - at.links > CARD or at.tag in ("body", "html"):
                    break
                at.card = True
                at = at.parent


def _weigh_what_may_be(blocks: list[Block], scopes: list[Scope]) -> None:
    """Weighs the prose outside foreign parts; where that is next to nothing, all of it.

    A name is evidence, not proof: some sites call the part with the article "widget".
    """
    total = _weigh(blocks, scopes, is_comments)
    for scope in scopes:
        if scope.card and scope.weight > CARD_SHARE * total:
            scope.card = False
    if _weigh(blocks, scopes, is_foreign) >= HEEDED * total > 0:
        return
    _weigh(blocks, scopes, is_comments)
    for scope in scopes:
        if scope.place is Place.FOREIGN and scope.weight > PARDONED * total:
            scope.place = Place.NEUTRAL
    if _weigh(blocks, scopes, is_foreign) < HEEDED * total:
        _weigh(blocks, scopes, is_comments)
    if total < LEAST:
        _weigh(blocks, scopes, lambda scope: False)


def _weigh(blocks: list[Block], scopes: list[Scope], left_out: Callable[[Scope], bool]) -> float:
    """Sums the weights of blocks into their scopes; returns the whole page's."""
    out = parts(scopes, left_out)
    for scope in scopes:
        scope.weight = scope.named = 0.0
    for block in blocks:
        if id(block.scope) not in out:
            block.scope.weight += weight(block)
    for scope in reversed(scopes):  # children come after their parents
        if scope.parent is not None:
            scope.parent.weight += scope.weight
            body = scope.place is Place.BODY
            scope.parent.named += scope.weight if body else scope.named
    return scopes[0].weight
