"""Predictions of the decode stage for the evaluation tasks."""

from __future__ import annotations

import gzip
import time
from base64 import b64decode
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from workers.records import Article, Origin, RawArticle, moment
from workers.settings import Settings
from workers.stages.contract import Rejected
from workers.stages.decode.charset import bytes_to_text
from workers.stages.decode.language import identify
from workers.stages.decode.repair.html_entities import holds_markup
from workers.stages.decode.repair.passes import repair_text
from workers.stages.decode.step import Decode, decode

Rows = Iterator[dict[str, Any]]


def repair(rows: Rows) -> Rows:
    """in: id, bytes_b64, declared; out: id, text."""
    for row in rows:
        body = b64decode(row["bytes_b64"])
        is_html = holds_markup(body[:4096].decode("latin-1"))
        read = bytes_to_text.decode_bytes(body, row["declared"], is_html)
        yield {"id": row["id"], "text": repair_text(read.text).text}


def langid(rows: Rows) -> Rows:
    """in: id, text; out: id, lang."""
    for row in rows:
        yield {"id": row["id"], "lang": identify(row["text"])[0]}


def extraction(rows: Rows) -> Rows:
    """in: id, url, html_gz_b64; out: id, text. The whole stage: page, repair, boilerplate."""
    for row in rows:
        body = gzip.decompress(b64decode(row["html_gz_b64"]))
        raw = _raw(row["id"], body, url=row["url"], content_type="text/html")
        try:
            text = decode(raw, Settings()).article.text
        except Rejected:
            text = ""
        yield {"id": row["id"], "text": text}


segments = extraction


def metadata(rows: Rows) -> Rows:
    """in: id, url, html_gz_b64; out: id, title, author (a list), published_at.

    The date is in the time zone that the page gives: its day is the one that readers saw.
    """
    for row in rows:
        body = gzip.decompress(b64decode(row["html_gz_b64"]))
        raw = _raw(row["id"], body, url=row["url"], content_type="text/html")
        try:
            article = decode(raw, Settings()).article
        except Rejected:
            continue
        at = article.published_at
        if at and article.published_offset:
            zone = datetime.strptime(article.published_offset, "%z").tzinfo
            at = datetime.fromisoformat(at).astimezone(zone).isoformat()
        yield {
            "id": row["id"],
            "title": article.title,
            "author": article.authors,
            "published_at": at,
        }


def boilerplate(rows: Rows) -> Rows:
    """in: id, text, domain?, seq?; out: id, text. Articles of a domain are learnt in order."""
    step, tables = Decode(Settings()), {"sites": dict[bytes, bytes]()}
    for row in rows:
        raw = _raw(row["id"], row["text"], source=row.get("domain"))
        article = step.apply(decode(raw, step.settings), tables)[0].record
        assert isinstance(article, Article)
        yield {"id": row["id"], "text": article.text}


def _raw(id_: str, body: bytes | str, **fields: str | None) -> RawArticle:
    origin = Origin(topic="evaluation", partition=0, offset=0)
    return RawArticle(id=id_, body=body, received_at=moment(time.time()), origin=origin, **fields)
