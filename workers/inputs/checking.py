"""What would become of an article at the edge of the line, without sending it."""

from __future__ import annotations

from workers.inputs.outgoing import Outgoing
from workers.settings import Settings
from workers.stages.contract import Rejected
from workers.stages.decode import quality
from workers.stages.decode.envelope import compression, raw_article


def refusal(article: Outgoing, settings: Settings, now_ms: int) -> Rejected | None:
    """Why decode would refuse it, as far as that can be told before the page is read."""
    if len(article.value) > settings.max_message_bytes:
        most = settings.max_message_bytes
        return Rejected(
            "message-too-large",
            f"{len(article.value)} bytes, the limit NEWSMILL_MAX_MESSAGE_BYTES is {most}",
        )
    try:
        raw = raw_article.read(article.message(0, now_ms), settings)
        body = raw.body
        if isinstance(body, bytes):
            body = compression.unpacked(body, settings.max_body_bytes)
        quality.refuse(body)
    except Rejected as error:
        return error
    return None
