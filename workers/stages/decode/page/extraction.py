"""A web page to its article: main text, title, author, date and where each came from."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from workers.records import Attempt, Claim
from workers.stages.contract import Rejected
from workers.stages.decode.page import blocks, main_text, markup, recovery, script_text, stated_text
from workers.stages.decode.page.metadata import page_claims

DEEPEST = "nested-too-deep"


@dataclass(slots=True, kw_only=True)
class Page:
    """What a page says; `text` has one paragraph a line. `quality` has what looked wrong."""

    text: str = ""
    title: str | None = None
    summary: str | None = None
    authors: list[str] = field(default_factory=list)
    date: str | None = None
    offset: str | None = None
    modified: str | None = None
    image: str | None = None
    section: str | None = None
    tags: list[str] = field(default_factory=list)
    is_paywalled: bool | None = None
    canonical_url: str | None = None
    site_name: str | None = None
    language: str | None = None
    claims: list[Claim] = field(default_factory=list)
    extractor: str = "none"
    attempts: list[Attempt] = field(default_factory=list)
    quality: list[str] = field(default_factory=list)


def extract(html: str, url: str | None, received_at: str | None = None) -> Page:
    """The article of a page, with empty text where it has none.

    `received_at` (a `records.moment`) is what dates are checked against: a page cannot
    have been published after it was received. Time and memory grow with the length of
    `html` only. Tags nested deeper than 2,048 levels end the page there, which is flagged;
    when no text stands before them, raises `Rejected`.
    """
    root, cut = markup.parse(html)
    if root is None:
        return Page()
    read, scopes, hidden = blocks.read(root)
    found = page_claims.read(root, url, received_at, read)
    chosen = main_text.choose(read, scopes, found.all("title"), found.all("summary"))
    stated = script_text.text_lines(max(found.bodies, key=len, default=""))
    known = stated_text.StatedText(stated)
    kept = stated_text.without_unstated(chosen.blocks, known)
    lines, attempts = recovery.recover(root, kept, hidden, found, stated)
    if cut and not lines:
        raise Rejected(DEEPEST, "body: tags nested deeper than 2,048 levels, no text", "body")
    quality = page_quality(root, read, lines, found, known)
    if chosen.offer and "paywalled" not in quality:
        quality.append("paywalled")
    quality += [f"text-from-{attempt.source}" for attempt in attempts[1:] if attempt.taken]
    return Page(
        text="\n".join(lines),
        title=found.title,
        summary=found.get("summary"),
        authors=found.authors,
        date=found.get("date"),
        offset=found.offset,
        modified=found.get("modified"),
        image=found.get("image"),
        section=found.get("section"),
        tags=found.tags(),
        is_paywalled=found.paywalled,
        canonical_url=found.get("canonical_url"),
        site_name=found.get("site_name"),
        language=found.get("language"),
        claims=found.claims,
        extractor="newsmill",
        attempts=attempts,
        quality=[*([DEEPEST] if cut else ()), *quality],
    )


def page_quality(
    root: etree._Element,
    read: list[blocks.Block],
    lines: list[str],
    found: page_claims.Found,
    known: stated_text.StatedText,
) -> list[str]:
    """What is wrong with a page that only its markup tells."""
    flags = []
    characters = sum(len(block.text) for block in read)
    links = sum(block.links for block in read)
    own = sum(map(len, lines))
    if characters and links > 0.6 * characters and own < 500:
        flags.append("mostly-links")
    if own < 800 and root.find(".//input[@type='password']") is not None:
        flags.append("login-page")
    if found.paywalled:
        flags.append("paywalled")
    if known.share_in("".join(lines)) < 0.5:
        flags.append("json-ld-disagrees")
    return flags
