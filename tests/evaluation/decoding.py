"""Predictions of the decode stage for the evaluation tasks."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from typing import Any

from workers.stages.decode import charset
from workers.stages.decode.entities import holds_markup
from workers.stages.decode.language import identify
from workers.stages.decode.repair import mend

Rows = Iterator[dict[str, Any]]


def repair(rows: Rows) -> Rows:
    """in: id, bytes_b64, declared; out: id, text."""
    for row in rows:
        body = b64decode(row["bytes_b64"])
        is_html = holds_markup(body[:4096].decode("latin-1"))
        read = charset.decode_bytes(body, row["declared"], is_html)
        yield {"id": row["id"], "text": mend(read.text).text}


def langid(rows: Rows) -> Rows:
    """in: id, text; out: id, lang."""
    for row in rows:
        yield {"id": row["id"], "lang": identify(row["text"])[0]}
