"""What belongs to an article beside the part that holds its bulk.

Some sites break an article in two for a list of other stories; a live blog is made of entries,
each with a body and a heading of its own.
"""

from __future__ import annotations

from collections import defaultdict

from workers.stages.decode.page.blocks import Block, Scope
from workers.stages.decode.page.containers import LONG, ancestors, is_foreign, weight

CONTINUED = 3
"""So many levels up parts are looked for with which an article goes on."""
LONGEST_PATH = 12
ENTRIES = 3
"""From so many bodies on an article consists of entries, each with a heading of its own."""


def complete(held: list[Scope], scopes: list[Scope], blocks: list[Block]) -> list[Scope]:
    """The scopes that hold the article, with those that go on with it or head it."""
    if len(held) == 1:
        return _with_continuations(held[0], scopes, blocks)
    return _with_headings(held, blocks) if len(held) >= ENTRIES else held


def _with_headings(bodies: list[Scope], blocks: list[Block]) -> list[Scope]:
    """The entries of a live blog or a list of questions: each body with the heading over it."""
    above: dict[int, int] = defaultdict(int)
    for body in bodies:
        for at in ancestors(body):
            above[at] += 1
    found = []
    for body in bodies:
        entry = body
        while entry.parent is not None and above[id(entry.parent)] == 1:
            entry = entry.parent
        headed = any(
            block.kind == "heading" and block.link_share < 0.5
            for block in blocks[entry.first : body.first]
        )
        found.append(entry if headed and not is_foreign(entry) else body)
    return found


def _with_continuations(held: Scope, scopes: list[Scope], blocks: list[Block]) -> list[Scope]:
    """The part that holds the article, and those beside it that go on in the same way.

    Sites break an article for a list of other stories; what follows stands in a part of its
    own, with paragraphs under the same tags. A part with a headline is another story.
    """
    found = [held]
    node = held
    for _ in range(CONTINUED):
        parent = node.parent
        if parent is None or node.tag in ("article", "body", "html"):
            break
        usual = _paragraph_paths(held, parent, blocks)
        for scope in scopes:
            after = scope.parent is parent and scope.first >= node.last and scope.weight > 0
            broken = scope.first > node.last or scope.links > 0
            if (
                after
                and broken
                and scope.tag == node.tag
                and _goes_on(scope, parent, usual, blocks)
            ):
                found.append(scope)
        node = parent
    return sorted(found, key=lambda scope: scope.first)


def _goes_on(
    scope: Scope, parent: Scope, usual: dict[tuple[str, ...], float], blocks: list[Block]
) -> bool:
    if is_foreign(scope):
        return False
    if any(b.kind == "heading" and b.level == 1 for b in blocks[scope.first : scope.last]):
        return False
    own = _paragraph_paths(scope, parent, blocks)
    same = sum(prose for path, prose in own.items() if path in usual)
    return same >= max(LONG, 0.5 * scope.weight, 0.5 * scope.links)


def _paragraph_paths(scope: Scope, top: Scope, blocks: list[Block]) -> dict[tuple[str, ...], float]:
    """The paths of tags from paragraphs in `scope` up to `top`, each with its prose."""
    found: dict[tuple[str, ...], float] = defaultdict(float)
    for block in blocks[scope.first : scope.last]:
        own = weight(block)
        if block.kind != "text" or own < LONG:
            continue
        path: list[str] = []
        at: Scope | None = block.scope
        while at is not None and at is not top and len(path) < LONGEST_PATH:
            if is_foreign(at):
                break
            path.append(at.tag)
            at = at.parent
        if at is top:
            found[tuple(path)] += own
    return found
