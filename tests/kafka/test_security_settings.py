"""What the clients cannot use is told as a wrong setting, before anything connects."""

from __future__ import annotations

from pathlib import Path

import pytest

from workers.kafka.connection import security
from workers.settings import BadSettings, Settings


@pytest.mark.parametrize("brokers", ["kafka:9092", "a,b:1", "10.0.0.1:9092,[::1]:9093", "my_kafka"])
def test_addresses_of_brokers_are_taken_apart(brokers: str) -> None:
    assert security.brokers(Settings(brokers=brokers)) == brokers.split(",")


@pytest.mark.parametrize(
    "brokers", ["foo:bar", "", "a:1,", "a: 1", "a:1, b:2", "kafka://a:1", "a:0", "a:65536", "::1"]
)
def test_an_address_that_is_none_names_the_variable(brokers: str) -> None:
    with pytest.raises(BadSettings, match="NEWSMILL_BROKERS"):
        security.clients(Settings(brokers=brokers))


@pytest.mark.parametrize("field", ["ssl_cafile", "ssl_certfile"])
def test_a_certificate_that_cannot_be_read_names_the_variable(tmp_path: Path, field: str) -> None:
    settings = Settings(security_protocol="SSL", **{field: tmp_path / "none.pem"})  # type: ignore[arg-type]
    with pytest.raises(BadSettings, match=f"NEWSMILL_{field.upper()}.*none.pem"):
        security.clients(settings)
