"""Boxes that a site puts between or under the paragraphs: offers, consent, sign-up, polls.

A box is an element that holds none of the article's paragraphs, one or more of whose lines say
what it is (`boilerplate/data/boxes.toml`). Then all of it goes, its heading and list included:
no other line of it could be told from text by itself.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from workers.stages.decode.boilerplate import line_shapes as shape
from workers.stages.decode.boilerplate.phrases import Role, fold, opens, role_of
from workers.stages.decode.page.blocks import Block, Scope

MOST_CHARACTERS = 900
MOST_BLOCKS = 15
MOST_LINE = 400
MOST_SHARE = 0.5
"""A box with more of the text than this is the article, whatever its lines say."""
USUAL = 0.25
"""Paragraphs under a path of tags with this share of all prose are the article's."""
HITS = 0.34
"""This share of a box's lines must say what it is, where they are more than two."""
ROLES: tuple[Role, ...] = ("offer", "consent", "sign_up")


@dataclass(slots=True)
class Boxed:
    """The blocks without those in boxes; `offer` says whether one at the end sells the rest."""

    blocks: list[Block]
    offer: bool = False


@dataclass(slots=True)
class _Box:
    scope: Scope
    blocks: list[int] = field(default_factory=list)


def remove(kept: list[Block], held: list[Scope]) -> Boxed:
    """Takes boxes out of the article's blocks, which stand in `held`."""
    tops = {id(scope) for scope in held}
    own = _own(kept, tops)
    gone: set[int] = set()
    offer = False
    for box in _boxes(kept, tops):
        if gone.issuperset(box.blocks) or any(own[index] for index in box.blocks):
            continue
        found = [_roles(kept[index].text) for index in box.blocks]
        hits = sum(map(bool, found))
        if not hits or (len(found) > 2 and hits < HITS * len(found)):
            continue
        gone.update(box.blocks)
        offers = sum("offer" in roles for roles in found)
        offer = offer or (offers >= 2 and not any(own[box.blocks[-1] + 1 :]))
    if len(gone) == len(kept):
        return Boxed(kept)
    return Boxed([block for index, block in enumerate(kept) if index not in gone], offer)


def _boxes(kept: list[Block], tops: set[int]) -> list[_Box]:
    """Every element inside the article with few blocks, the widest first."""
    found: dict[int, _Box] = {}
    most = min(MOST_CHARACTERS, MOST_SHARE * sum(len(block.text) for block in kept))
    for index, block in enumerate(kept):
        at: Scope | None = block.scope
        while at is not None and id(at) not in tops:
            found.setdefault(id(at), _Box(at)).blocks.append(index)
            at = at.parent
    small = [
        box
        for box in found.values()
        if len(box.blocks) <= MOST_BLOCKS
        and sum(len(kept[index].text) for index in box.blocks) <= most
        and (len(box.blocks) > 1 or box.scope.tag not in ("p", "li", "blockquote"))
    ]
    return sorted(small, key=lambda box: -len(box.blocks))


def _own(kept: list[Block], tops: set[int]) -> list[bool]:
    """Which blocks are certainly the article's: paragraphs under its usual path, or told ones."""
    paths = [_path(block.scope, tops) for block in kept]
    prose: dict[tuple[str, ...], int] = defaultdict(int)
    for block, path in zip(kept, paths, strict=True):
        if block.kind != "heading" and shape.is_sentence(block.text):
            prose[path] += len(block.text)
    total = sum(prose.values()) or 1
    return [
        (prose[path] >= USUAL * total and block.kind == "text")
        or shape.tells(block.text)
        or (block.kind == "heading" and shape.is_prose(block.text))
        or len(block.text) > MOST_LINE
        for block, path in zip(kept, paths, strict=True)
    ]


def _path(scope: Scope, tops: set[int]) -> tuple[str, ...]:
    path: list[str] = []
    at: Scope | None = scope
    while at is not None and id(at) not in tops and len(path) < 12:
        path.append(at.tag)
        at = at.parent
    return tuple(path)


def _roles(text: str) -> set[str]:
    folded = fold(text)
    roles: set[str] = {role for role in ROLES if opens(role, folded)}
    return roles or ({"line"} if role_of(folded) else set())
