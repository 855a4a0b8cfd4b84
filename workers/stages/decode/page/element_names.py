"""What the tag, the class and the id of an element say about the text inside it.

News sites name their parts in a common jargon ("entry-content", "related-posts"); the words
below are that jargon. A name is evidence, not proof: `main_text` drops a FOREIGN part only
while it is not where most of the page's prose stands.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from lxml import etree


class Place(IntEnum):
    """Where a block stands: inside a part named as the article's body, or named otherwise."""

    NEUTRAL = 0
    BODY = 1
    DOUBTFUL = 2
    FOREIGN = 3
    COMMENTS = 4


LONGEST_NAME = 100

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
"""Their ids are made from their text ("what-are-you-looking-forward-to") and name no part."""

WRAPPERS = frozenset(("html", "body", "main", "article", "tr", "tbody", "table"))
FOREIGN_TAGS = frozenset(("footer", "aside", "nav", "menu", "address", "dialog"))
HOLDERS = frozenset("div section article main td body form center font span".split())
_PART = r"article|story|post|entry|news|content|main|blog|page|single|text|body|detail"
_BODY = re.compile(
    rf"(?:^| )(?:\S*[-_:])?(?:(?:{_PART})[-_]{{0,2}}"
    r"(?:body|content|contents|text|copy|main|paragraphs?|details?|article|entry)"
    r"|articlebody|storybody|bodytext|bodycopy|hentry|reviewbody|rich-?text|paywall"
    r")(?:[-_](?:inner|wrapper|wrap|container|area|\d+))?(?:--\S*)?(?= |$)"
)
_FOREIGN = re.compile(
    r"(?:^|[ _-])(?:"
    r"ads?|advert\w*|sponsor\w*|promo\w*|outbrain|taboola|banner|"
    r"related\w*|recirc\w*|recommend\w*|suggest\w*|popular|trending|most-?(?:read|viewed|popular)|"
    r"readnext|read-next|next-up|more-(?:from|on|stories|news|articles|posts)|also-like|youmay\w*|"
    r"see-also|callout|"
    r"sidebar\w*|side-?bar|rail|widgets?|"
    r"newsletter\w*|subscri\w+|sign-?up|mailing|"
    r"social\w*|share\w*|sharing|sharedaddy|addthis\w*|addtoany\w*|follow|"
    r"breadcrumbs?|nav|navbar|navigation|menu|submenu|toolbar|pagination|paging|pager|pagenav|"
    r"footer\w*|colophon|masthead|contentinfo|complementary|"
    r"cookie\w*|consent|gdpr|modal|popup|overlay|lightbox|"
    r"by-?lines?|author-?(?:bio|info|box|card|meta)|vcard|"
    r"tag-?(?:list|cloud|links)|taglist|"
    r"post-?meta|entry-?meta|article-?meta|meta-?(?:data|info)|byline\w*|timestamp|dateline|"
    r"post-?info|postmetadata|"
    r"captions?|copyright|"
    r"login|register|search\w*|rating|ratings|voting|poll|quiz|"
    r"sr-only|screen-reader-text|visually-?hidden|print-only|noprint|"
    r"toc|skip-?links?|jump-?links?|infobox|"
    r"carousel|slider|slideshow|video-?player|jwplayer|player"
    r")(?:$|[ _-])"
)
_COMMENTS = re.compile(
    r"(?:^|[ _-])(?:comments?|commentlist|comment-?(?:list|body|area|form|thread)|disqus\w*|"
    r"respond|replies|kommentare?|commentaires?|comentarios?|forum\w*|reactions|discussions?|"
    r"guestbook)(?:$|[ _-])"
)
_EMBEDDED = re.compile(
    r"(?:social|twitter|instagram|facebook|tweet)\S*embed|embed\S*(?:twitter|tweet)"
)
"""A post of a social network that the article quotes."""

