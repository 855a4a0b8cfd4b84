"""How to reach the brokers: the same settings for kafka-python, aiokafka and Faust."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any

from workers.settings import Settings

if TYPE_CHECKING:
    from faust.types.auth import CredentialsT


def clients(settings: Settings) -> dict[str, Any]:
    """Keyword arguments for any kafka-python client."""
    found: dict[str, Any] = {
        "bootstrap_servers": settings.brokers.split(","),
        "security_protocol": settings.security_protocol,
    }
    if context := tls(settings):
        found["ssl_context"] = context
    return found | _sasl(settings)


def aiokafka(settings: Settings) -> dict[str, Any]:
    """Keyword arguments for any aiokafka client."""
    return clients(settings) | {"bootstrap_servers": settings.brokers}


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

    Raises `OSError` when a certificate file cannot be read.
    """
    if "SSL" not in settings.security_protocol:
        return None
    context = ssl.create_default_context(cafile=settings.ssl_cafile)
    if settings.ssl_certfile:
        context.load_cert_chain(settings.ssl_certfile, settings.ssl_keyfile)
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
