"""A file read as the commands do it."""

from __future__ import annotations

from pathlib import Path

from workers.inputs import article_files
from workers.inputs.field_maps import FieldMap
from workers.inputs.outgoing import Notes, Outgoing
from workers.records import RawArticle
from workers.settings import Settings
from workers.stages.decode.envelope.raw_article import read


def given(path: Path, fields: FieldMap | None = None) -> tuple[list[Outgoing], Notes]:
    notes = Notes()
    return list(article_files.read(str(path), fields or FieldMap(), notes)), notes


def articles(found: list[Outgoing]) -> list[RawArticle]:
    return [read(article.message(0, 0), Settings()) for article in found]
