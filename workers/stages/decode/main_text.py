"""Which blocks of a page are the article."""

from __future__ import annotations

from collections.abc import Callable

from workers.stages.decode.blocks import Block, Scope
from workers.stages.decode.surroundings import Place

LONG = 80
KIND_WEIGHT = {"text": 1.0, "pre": 0.8, "item": 0.6, "cell": 0.6, "heading": 0.2, "caption": 0.1}
LEAVES = frozenset(
    "p h1 h2 h3 h4 h5 h6 blockquote pre li dd ul ol dl tr td table tbody center q".split()
)
TOGETHER = 0.7
WITHIN = 0.9
SHORT = 300
CARD = 300


def weight(block: Block) -> float:
    """How much a block counts as running text: its characters, less for lists and links."""
    if block.link_share > 0.5:
        return 0.0
    own = len(block.text) - block.links
    return own * KIND_WEIGHT[block.kind] * (1.0 if own >= LONG else 0.3)


def foreign(scope: Scope | None, until: frozenset[int] = frozenset()) -> bool:
    """Whether a part between the block and the container is named as foreign."""
    while scope is not None and id(scope) not in until:
        if scope.place is Place.FOREIGN or scope.card:
            return True
        if scope.place is Place.DOUBTFUL and (
            scope.length < SHORT or scope.links > 0.3 * scope.length
        ):
            return True
        scope = scope.parent
    return False


def measure(blocks: list[Block], scopes: list[Scope]) -> None:
    """Text and link characters of every scope, and which scopes are teaser cards."""
    for block in blocks:
        at: Scope | None = block.scope
        while at is not None:
            at.length += len(block.text)
            at.links += block.links
            at = at.parent
    for block in blocks:
        if block.kind == "heading" and block.link_share > 0.8:
            at = block.scope.parent
            for _ in range(3):
                if at is None or at.length - at.links > CARD or at.tag in ("body", "html"):
                    break
                at.card = True
                at = at.parent


def weigh(blocks: list[Block], scopes: list[Scope], heed: bool) -> float:
    """Sums the blocks' weights into their scopes; returns the page's sum."""
    for scope in scopes:
        scope.weight = 0.0
    total = 0.0
    for block in blocks:
        w = weight(block)
        if not w or (heed and foreign(block.scope)):
            continue
        total += w
        at: Scope | None = block.scope
        while at is not None:
            at.weight += w
            at = at.parent
    return total


def containers(blocks: list[Block], scopes: list[Scope]) -> list[Scope]:
    """The scopes that hold the article, in order; several where a site splits it."""
    measure(blocks, scopes)
    heeded = weigh(blocks, scopes, True)
    if heeded < 200:
        heeded = weigh(blocks, scopes, False)
    if not scopes:
        return []
    children: dict[int, list[Scope]] = {}
    for scope in scopes:
        if scope.parent is not None and scope.weight > 0:
            children.setdefault(id(scope.parent), []).append(scope)
    title = next((b.scope for b in blocks if b.kind == "heading" and b.level == 1), None)
    at = scopes[0]
    within = False
    while True:
        together = WITHIN if within else TOGETHER
        bodies = _topmost(at, children, lambda s: s.place is Place.BODY)
        if bodies and sum(s.weight for s in bodies) >= (WITHIN if within else 0.6) * at.weight:
            if len(bodies) > 1:
                one = _the_one(bodies, at, title)
                if one is None:
                    return bodies
                at = one
            else:
                at = bodies[0]
            within = True
            continue
        best = max(children.get(id(at), []), key=lambda s: s.weight, default=None)
        if best is None or best.weight < together * at.weight or best.tag in LEAVES:
            articles = _topmost(at, children, lambda s: s.tag == "article")
            if len(articles) > 1 and not within:
                one = _the_one(articles, at, title)
                if one is not None:
                    at, within = one, True
                    continue
            return [at]
        at = best


def _the_one(scopes: list[Scope], at: Scope, title: Scope | None) -> Scope | None:
    """The one of several articles that is the page's own: it has the headline or the bulk."""
    above = set()
    while title is not None:
        above.add(id(title))
        title = title.parent
    for scope in scopes:
        if id(scope) in above and scope.weight > 0.2 * at.weight:
            return scope
    return None


def _topmost(
    at: Scope, children: dict[int, list[Scope]], wanted: Callable[[Scope], bool]
) -> list[Scope]:
    found, stack = [], list(reversed(children.get(id(at), [])))
    while stack:
        scope = stack.pop()
        if wanted(scope):
            found.append(scope)
        else:
            stack.extend(reversed(children.get(id(scope), [])))
    return found


def choose(blocks: list[Block], scopes: list[Scope], title: str | None = None) -> list[Block]:
    """The article's blocks, in order."""
    held = containers(blocks, scopes)
    until = frozenset(id(s) for s in held)
    inside = [b for s in held for b in blocks[s.first : s.last]]
    own = [b for b in inside if not foreign(b.scope, until)]
    if sum(map(weight, own)) < 0.5 * sum(map(weight, inside)):
        own = inside
    linked = _linked_groups(own)
    kept = [b for b in own if _group(b) not in linked and good(b)]
    kept = _without_head(kept)
    return _without_empty_headings(kept)


GROUPS = frozenset(("ul", "ol", "dl", "table", "menu"))


def _group(block: Block) -> int:
    """The list or table that holds the block (0 for none)."""
    scope: Scope | None = block.scope
    for _ in range(6):
        if scope is None:
            return 0
        if scope.tag in GROUPS:
            return id(scope)
        scope = scope.parent
    return 0


def _linked_groups(blocks: list[Block]) -> set[int]:
    """Lists and tables that are menus: most of their text is links."""
    length: dict[int, int] = {}
    links: dict[int, int] = {}
    tables = {_group(b) for b in blocks if b.scope.tag == "th"}
    for block in blocks:
        group = _group(block)
        if group:
            length[group] = length.get(group, 0) + len(block.text)
            links[group] = links.get(group, 0) + block.links
    return {
        group
        for group in length
        if links[group] > (0.8 if group in tables else 0.5) * length[group]
    }


def good(block: Block) -> bool:
    """Whether the block by itself can be part of an article."""
    if block.kind == "caption":
        return False
    if block.kind == "cell":
        return True
    return not (block.link_share > 0.6 and len(block.text) < 300)


def _is_long(block: Block) -> bool:
    return block.kind != "heading" and len(block.text) - block.links >= LONG


def _without_head(blocks: list[Block]) -> list[Block]:
    """Without headline, dates and by-lines before the first paragraph."""
    first = next((i for i, b in enumerate(blocks) if _is_long(b)), 0)
    return [b for i, b in enumerate(blocks) if i >= first or not _is_head(b)]


def _is_head(block: Block) -> bool:
    if block.kind == "heading":
        return block.level <= 1
    return (
        block.kind == "text"
        and len(block.text) < 60
        and not block.text.endswith((".", "!", "?", "…", "。", ":", "”", '"'))
    )


def _without_empty_headings(blocks: list[Block]) -> list[Block]:
    """Without headings that nothing follows before the next heading of their rank."""
    kept: list[Block] = []
    level = 0  # the level of the heading that follows; 0 = the end
    for block in reversed(blocks):
        if block.kind == "heading":
            if level and not (level > block.level):
                continue
            if not kept:
                continue
            level = block.level
        else:
            level = 0
            kept.append(block)
            continue
        kept.append(block)
    kept.reverse()
    return kept
