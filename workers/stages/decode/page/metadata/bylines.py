"""Who wrote the article, as the page's markup shows it: rel=author, itemprop, by-line classes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from lxml import etree

MOST_NODES = 20_000
LONGEST = 250
MOST = 40
"""By-lines; a page with more lists the authors of other stories."""
MOST_NAMES = 600
"""Characters of a class attribute that are looked at."""
NEAR = 3
"""By-lines of one kind with a common ancestor so many levels up are one list of authors."""

_NAME = re.compile(
    r"(?:^|[\s_-])(?:author|byline|by-line|autor|autoren|auteurs?|autore|writer|contributor|"
    r"authored|creator|redakteur|redator|journalist|reporter|firma|signature|vcard|fn)s?"
    r"(?:[-_]*(?:name|link|title|text|label|info|wrapper|inner|url|item|list|span|content|"
    r"container|names|meta|intro|display-?name|by))*(?:$|[\s_-])",
    re.IGNORECASE,
)
_NOT_NAME = re.compile(
    r"(?:bio|desc|avatar|image|img|photo|pic|thumb|social|follow|share|more|about|box|card|"
    r"related|comment|email|twitter|role|job|position|date|time|count|posts|icon|credit|caption|"
    r"source|copyright|tooltip|popup|modal|sidebar|widget|footer)",
    re.IGNORECASE,
)
_HREF = re.compile(
    r"/(?:authors?|autor(?:en|es|e|in)?|auteurs?|people|by|profiles?|staff|writers?|journalists?|"
    r"contributors?|redaktion|team|reporter|periodista|person|user|members?|firmas?|profil|"
    r"autori|redactor|correspondents?|medarbeider)/[^/?#]+/?(?:[?#].*)?$",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SKIPPED = frozenset("script style noscript nav footer form svg meta link html body head".split())
_ELSEWHERE = re.compile(
    r"comment|related|recommend|sidebar|widget|footer|teaser|most-|popular|trending|promo|latest|"
    r"newsletter|carousel|more-|card|disqus|outbrain|reply",
    re.IGNORECASE,
)
OPENS = re.compile(
    r"(?:by|von|par|por|di|door|av|af|autor(?:in)?|author|auteur|text|автор|oleh|"
    r"(?:ein|eine) \w+ von|written by|geschrieben von|veröffentlicht von|posted by)"
    r"(?:\s*:\s*|\s+)[^\W\d_]",
    re.IGNORECASE,
)
"""How a line of text begins that names the author."""


@dataclass(slots=True)
class Byline:
    """Texts that may name the authors; `how` says by what they were found.

    `after_title` says whether the headline came before, `elsewhere` whether they stand among
    comments or other stories.
    """

    texts: list[str]
    how: str
    after_title: bool
    elsewhere: bool


def find(root: etree._Element) -> list[Byline]:
    """The by-lines of a page in order, at most `MOST`."""
    found: list[Byline] = []
    titled = False
    last: etree._Element | None = None
    for node in islice(root.iter(etree.Element), MOST_NODES):
        tag = node.tag
        if tag == "h1":
            titled = True
        how = None if tag in _SKIPPED else _how(node, tag)
        if how is None or (last is not None and last in islice(node.iterancestors(), 6)):
            continue
        text = _text_of(node)
        if not text:
            continue
        elsewhere = _is_among_others(node)
        if (
            last is not None
            and (found[-1].how, found[-1].elsewhere) == (how, elsewhere)
            and set(islice(last.iterancestors(), NEAR)) & set(islice(node.iterancestors(), NEAR))
        ):
            found[-1].texts.append(text)
        elif len(found) >= MOST:
            break
        else:
            found.append(Byline([text], how, titled, elsewhere))
        last = node
    return found


def _how(node: etree._Element, tag: str) -> str | None:
    get = node.get
    if (rel := get("rel")) is not None and "author" in rel.lower().split():
        return "rel"
    if (prop := get("itemprop")) is not None and "author" in prop.split():
        return "itemprop"
    if tag == "address":
        return "address"
    for key in ("class", "id", "data-testid", "data-component"):
        names = get(key)
        if names and _any_byline(names):
            return "class"
    if tag == "a" and _HREF.search(get("href") or ""):
        return "href"
    return None


@lru_cache(maxsize=8192)
def _any_byline(names: str) -> bool:
    return any(map(_is_byline, names[:MOST_NAMES].split()))


@lru_cache(maxsize=8192)
def _is_byline(name: str) -> bool:
    words = _CAMEL.sub("-", name[:80])
    return _NAME.search(words) is not None and _NOT_NAME.search(words) is None


def _text_of(node: etree._Element) -> str:
    """The text of a by-line, of names in links these alone; nothing where it is long."""
    inner = node.find(".//*[@itemprop='name']")
    if inner is not None:
        return _whole(inner) or (inner.get("content") or "")
    if node.tag != "a":
        links = [
            _whole(link)
            for link in islice(node.iter("a"), 12)
            if _HREF.search(link.get("href") or "") or "author" in (link.get("rel") or "")
        ]
        if any(links):
            return ", ".join(filter(None, dict.fromkeys(links)))
    whole = ""
    for text in node.itertext():
        piece = " ".join(str(text).split())
        if piece:
            whole += (_between(whole, piece) if whole else "") + piece
        if len(whole) > LONGEST:
            return ""
    return whole


def _between(before: str, after: str) -> str:
    """A line break between a name and what does not go on with it."""
    apart = " " in before and before[-1].isalpha() and after[0].isupper()
    return "\n" if apart else " "


def _whole(node: etree._Element) -> str:
    return " ".join("".join(map(str, node.itertext())).split())


def _is_among_others(node: etree._Element) -> bool:
    """Whether a by-line stands among other stories or comments."""
    for at in islice(node.iterancestors(), 12):
        if at.tag == "body":
            break
        names = f"{at.get('class') or ''} {at.get('id') or ''}"
        if at.tag in ("aside", "footer", "nav") or _is_elsewhere(names):
            return True
    return False


@lru_cache(maxsize=4096)
def _is_elsewhere(names: str) -> bool:
    return _ELSEWHERE.search(names[:400]) is not None
