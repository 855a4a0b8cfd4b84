"""What looks like a setting and is none is named, with the one that was meant."""

from __future__ import annotations

import logging

import pytest

from workers import settings
from workers.settings import BadSettings, unknown


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("NEWSMILL_BROKER", "NEWSMILL_BROKERS"),
        ("NEWSMILL_BOOTSTRAP_BROKERS", None),
        ("NEWSMILL_TOPICPREFIX", "NEWSMILL_TOPIC_PREFIX"),
        ("NEWSMILL_MAX_BODY_BYTE", "NEWSMILL_MAX_BODY_BYTES"),
        ("newsmill_replicaton", "NEWSMILL_REPLICATION"),
    ],
)
def test_a_typo_is_named_with_the_nearest_setting(name: str, meant: str | None) -> None:
    [line] = unknown({name: "x"})
    assert line.startswith(f"{name} is no setting and has no effect")
    assert ("did you mean" in line) == bool(meant)
    assert (meant or "docs/settings.md") in line


@pytest.mark.parametrize(
    "name",
    [
        "NEWSMILL_BROKERS",
        "newsmill_brokers",
        "NEWSMILL_SERVICE_HOST",
        "NEWSMILL_DECODE_SERVICE_PORT_METRICS",
        "NEWSMILL_TAG_PORT_6066_TCP_ADDR",
        "NEWSMILL_PORT",
        "PATH",
    ],
)
def test_settings_and_what_kubernetes_sets_are_no_typos(name: str) -> None:
    assert unknown([name]) == []


def test_a_value_is_never_shown(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    settings.load.cache_clear()
    monkeypatch.setenv("NEWSMILL_SASL_PASWORD", "secret")
    with caplog.at_level(logging.WARNING):
        settings.load()
    assert "did you mean NEWSMILL_SASL_PASSWORD?" in caplog.text
    assert "secret" not in caplog.text
    settings.load.cache_clear()


def test_a_wrong_value_and_a_typo_are_told_together(monkeypatch: pytest.MonkeyPatch) -> None:
    for cached in (settings.read, settings.load):
        cached.cache_clear()
    monkeypatch.setenv("NEWSMILL_WEB_PORT", "many")
    monkeypatch.setenv("NEWSMILL_REPLICATE", "3")
    with pytest.raises(BadSettings, match=r"(?s)NEWSMILL_WEB_PORT: .*NEWSMILL_REPLICATE is no"):
        settings.load()
