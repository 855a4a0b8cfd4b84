"""The decode stage put together: message -> raw article -> mended text without furniture."""

from __future__ import annotations

import re
from dataclasses import dataclass

import trafilatura

from workers.records import Article, Decoding, Message, RawArticle, Repair
from workers.settings import Settings
from workers.stages.contract import Emit, Rejected, Step, Tables
from workers.stages.decode import charset, envelope, urls
from workers.stages.decode.charset import CharsetResult
from workers.stages.decode.language import identify
from workers.stages.decode.repair import mend
from workers.stages.decode.traced import Traced
from workers.topology import DECODED, RAW

HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]*>|<!--.*?-->|\s)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
SURE = 0.5
"""Below this confidence the language that came with the article is believed instead."""


def steps(settings: Settings) -> list[Step]:
    """The one step of this stage."""
    return [Decode(settings)]


@dataclass(slots=True)
class Decode:
    """From `articles.raw` to `articles.decoded`."""

    settings: Settings
    stage: str = "decode"
    topic: str = RAW

    def prepare(self, record: Message) -> Article:
        """All of the work: reading, mending, extraction."""
        return decode(envelope.read(record, self.settings))

    def apply(self, prepared: Article, tables: Tables) -> list[Emit]:
        """Sends the article on."""
        return [Emit(DECODED, prepared.id, prepared)]


def decode(raw: RawArticle) -> Article:
    """The article in readable form; raises `Rejected` when no text is left."""
    is_html = _is_html(raw)
    read = _read(raw, is_html)
    text = read.text
    if is_html:
        text = Traced.of(trafilatura.extract(text.text, favor_precision=True) or "")
    text = mend(text)
    if not text.text.strip():
        raise Rejected("no-text", "body: no text is left after decoding", "body")
    title, title_repairs = _mended_field(raw.title, "title")
    summary, summary_repairs = _mended_field(raw.summary, "summary")
    language, confidence = _language(raw, text.text)
    return Article(
        id=raw.id,
        text=text.text,
        received_at=raw.received_at,
        origin=raw.origin,
        decoding=Decoding(
            charset=read.charset,
            charset_declared=raw.charset,
            charset_rule=read.rule,
            extractor="trafilatura" if is_html else "none",
            repairs=text.repairs() + title_repairs + summary_repairs,
            removed=text.removals(),
            spans=text.spans(),
            claims=list(raw.claims),
        ),
        url=raw.url,
        canonical_url=urls.canonical(raw.url),
        source=raw.source or urls.site(raw.url),
        title=title,
        summary=summary,
        language=language,
        language_confidence=confidence,
        published_at=raw.published_at,
        fetched_at=raw.fetched_at,
        meta=raw.meta,
    )


def _is_html(raw: RawArticle) -> bool:
    """By the content type, or by how the body starts, whatever the type says."""
    if raw.content_type in ("text/html", "application/xhtml+xml"):
        return True
    head = raw.body[:2048]
    return HTML_START.match(head if isinstance(head, str) else head.decode("latin-1")) is not None


def _read(raw: RawArticle, is_html: bool) -> CharsetResult:
    if isinstance(raw.body, bytes):
        return charset.decode_bytes(raw.body, raw.charset, is_html)
    return CharsetResult(Traced.of(raw.body), None, "text")


def _mended_field(value: str | None, field: str) -> tuple[str | None, list[Repair]]:
    if value is None:
        return None, []
    mended = mend(Traced.of(value))
    return mended.text.strip() or None, mended.repairs(field)


def _language(raw: RawArticle, text: str) -> tuple[str | None, float | None]:
    language, confidence = identify(text)
    if raw.language and (language is None or confidence < SURE):
        return raw.language.lower().replace("_", "-").split("-")[0], None
    return language, confidence
