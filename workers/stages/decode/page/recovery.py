"""Where else an article can be when the shown text is short against what the page holds.

In this order: parts that are hidden until a script has run (streamed rendering, metered
paywalls) or shown where none runs (`noscript`), `articleBody` in JSON-LD, templates in scripts,
strings in the page's scripts and attributes. What was tried is told.
"""

from __future__ import annotations

from itertools import islice

from lxml import etree

from workers.records import Attempt
from workers.stages.decode.boilerplate import line_shapes as shape
from workers.stages.decode.page import blocks, main_text, markup, script_text
from workers.stages.decode.page.blocks import Block, Scope
from workers.stages.decode.page.containers import ancestors, weight
from workers.stages.decode.page.metadata.page_claims import Found
from workers.stages.decode.page.stated_text import StatedText

LITTLE = 300.0
"""Characters of prose under which a shown text is hardly the article."""
MORE = 1.5
"""A hidden part must have this many times the prose of the shown text that it includes."""
SHARE = 0.4
"""A shown text with less than this share of articleBody is a teaser of it."""
INCLUDED = 0.6
LEAST = 200
TEMPLATES = frozenset(("text/template", "text/html", "text/x-template", "text/x-handlebars"))
MOST_SCRIPTS = 500


def recover(
    root: etree._Element,
    shown: list[Block],
    hidden: list[etree._Element],
    found: Found,
    stated: list[str],
) -> tuple[list[str], list[Attempt]]:
    """The lines of the article, and what was tried; a single attempt where the text is whole.

    `stated` are the lines of `articleBody`.
    """
    prose = sum(map(weight, shown))
    lines = [block.text for block in shown]
    attempts = [Attempt(source="markup", characters=_length(lines), taken=True)]
    if hidden and (parts := _with_prose(hidden, prose)):
        opened = blocks.read(root, _opened(parts))
        more = main_text.choose(*opened[:2], found.all("title"), found.all("summary")).blocks
        taken = _is_better(more, shown, prose)
        if taken:
            lines, prose = [block.text for block in more], sum(map(weight, more))
        _tried(attempts, "hidden", [block.text for block in more], taken)
    if stated:
        taken = _length(stated) >= LEAST and _prose(lines) < SHARE * _length(stated)
        taken = taken and (_prose(lines) < LITTLE or _is_teaser_of(lines, stated))
        if taken:
            lines, prose = stated, float(_length(stated))
        if taken or _prose(lines) < LITTLE:
            _tried(attempts, "json-ld", stated, taken)
    for source, read in (("templates", _template), ("scripts", script_text.paragraphs)):
        if prose < LITTLE and (strings := read(root)):
            taken = _prose(strings) > MORE * prose
            if taken:
                lines, prose = strings, float(_prose(strings))
            _tried(attempts, source, strings, taken)
    return lines, attempts


def _template(root: etree._Element) -> list[str]:
    """The text of the longest template that a script puts in place; none where there is none."""
    texts = []
    for script in islice(root.iter("script"), MOST_SCRIPTS):
        if (script.get("type") or "").lower() in TEMPLATES and script.text:
            held, _ = markup.parse(f"<html><body>{script.text}</body></html>")
            if held is not None:
                texts.append([b.text for b in main_text.choose(*blocks.read(held)[:2]).blocks])
    return max(texts, key=_prose, default=[])


def _opened(parts: list[etree._Element]) -> frozenset[etree._Element]:
    """The hidden parts to read and all in them, but for copies for browsers without scripts."""
    return frozenset(
        node
        for part in parts
        for node in part.iter()
        if node is part or node.tag not in blocks.HOLDS_A_COPY
    )


def _tried(attempts: list[Attempt], source: str, lines: list[str], taken: bool) -> None:
    if taken:
        for attempt in attempts:
            attempt.taken = False
    attempts.append(Attempt(source=source, characters=_length(lines), taken=taken))


def _with_prose(hidden: list[etree._Element], shown: float) -> list[etree._Element]:
    """The hidden parts with paragraphs, if they have more of them than what is shown."""
    found, total = [], 0
    for node in hidden:
        own = sum(
            len(text)
            for paragraph in node.iter("p")
            if (text := "".join(map(str, paragraph.itertext()))) and len(text) >= 40
        )
        if own:
            found.append(node)
            total += own
    return found if total >= LEAST and total > 0.5 * shown else []


def _is_better(more: list[Block], shown: list[Block], prose: float) -> bool:
    """Whether a text with hidden parts has much more prose, and that of the shown text too.

    What is there twice, shown and hidden, counts once.
    """
    if sum({block.text: weight(block) for block in more}.values()) < max(LEAST, MORE * prose):
        return False
    if prose < LITTLE:
        return True
    texts = {block.text for block in shown}
    known = [block for block in more if block.text in texts]
    if sum(map(weight, known)) < INCLUDED * prose:
        return False
    around = _around(known)
    new = [block for block in more if block.text not in texts]
    beside = sum(weight(block) for block in new if id(around) in ancestors(block.scope))
    return beside >= INCLUDED * sum(map(weight, new))


def _is_teaser_of(lines: list[str], stated: list[str]) -> bool:
    """Whether most of the prose of `lines` stands in the stated text."""
    known = StatedText(stated)
    inside = sum(len(line) for line in lines if shape.is_sentence(line) and known.holds(line))
    return inside >= INCLUDED * _prose(lines)


def _around(known: list[Block]) -> Scope | None:
    """The smallest element, but for the page itself, that holds the shown text and a bit more."""
    common: set[int] | None = None
    for block in known:
        own = ancestors(block.scope)
        common = own if common is None else common & own
    at: Scope | None = known[0].scope
    while at is not None and id(at) not in (common or ()):
        at = at.parent
    wider = at.parent if at is not None else None
    return wider if wider is not None and wider.tag not in ("body", "html") else at


def _prose(lines: list[str]) -> int:
    return sum(len(line) for line in lines if shape.is_sentence(line))


def _length(lines: list[str]) -> int:
    return sum(map(len, lines)) + max(0, len(lines) - 1)
