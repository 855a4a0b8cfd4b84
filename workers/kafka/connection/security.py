"""How to reach the brokers: the same settings for kafka-python, aiokafka and Faust."""

from __future__ import annotations

import re
import ssl
from typing import TYPE_CHECKING, Any

from workers.settings import BadSettings, Settings

if TYPE_CHECKING:
    from faust.types.auth import CredentialsT

BROKER = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[\w.-]+)(?::(?P<port>[0-9]{1,5}))?", re.ASCII)
MAX_PORT = 65_535
BOOTSTRAP_MS = 10_000
"""So long a client looks for a broker before it raises."""


def clients(settings: Settings) -> dict[str, Any]:
    """Keyword arguments for any kafka-python client; raises `BadSettings`."""
    found: dict[str, Any] = {
        "bootstrap_servers": brokers(settings),
        "security_protocol": settings.security_protocol,
        "bootstrap_timeout_ms": BOOTSTRAP_MS,
    }
    if context := tls(settings):
        found["ssl_context"] = context
    return found | _sasl(settings)


def brokers(settings: Settings) -> list[str]:
    """The brokers' addresses; raises `BadSettings` for one that the clients cannot read."""
    found = settings.brokers.split(",")
    for broker in found:
        fits = BROKER.fullmatch(broker)
        if not fits or not 0 < int(fits["port"] or MAX_PORT) <= MAX_PORT:
            raise BadSettings(f"NEWSMILL_BROKERS: {broker!r} is not host:port")
    return found


def aiokafka(settings: Settings) -> dict[str, Any]:
    """Keyword arguments for any aiokafka client."""
    own = clients(settings) | {"bootstrap_servers": settings.brokers}
    return {name: value for name, value in own.items() if name != "bootstrap_timeout_ms"}


def credentials(settings: Settings) -> CredentialsT | None:
    """The same for a Faust app (`broker_credentials`); None for a plain connection."""
    import faust  # noqa: PLC0415 -- scrapers that import the producer need no Faust

    if sasl := _sasl(settings):
        return faust.SASLCredentials(
            username=sasl["sasl_plain_username"],
            password=sasl["sasl_plain_password"],
            mechanism=sasl["sasl_mechanism"],
            ssl_context=tls(settings),
        )
    context = tls(settings)
    return faust.SSLCredentials(context) if context else None


def tls(settings: Settings) -> ssl.SSLContext | None:
    """The TLS context, or None when the protocol has no TLS.

    Raises `BadSettings` when a certificate file cannot be read.
    """
    if "SSL" not in settings.security_protocol:
        return None
    try:
        context = ssl.create_default_context(cafile=settings.ssl_cafile)
    except OSError as error:
        raise BadSettings(f"NEWSMILL_SSL_CAFILE: {settings.ssl_cafile}: {error}") from None
    if settings.ssl_certfile:
        try:
            context.load_cert_chain(settings.ssl_certfile, settings.ssl_keyfile)
        except OSError as error:
            files = " and ".join(str(f) for f in (settings.ssl_certfile, settings.ssl_keyfile) if f)
            raise BadSettings(
                f"NEWSMILL_SSL_CERTFILE, NEWSMILL_SSL_KEYFILE: {files}: {error}"
            ) from None
    return context


def _sasl(settings: Settings) -> dict[str, str | None]:
    if not settings.security_protocol.startswith("SASL_"):
        return {}
    password = settings.sasl_password
    return {
        "sasl_mechanism": settings.sasl_mechanism,
        "sasl_plain_username": settings.sasl_username,
        "sasl_plain_password": password.get_secret_value() if password else None,
    }
