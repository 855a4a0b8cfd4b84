"""Why no broker can be talked to: kafka-python only says that it could not bootstrap.

Each address is tried step by step, as the client does: the name, the port, TLS. What is left
then is the login.
"""

from __future__ import annotations

import socket
import ssl

from workers.kafka.connection import security
from workers.settings import Settings

DEFAULT_PORT = 9092
TRY_SECONDS = 3.0


def why_unreachable(settings: Settings) -> str:
    """One line for the first address that gets furthest, and which settings to look at."""
    found = [_try(address, settings) for address in security.brokers(settings)]
    return max(found, key=lambda told: told[0])[1]


def _try(address: str, settings: Settings) -> tuple[int, str]:
    """How many steps went well, and what the next one said."""
    host, port = _split(address)
    try:
        socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        return 0, f"no such host: {host} ({error.strerror}); NEWSMILL_BROKERS"
    try:
        connection = socket.create_connection((host, port), timeout=TRY_SECONDS)
    except OSError as error:
        return 1, f"no broker answers at {address}: {error.strerror or error}; NEWSMILL_BROKERS"
    with connection:
        if (context := security.tls(settings)) is not None:
            try:
                context.wrap_socket(connection, server_hostname=host).close()
            except ssl.SSLCertVerificationError as error:
                return 2, (
                    f"{address} shows a certificate of an unknown authority, or for another name: "
                    f"{error.verify_message}; NEWSMILL_SSL_CAFILE"
                )
            except OSError as error:
                return 2, (
                    f"{address} does not speak TLS, or wants a certificate: {error}; "
                    "NEWSMILL_SECURITY_PROTOCOL, NEWSMILL_SSL_CERTFILE"
                )
    if settings.security_protocol.startswith("SASL_"):
        return 3, (
            f"{address} refuses the login of user {settings.sasl_username}: wrong password, user "
            "or mechanism; NEWSMILL_SASL_USERNAME, NEWSMILL_SASL_PASSWORD, NEWSMILL_SASL_MECHANISM"
        )
    return 3, (
        f"{address} is open and does not talk {settings.security_protocol}: is it a Kafka broker, "
        "and does it want TLS or a login? NEWSMILL_SECURITY_PROTOCOL"
    )


def _split(address: str) -> tuple[str, int]:
    """Host and port; the address is one that `security.brokers` lets pass."""
    bare = address.startswith("[") and address.endswith("]")
    host, colon, port = (address, "", "") if bare else address.rpartition(":")
    return (host if colon else address).strip("[]"), int(port or DEFAULT_PORT)
