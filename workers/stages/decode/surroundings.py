"""What the tag, the class and the id of an element say about the text inside it.

News sites name their parts in a common jargon ("entry-content", "related-posts"); the words
below are that jargon. A name is evidence, not proof: `main_text` drops a FOREIGN part only
while it is not where most of the page's prose stands.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache

from lxml import etree


class Place(IntEnum):
    """Where a block stands: inside a part named as the article's body, or named otherwise."""

    NEUTRAL = 0
    BODY = 1
    DOUBTFUL = 2
    FOREIGN = 3


WRAPPERS = frozenset(("html", "body", "main", "article", "tr", "tbody", "table"))
FOREIGN_TAGS = frozenset(("footer", "aside", "nav", "menu", "address"))
_BODY = re.compile(
    r"(?:^| )(?:\S*[-_:])?(?:"
    r"(?:article|story|post|entry|news|content|main|blog|page|single|text|body|detail)[-_]{0,2}"
    r"(?:body|content|contents|text|copy|main|paragraphs?|detail|details|article|entry)"
    r"|articlebody|storybody|bodytext|bodycopy|hentry|reviewbody|rich-?text|paywall"
    r")(?:[-_](?:inner|wrapper|wrap|container|area|\d+))?(?:--\S*)?(?= |$)",
)
_FOREIGN = re.compile(
    r"(?:^|[ _-])(?:"
    r"ads?|advert\w*|sponsor\w*|promo\w*|outbrain|taboola|banner|"
    r"comments?|commentlist|commentary-list|disqus\w*|respond|replies|"
    r"related\w*|recirc\w*|recommend\w*|suggest\w*|popular|trending|most-?(?:read|viewed|popular)|"
    r"readnext|read-next|next-up|more-(?:from|on|stories|news|articles|posts)|also-like|youmay\w*|"
    r"see-also|callout|"
    r"sidebar\w*|side-?bar|rail|widgets?|"
    r"newsletter\w*|subscri\w+|sign-?up|mailing|"
    r"social\w*|share\w*|sharing|sharedaddy|addthis\w*|addtoany\w*|follow|"
    r"breadcrumbs?|nav|navbar|navigation|menu|submenu|toolbar|pagination|paging|pager|pagenav|"
    r"footer\w*|colophon|masthead|"
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
    r"|(?:^| )(?:hidden|hide)(?: |$)"
)
_DOUBTFUL = re.compile(
    r"(?:^|[ _-])(?:"
    r"teasers?|latest|authors?|bio|tags?|categories|category|keywords|topics|credits?|licen[cs]e|"
    r"meta|info|date|published|headline|tools?|actions?|buttons?|links?|more|next|prev(?:ious)?|"
    r"photos?|images?|img|pictures?|gallery|thumb(?:nail)?s?|figure|media|video|audio|embed|"
    r"note|notice|disclaimer|alert|box|inset|pullquote|pull-quote|factbox|"
    r"list|archive|feed|stream|cards?|tiles?|items|grid"
    r")(?:$|[ _-])"
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def place_of(node: etree._Element, tag: str) -> Place:
    """What the element's names say; `article`, `body` and the like say nothing bad."""
    names = " ".join(
        filter(
            None, (node.get("class"), node.get("id"), node.get("role"), node.get("data-component"))
        )
    )
    prop = node.get("itemprop")
    if prop:
        names += f" itemprop:{prop}"
    return _place(tag, names)


@lru_cache(maxsize=8192)
def _place(tag: str, names: str) -> Place:
    if tag in FOREIGN_TAGS:
        return Place.FOREIGN
    words = _CAMEL.sub("-", names[:400]).lower().replace("\n", " ")
    flat = names.lower()
    if _BODY.search(words) or _BODY.search(flat):
        return Place.BODY
    if tag not in WRAPPERS and _FOREIGN.search(words):
        return Place.FOREIGN
    if tag == "figure" or (tag not in WRAPPERS and _DOUBTFUL.search(words)):
        return Place.DOUBTFUL
    return Place.NEUTRAL
