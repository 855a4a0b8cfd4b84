"""Which blocks of a page are the article."""

from __future__ import annotations

from workers.stages.decode.boilerplate import line_shapes as shape
from workers.stages.decode.page import boxes, containers, continuations
from workers.stages.decode.page.blocks import Block, Scope

GROUPS = frozenset(("ul", "ol", "dl", "table", "menu"))
CLOSED = (".", "!", "?", "…", "。", ":", "”", '"')


def choose(
    blocks: list[Block], scopes: list[Scope], titles: str = "", summaries: str = ""
) -> boxes.Boxed:
    """The article's blocks, in order, and whether an offer for the rest stands under them.

    `titles` and `summaries` are what the page says of itself; they have fields of their own
    and are left out of the text.
    """
    held = continuations.complete(containers.find(blocks, scopes, titles), scopes, blocks)
    until = frozenset(id(scope) for scope in held)
    inside = _lead(blocks, held, titles, summaries)
    inside += [block for scope in held for block in blocks[scope.first : scope.last]]
    foreign = containers.parts(scopes, containers.is_foreign, but=until)
    own = [block for block in inside if id(block.scope) not in foreign]
    if sum(map(containers.weight, own)) < 0.5 * sum(map(containers.weight, inside)):
        own = inside
    menus = _menus(own)
    kept = [block for block in own if _group(block) not in menus and _is_text(block)]
    boxed = boxes.remove(_without_head(kept), held)
    return boxes.Boxed(_without_empty_headings(boxed.blocks), boxed.offer)


def _lead(blocks: list[Block], held: list[Scope], titles: str, summaries: str) -> list[Block]:
    """Paragraphs between the headline and the part that holds the article."""
    end = held[0].first if held else 0
    headlines = [i for i in range(end) if blocks[i].kind == "heading" and blocks[i].text in titles]
    return (
        [
            block
            for index, block in enumerate(blocks[headlines[-1] + 1 : end], headlines[-1] + 1)
            if (block.kind == "text" or _is_prose_heading(block))
            and block.links == 0
            and len(block.text) >= containers.LONG
            and shape.is_sentence(block.text)
            and (
                block.text[:60] not in summaries
                or shape.has_several_sentences(block.text)
                or (index == end - 1 and not block.text.endswith("?"))
            )
        ]
        if headlines
        else []
    )


def _is_prose_heading(block: Block) -> bool:
    """Whether a heading is set in the size of one, and is a paragraph of running text."""
    return block.kind == "heading" and block.level > 1 and shape.is_prose(block.text)


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


def _menus(blocks: list[Block]) -> set[int]:
    """Lists, and tables without a head, of which most is links."""
    length: dict[int, int] = {}
    links: dict[int, int] = {}
    tables = {_group(block) for block in blocks if block.scope.tag == "th"}
    for block in blocks:
        group = _group(block)
        if group:
            length[group] = length.get(group, 0) + len(block.text)
            links[group] = links.get(group, 0) + block.links
    most = {group: 0.8 if group in tables else 0.5 for group in length}
    return {group for group in length if links[group] > most[group] * length[group]}


def _is_text(block: Block) -> bool:
    """Whether the block by itself can be part of an article."""
    if block.kind == "caption":
        return False
    if block.kind == "cell" or block.link_share <= 0.6 or len(block.text) >= 300:
        return True
    linked_words = block.link_share < 0.95 and len(block.text) >= containers.LONG
    return linked_words and shape.is_sentence(block.text)


def _without_head(blocks: list[Block]) -> list[Block]:
    """Without headline, dates and by-lines before the first paragraph."""
    first = next((i for i, block in enumerate(blocks) if _is_paragraph(block)), 0)
    return [block for i, block in enumerate(blocks) if i >= first or not _is_label(block)]


def _is_paragraph(block: Block) -> bool:
    return block.kind != "heading" and len(block.text) - block.links >= containers.LONG


def _is_label(block: Block) -> bool:
    if block.kind == "heading":
        return block.level <= 1
    return block.kind == "text" and len(block.text) < 60 and not block.text.endswith(CLOSED)


def _without_empty_headings(blocks: list[Block]) -> list[Block]:
    """Without headings under which no text comes before a heading of the same rank."""
    kept: list[Block] = []
    below = 0  # the level of the heading that comes next, 0 for text
    for block in reversed(blocks):
        if block.kind == "heading" and not _is_prose_heading(block):
            if not kept or 0 < below <= block.level:
                continue
            below = block.level
        else:
            below = 0
        kept.append(block)
    kept.reverse()
    return kept
