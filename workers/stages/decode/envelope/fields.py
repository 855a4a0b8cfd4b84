"""The fields of an envelope: the JSON form of a raw article."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, field_validator


class Envelope(BaseModel):
    """The JSON form of a raw article; all but one of the two bodies is optional.

    Times are ISO 8601, RFC 2822 or POSIX seconds. Fields not named here go to `meta`.
    """

    model_config = ConfigDict(strict=True, extra="allow")

    body: str | bytes | None = None  # bytes: the JSON was not UTF-8 (json_value)
    body_base64: str | None = None
    id: str | int | None = None
    url: str | None = None
    source: str | None = None
    fetched_at: str | float | None = None
    published_at: str | float | None = None
    title: str | None = None
    author: str | list[str] | None = None
    summary: str | None = None
    language: str | None = None
    content_type: str | None = None
    charset: str | None = None
    # Before they were fields, anything went under these names: what is no text stays in meta.
    authors: Any = None
    image: Any = None
    section: Any = None
    tags: Any = None
    modified_at: Any = None
    lane: Any = None
    meta: dict[str, Any] | None = None

    @field_validator("id", mode="before")
    @classmethod
    def _whole(cls, value: Any) -> Any:
        """7.0 is the integer 7, as JSON Schema has it: some languages know no other numbers."""
        return int(value) if isinstance(value, float) and value.is_integer() else value