_PAGE_BUILDER = re.compile(r"\b(?:elementor|wp-block|wpb|vc|et_pb|fl|fusion|avia|tdb?)[-_]\S*")
_DOUBTFUL = re.compile(
    r"(?:^|[ _-])(?:"
    r"teasers?|latest|authors?|bio|tags?|categories|category|keywords|topics|credits?|licen[cs]e|"
    r"meta|date|published|headline|tools?|actions?|buttons?|links?|more|next|prev(?:ious)?|"
    r"photos?|images?|img|pictures?|gallery|thumb(?:nail)?s?|figure|media|video|audio|embed|"
    r"notice|disclaimer|alert|inset|pullquote|pull-quote|factbox|archive|feed|stream|cards?|tiles?"
    r")(?:$|[ _-])"
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_UTILITY = re.compile(
    r"-?(?:(?:text|font|leading|tracking|bg|border|rounded|shadow|ring|divide|space|flex|grid|col|"
    r"row|items|justify|self|overflow|opacity|cursor|transition|duration|d|[mp][trblxyse]?|"
    r"(?:min-|max-)?[wh])-\S+|"
    r"(?:top|bottom|left|right|inset|z|gap|order|basis|fs|fw|lh|size|link)(?:-[xy])?-[\d\[]\S*)"
    r"|\S*:\S+"
)
"""A class of a CSS framework (Tailwind, Bootstrap): how a part looks, not what it is."""
_SHOWN_FROM = re.compile(
    r"\S+:(?:block|flex|grid|inline\S*|table\S*|contents)|[dv]-(?:\w+-)?(?:block|flex|grid|table)"
)
"""Beside "hidden": from some width of the window on the part is shown."""
_UNSEEN = re.compile(
    r"(?:\S*[_-])?(?:sr-only|screen-?reader(?:-only|-text)?|visually-?hidden|a11y-hidden|"
    r"assistive-text|accessible-hidden|hidden-accessible)(?:[_-]\S*)?"
)
MOST_NAMES = 60
"""Classes and ids of an element that are looked at."""


def place_of(node: etree._Element, tag: str) -> Place:
    """What the element's names say; `article`, `body` and the like say nothing bad."""
    if tag in FOREIGN_TAGS:
        return Place.FOREIGN
    get = node.get
    names = get("class") or ""
    if tag not in HEADINGS:
        for key in ("id", "role", "data-component"):
            more = get(key)
            if more:
                names = f"{names} {more}"
    prop = get("itemprop")
    if prop:
        names = f"{names} itemprop-{prop}"
    if not names:
        return Place.DOUBTFUL if tag == "figure" else Place.NEUTRAL
    return _place(tag, names)


@lru_cache(maxsize=1024)
def is_unseen(classes: str) -> bool:
    """Whether classes say that an element is read to the blind and shown to nobody."""
    return any(_UNSEEN.fullmatch(token.lower()) for token in classes.split())


@lru_cache(maxsize=4096)
def _place(tag: str, names: str) -> Place:
    tokens = names.split()[:MOST_NAMES]
    found = [_token(token) for token in tokens]
    usual = Place.DOUBTFUL if tag == "figure" else Place.NEUTRAL
    if any(name.embedded for name in found):
        return Place.NEUTRAL
    if tag in HOLDERS and any(name.body for name in found):
        return Place.BODY
    if tag in WRAPPERS:
        return usual
    place = max((name.place for name in found), default=Place.NEUTRAL)
    if place is Place.NEUTRAL and any(name.hidden for name in found):
        place = Place.NEUTRAL if any(map(_SHOWN_FROM.fullmatch, tokens)) else Place.FOREIGN
    return place or usual


class _Name(NamedTuple):
    """What one class or id says."""

    embedded: bool = False
    body: bool = False
    hidden: bool = False
    place: Place = Place.NEUTRAL


_NAMED = (
    (Place.COMMENTS, _COMMENTS),
    (Place.FOREIGN, _FOREIGN),
    (Place.DOUBTFUL, _DOUBTFUL),
)


@lru_cache(maxsize=16384)
def _token(name: str) -> _Name:
    name = _PAGE_BUILDER.sub("", name[:LONGEST_NAME])
    flat, words = name.lower(), _CAMEL.sub("-", name).lower()
    if _EMBEDDED.search(flat):
        return _Name(embedded=True)
    body = _BODY.search(words) is not None or _BODY.search(flat) is not None
    if body or not _UTILITY.fullmatch(flat):
        place = next((p for p, pattern in _NAMED if pattern.search(words)), Place.NEUTRAL)
        return _Name(body=body, hidden=flat in ("hidden", "hide"), place=place)
    return _Name()
