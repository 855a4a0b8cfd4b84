"""The decode stage put together: message -> raw article -> repaired text without boilerplate."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from workers.records import Article, Claim, Decoding, Message, RawArticle, Repair, seconds_of
from workers.settings import Settings
from workers.stages.contract import Emit, Rejected, Step, Tables
from workers.stages.decode import quality
from workers.stages.decode.boilerplate import removal, site_memory
from workers.stages.decode.charset import bytes_to_text
from workers.stages.decode.charset.bytes_to_text import CharsetResult
from workers.stages.decode.envelope import compression, raw_article, urls
from workers.stages.decode.language import identify
from workers.stages.decode.page import extraction, markup
from workers.stages.decode.repair.passes import repair_text
from workers.stages.decode.traced import Edit, Traced
from workers.topology import DECODED, RAW

HEADING = re.compile(r"\s*(?P<title>[^\s\"“„«‘'(].{9,180}[^\s.,;:])[ \t]*\n[ \t]*\n\s*\S")
"""One line of some words that ends like no sentence, and a blank line under it."""
SENTENCE = re.compile(r"\w{3}[.!?][\"”’»)]*(?:\s+[\"“‘«„]?[^\Wa-z]|$)|[.!?][\"”’»]$")
MOST_SENTENCES = 1
"""Sentences that end in a title: "Ferry sinks off Crete. Twelve missing"; a paragraph has more."""
SURE = 0.5
"""Below this confidence the language that came with the article is believed instead."""


def steps(settings: Settings) -> list[Step]:
    """The one step of this stage."""
    return [Decode(settings)]


@dataclass(slots=True)
class Decoded:
    """An article, and its text with everything that was done to it."""

    article: Article
    text: Traced


@dataclass(slots=True)
class Decode:
    """From `articles.raw` to `articles.decoded`."""

    settings: Settings
    stage: str = "decode"
    topic: str = RAW

    def prepare(self, record: Message) -> Decoded:
        """Nearly all of the work: reading, extraction, repair, boilerplate."""
        return decode(raw_article.read(record, self.settings), self.settings)

    def apply(self, prepared: Decoded, tables: Tables) -> list[Emit]:
        """Takes out the lines that the site's earlier articles had too, and sends the rest on."""
        article = prepared.article
        site = urls.site(article.url) or article.source
        if site:
            memory, known = site_memory.learn(
                site_memory.SiteMemory.from_bytes(tables["sites"].get(site.encode())),
                article.canonical_url or article.id,
                prepared.text.text.splitlines(),
                seconds_of(article.received_at),
                most_lines=self.settings.site_memory_lines,
                days=self.settings.site_memory_days,
            )
            tables["sites"][site.encode()] = memory.to_bytes()
            if known:
                article = _with_text(article, removal.remove_known(prepared.text, known))
        return [Emit(DECODED, article.id, article)]


def decode(raw: RawArticle, settings: Settings) -> Decoded:
    """The article in readable form.

    Raises `Rejected` when no text is left or too much of it, and for bodies that are no
    text or page.
    """
    if isinstance(raw.body, bytes):
        raw = replace(raw, body=compression.unpacked(raw.body, settings.max_body_bytes))
    quality.refuse(raw.body)
    is_html = raw.content_type in markup.TYPES or markup.is_markup(raw.body)
    read = _read(raw, is_html)
    is_html = is_html or markup.is_markup(read.text.text)  # UTF-16 shows only when it is read
    page = (
        extraction.extract(read.text.text, raw.url, raw.received_at)
        if is_html
        else extraction.Page()
    )
    unrepaired = Traced.of(page.text) if is_html else read.text
    text = _without_damage(unrepaired, settings.max_text_chars)
    if not (is_html or raw.title) and (heading := _heading(text.text)):
        page.title = heading
        page.claims.append(Claim(field="title", value=heading, origin="first-line"))
    flags = _lost(read.text, text.text, is_html)
    return Decoded(_with_text(_article(raw, read, page, text.text, flags), text), text)


def _without_damage(text: Traced, most: int) -> Traced:
    """The text repaired and without boilerplate; of more than `most` characters it is refused."""
    if len(text.text) > most:
        raise Rejected(
            "text-too-long",
            f"the text has {len(text.text)} characters, "
            f"the limit NEWSMILL_MAX_TEXT_CHARS is {most}",
            "body",
        )
    repaired = removal.remove(repair_text(text))
    if not repaired.text.strip():
        raise Rejected("no-text", "body: no text is left after decoding", "body")
    return repaired


