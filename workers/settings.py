"""All configuration: `NEWSMILL_*` variables, checked at start, documented by their fields.

`docs/settings.md` is made from this file.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

log = logging.getLogger(__name__)

MIB = 1024 * 1024

PREFIX = "NEWSMILL_"
NOT_OURS = re.compile(r"NEWSMILL(_\w+)?_(SERVICE_(HOST|PORT)(_\w+)?|PORT(_\d+_(TCP|UDP)(_\w+)?)?)")
"""What Kubernetes sets in every pod for a service whose name begins with newsmill."""


class Settings(BaseSettings):
    """Settings of every worker and command; a wrong value stops the start and is named."""

    model_config = SettingsConfigDict(env_prefix="NEWSMILL_", extra="ignore", frozen=True)

    # Kafka
    brokers: str = Field("localhost:9092", description="Kafka brokers, host:port, with commas.")
    topic_prefix: str = Field("", description="Put before every topic and group name.")
    replication: int = Field(1, ge=1, description="Replication factor of topics made by newsmill.")
    security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        "PLAINTEXT", description="How to talk to the brokers."
    )
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = Field(
        "SCRAM-SHA-512", description="SASL mechanism, with a SASL_* protocol."
    )
    sasl_username: str | None = Field(None, description="SASL user.")
    sasl_password: SecretStr | None = Field(None, description="SASL password.")
    ssl_cafile: Path | None = Field(None, description="CA certificate file (PEM).")
    ssl_certfile: Path | None = Field(None, description="Client certificate file (PEM).")
    ssl_keyfile: Path | None = Field(None, description="Client key file (PEM).")

    # Workers
    data_dir: Path = Field(
        Path(".newsmill"), description="Folder for state (RocksDB) and the embedded broker."
    )
    web_host: str = Field("127.0.0.1", description="Address that /metrics, /live, /ready bind.")
    web_port: int = Field(
        6066,
        ge=0,
        le=65535,
        description="Port of the first stage's /metrics; the next ones follow.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="Least level that is logged."
    )
    log_format: Literal["text", "json"] = Field(
        "text", description="Log lines of a worker: text to read, or one JSON object a line."
    )
    session_timeout_seconds: float = Field(
        45.0,
        gt=0,
        description="After this long without a heartbeat a worker's or a subscriber's partitions "
        "move.",
    )
    inflight: int = Field(
        64, ge=1, description="Records of a stage that may wait for the broker's confirmation."
    )
    stall_seconds: float = Field(
        60.0,
        gt=0,
        description="A worker with lag and no progress for this long is not live and ends "
        "itself (exit code 5).",
    )
    record_seconds: float = Field(
        60.0,
        gt=0,
        description="A record that takes a stage longer than this is dead-lettered (too-slow).",
    )

    # The page of `newsmill watch`
    watch_host: str = Field("127.0.0.1", description="Address that `newsmill watch` binds.")
    watch_port: int = Field(6060, ge=0, le=65535, description="Port of `newsmill watch`.")
    watch_articles: int = Field(
        10_000, ge=1, description="Most articles it keeps in memory, and reads back at its start."
    )
    watch_megabytes: int = Field(
        256, ge=1, description="Most memory that these articles take; older ones leave first."
    )

    # Limits on input
    max_body_bytes: int = Field(10 * MIB, ge=1, description="A larger body is dead-lettered.")
    max_text_chars: int = Field(
        500_000,
        ge=1,
        description="A longer text is dead-lettered: models need 12 s for a million characters.",
    )
    max_message_bytes: int = Field(
        34 * MIB, ge=MIB, description="Largest Kafka message (also max.message.bytes of topics)."
    )

    # decode
    site_memory_days: int = Field(
        30, ge=1, description="Days after which a line learnt for a site is forgotten."
    )
    site_memory_lines: int = Field(
        500, ge=0, description="Most lines remembered for one site; 0 turns the memory off."
    )

    # dedup
    dedup_shards: int = Field(
        4,
        ge=1,
        le=256,
        description="Shards of the index = partitions of articles.dedup; to change it, "
        "`newsmill dedup reshard`.",
    )
    dedup_window_days: float = Field(
        7.0, gt=0, description="Copies are looked for among the articles of this many days."
    )
    dedup_postings_per_key: int = Field(
        32, ge=2, description="Most articles kept for one key: the first and the latest."
    )
    rewrites: Literal["mark", "drop", "off"] = Field(
        "mark",
        description="What becomes of an article that retells another one in other words: mark: it "
        "goes on and names its source; drop: it does not go on; off: none is looked for.",
    )

    # tag and quote
    nlp_profile: Literal["md", "sm"] = Field(
        "md", description="Size of the English model: md is right more often, sm is smaller."
    )
    models: str = Field(
        "",
        description="Recognisers of names in place of the shipped ones, by language: "
        "`de=spacy:de_core_news_lg,ja=http://host/names,*=onnx:/models/mine` (docs/languages.md).",
    )
    nlp_piece_chars: int = Field(
        20_000, ge=1_000, description="Texts over this length are tagged in pieces."
    )

    def topic(self, name: str) -> str:
        """The topic's name on this installation's cluster."""
        return self.topic_prefix + name


class BadSettings(ValueError):
    """A NEWSMILL_* variable with a value that cannot be used; the message names it."""


@cache
def read() -> Settings:
    """The settings of this process; raises `BadSettings`."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [
            f"{PREFIX}{'_'.join(str(part) for part in e['loc']).upper()}: {e['msg']}"
            for e in error.errors(include_url=False)
        ]
        raise BadSettings("\n".join([*lines, *unknown(os.environ)])) from None


@cache
def load() -> Settings:
    """The same; what looks like a setting and is none is told in a warning, once."""
    settings = read()
    for line in unknown(os.environ):
        log.warning("%s", line)
    return settings


def unknown(variables: Iterable[str]) -> list[str]:
    """A line for each NEWSMILL_* variable that is no setting, with the nearest one."""
    names = {PREFIX + name.upper() for name in Settings.model_fields}
    lines = []
    for name in sorted(variables):
        if not name.upper().startswith(PREFIX) or name.upper() in names:
            continue
        if NOT_OURS.fullmatch(name):
            continue
        near = get_close_matches(name.upper(), names, 1, cutoff=0.8)
        meant = f"; did you mean {near[0]}?" if near else ""
        lines.append(f"{name} is no setting and has no effect{meant} (docs/settings.md)")
    return lines
