"""A page as a sequence of blocks: the runs of text that a browser would put on lines of their own.

The tree is walked once. Each block knows the element that holds it, how much of it is link
text, and in what surroundings it stands; what is never shown (scripts, forms, hidden parts)
is left out. Which blocks are the article is decided in `main_text`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from lxml import etree

from workers.stages.decode.page.element_names import Place, is_unseen, place_of

Kind = Literal["text", "heading", "item", "cell", "caption", "pre"]

INVISIBLE = frozenset(
    "script style noscript template svg math iframe object embed applet audio video canvas map "
    "rt rp select option datalist button textarea input progress meter head".split()
)
INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark q rb "
    "ruby s samp small span strike strong sub sup time tt u var wbr nobr picture source "
    "o:p amp-img center-inline button".split()
)
KINDS: dict[str, Kind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li", "dt", "dd"), "item"),
    **dict.fromkeys(("td", "th", "caption"), "cell"),
    "figcaption": "caption",
    "pre": "pre",
}
UNSEEN = frozenset("script style noscript template input button rt rp".split())
OFTEN_SHOWN = frozenset(("button", "template"))
HOLDS_A_COPY = frozenset(("noscript", "template"))
"""What a script shows in some browsers only; it may be all that there is of an article."""
SENTENCES = frozenset("p span b strong i em li blockquote q u font".split())
"""Elements inside which a button can be a word of a sentence."""
INHERITED = 3
"""A paragraph so many elements deep in a list item or cell is still of its kind."""

_BLANK = re.compile(r"\s+")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


@dataclass(slots=True, eq=False)
class Scope:
    """A block element: its blocks are the page's from `first` to `last` (exclusive).

    The rest is filled in by `containers`: characters of text and of links, the prose's weight,
    the weight inside parts named as the article's body, and whether it is a teaser card.
    """

    tag: str
    place: Place
    parent: Scope | None
    kind: Kind
    level: int
    kind_for: int
    first: int = 0
    last: int = 0
    length: int = 0
    links: int = 0
    weight: float = 0.0
    named: float = 0.0
    card: bool = False


@dataclass(slots=True)
class Block:
    """One run of text; `links` counts its characters in links, `level` is a heading's rank."""

    text: str
    kind: Kind
    scope: Scope
    links: int = 0
    level: int = 0

    @property
    def link_share(self) -> float:
        """The part of the text that is link text, 0 to 1."""
        return self.links / len(self.text) if self.text else 0.0


class _Reader:
    """Collects text into blocks while the tree is walked."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.scopes: list[Scope] = []
        self.stack: list[Scope] = []
        self.pieces: list[str] = []
        self.links = 0
        self.in_link = 0

    def open(self, node: etree._Element, tag: str) -> None:
        if tag == "br":
            return
        if tag == "a":
            self.in_link += 1
        elif tag not in INLINE:
            self.flush()
            parent = self.stack[-1] if self.stack else None
            kind, level, kind_for = _kind(tag, parent)
            place, first = place_of(node, tag), len(self.blocks)
            scope = Scope(tag, place, parent, kind, level, kind_for, first)
            self.stack.append(scope)
            self.scopes.append(scope)
        self.add(node.text)

    def close(self, node: etree._Element, tag: str) -> None:
        if tag == "br":
            following = node.getnext()
            if following is not None and following.tag == "br" and not (node.tail or "").strip():
                self.flush()
            else:
                self.pieces.append("\n")
        elif tag == "a":
            self.in_link -= 1
        elif tag not in INLINE:
            self.flush()
            self.stack.pop().last = len(self.blocks)

    def add(self, text: str | None) -> None:
        if not text or not (self.pieces or text.strip()):
            return
        self.pieces.append(text)
        if self.in_link:
            self.links += len(text.strip())

    def flush(self) -> None:
        if not self.pieces:
            return
        scope = self.stack[-1]
        raw = "".join(self.pieces)
        if scope.kind == "pre":
            text = raw.strip("\n").rstrip()
        else:
            text = _BLANK.sub(" ", raw.replace("\xad", "")).strip()
        if text:
            links = min(self.links, len(text))
            self.blocks.append(Block(text, scope.kind, scope, links, scope.level))
        self.pieces.clear()
        self.links = 0


def _kind(tag: str, parent: Scope | None) -> tuple[Kind, int, int]:
    """The kind of an element's blocks, a heading's rank, and for how many levels both hold."""
    kind = KINDS.get(tag)
    if kind is not None:
        return kind, int(tag[1]) if kind == "heading" else 0, INHERITED
    if parent is None or parent.kind_for == 0:
        return "text", 0, 0
    return parent.kind, parent.level, parent.kind_for - 1


def read(
    root: etree._Element, opened: frozenset[etree._Element] = frozenset()
) -> tuple[list[Block], list[Scope], list[etree._Element]]:
    """The blocks of a page in order, every scope in order of its start tag, and hidden parts.

    A hidden part is read only if it is one of `opened`.
    """
    reader = _Reader()
    hidden: list[etree._Element] = []
    walk = etree.iterwalk(root, events=("start", "end", "comment"))
    skipped: etree._Element | None = None
    for event, node in walk:
        tag = node.tag
        if event == "start":
            if _is_left_out(node, tag, opened):
                walk.skip_subtree()
                skipped = node
                if tag not in INLINE and (tag not in INVISIBLE or tag in HOLDS_A_COPY):
                    hidden.append(node)
            else:
                reader.open(node, tag)
            continue
        if event == "end":
            if node is skipped:
                if tag not in INLINE and tag not in UNSEEN:
                    reader.flush()
            else:
                reader.close(node, tag)
        if reader.stack:
            reader.add(node.tail)
    return reader.blocks, reader.scopes, hidden


def _is_left_out(node: etree._Element, tag: str, opened: frozenset[etree._Element]) -> bool:
    """Whether an element's text is no part of what the page shows, or of what is to be read."""
    if tag in INVISIBLE:
        if tag in HOLDS_A_COPY and node in opened:
            return False
        return not (tag in OFTEN_SHOWN and _is_shown(node, tag))
    return _is_hidden(node, tag) and node not in opened


def _is_hidden(node: etree._Element, tag: str) -> bool:
    """Whether an element is not shown, or shown only once a script has run."""
    if tag in ("html", "body"):
        return False
    get = node.get
    if get("hidden") is not None:
        return True
    if tag in INLINE:
        names = get("class")
        if names is not None and is_unseen(names):
            return True
        if get("aria-hidden") == "true":
            return True
    style = get("style")
    return style is not None and _HIDDEN.search(style) is not None


def _is_shown(node: etree._Element, tag: str) -> bool:
    """Whether an element that mostly holds no text holds some of the article's.

    A button that stands inside a sentence (a term with an explanation), a template that the
    browser puts in place itself.
    """
    if tag == "template":
        return node.get("shadowrootmode") is not None
    parent = node.getparent()
    if parent is None or parent.tag not in SENTENCES:
        return False
    before = node.getprevious()
    said = (parent.text if before is None else before.tail) or ""
    after = node.tail or ""
    return bool(after.strip()) and (not said.strip() or said.rstrip()[-1:] not in ".!?:…")