def _article(
    raw: RawArticle, read: CharsetResult, page: extraction.Page, text: str, flags: list[str]
) -> Article:
    """All but the text: what came with the article, else what its page says, else the text."""
    title, title_repairs = _repaired_field(raw.title or page.title, "title")
    summary, summary_repairs = _repaired_field(raw.summary or page.summary, "summary")
    language, confidence = _language(raw.language or page.language, text)
    flags = [*page.quality, *quality.flags(text, title), *flags]
    return Article(
        id=raw.id,
        text="",
        received_at=raw.received_at,
        origin=raw.origin,
        decoding=_decoding(raw, read, page, title_repairs + summary_repairs, flags),
        url=raw.url,
        canonical_url=page.canonical_url or urls.canonical(raw.url),
        source=raw.source or urls.site(raw.url),
        site_name=page.site_name,
        author=", ".join(raw.authors or page.authors) or None,
        title=title,
        summary=summary,
        language=language,
        language_confidence=confidence,
        published_at=raw.published_at or page.date,
        fetched_at=raw.fetched_at,
        authors=raw.authors or page.authors,
        modified_at=raw.modified_at or page.modified,
        published_offset=None if raw.published_at else page.offset,
        image=raw.image or page.image,
        section=raw.section or page.section,
        tags=raw.tags or page.tags,
        is_paywalled=page.is_paywalled,
        meta=raw.meta,
        lane=raw.lane,
    )


def _decoding(
    raw: RawArticle,
    read: CharsetResult,
    page: extraction.Page,
    repairs: list[Repair],
    flags: list[str],
) -> Decoding:
    """How the bytes became the text; what was done to the text itself comes with it."""
    return Decoding(
        charset=read.charset,
        charset_declared=raw.charset,
        charset_rule=read.rule,
        extractor=page.extractor,
        repairs=repairs,
        claims=[*raw.claims, *page.claims],
        attempts=page.attempts,
        quality=flags,
    )


def _with_text(article: Article, text: Traced) -> Article:
    """The article with this text and its receipts; those of title and summary stay."""
    decoding = article.decoding
    others = [repair for repair in decoding.repairs if repair.field != "text"]
    receipts = replace(
        decoding,
        repairs=text.repairs() + others,
        removed=text.removals(),
        spans=text.spans(),
    )
    return replace(article, text=text.text, decoding=receipts)


def _read(raw: RawArticle, is_html: bool) -> CharsetResult:
    if isinstance(raw.body, bytes):
        return bytes_to_text.decode_bytes(raw.body, raw.charset, is_html)
    return CharsetResult(Traced.of(raw.body), None, "text")


def _repaired_field(value: str | None, field: str) -> tuple[str | None, list[Repair]]:
    if value is None:
        return None, []
    repaired = _trimmed(repair_text(Traced.of(value)))
    return repaired.text or None, repaired.repairs(field)


def _heading(text: str) -> str | None:
    """The first line of a plain text that looks like its title; it stays in the text too."""
    match = HEADING.match(text)
    if match is None or len(SENTENCE.findall(match["title"])) > MOST_SENTENCES:
        return None
    return match["title"]


def _trimmed(traced: Traced) -> Traced:
    """Without blanks at its ends, so that receipts keep to the text that is sent."""
    end = len(traced.text.rstrip())
    start = end - len(traced.text[:end].lstrip())
    return traced.replace([Edit(0, start, "", "blanks"), Edit(end, len(traced.text), "", "blanks")])


def _lost(read: Traced, text: str, is_html: bool) -> list[str]:
    """Flags for characters that could not be read and for pages whose bytes were repaired."""
    flags = ["lost-characters"] if "\ufffd" in text else []
    return [*flags, "broken-bytes"] if is_html and read.changes else flags


def _language(claimed: str | None, text: str) -> tuple[str | None, float | None]:
    """What the text is written in; what was claimed where the text is not clear."""
    language, confidence = identify(text)
    if claimed and (language is None or confidence < SURE):
        return claimed.lower().replace("_", "-").split("-")[0], None
    return language, confidence
