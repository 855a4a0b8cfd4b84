"""Texts that are no articles, or poor ones: refused outright, or flagged for consumers."""

from __future__ import annotations

import re

from workers.stages.contract import Rejected
from workers.stages.decode.charset import binary

SHORT = 100
"""Fewer characters than this are flagged: a headline, a caption, the rest of a page."""

_XML = re.compile(
    r"(?:<\?xml[^>]*\?>|<!--.*?-->|<!DOCTYPE[^>]*>|\s)*<(?P<root>[A-Za-z_][\w:.-]*)", re.S
)
_XML_ROOTS = re.compile(
    r"(?:rss|feed|rdf:RDF|urlset|sitemapindex|opml|svg|soap:\w+|s:Envelope|nitf|newsItem|NewsML|"
    r"plist|kml|gpx|Error|error|response|root|xml|data|items?|channel|entry)$"
)
_JSON = re.compile(r'\s*(?:\{\s*(?:"|\})|\[\s*(?:[\{\["\]]|-?\d))')
_PHRASES = {
    "needs-javascript": (
        r"(?:enable|activate|turn on|requires?) (?:javascript|js)\b",
        r"javascript (?:is )?(?:disabled|required)",
        r"aktivieren sie (?:bitte )?javascript|activer (?:le )?javascript",
        r"habilit\w+ javascript|включите javascript",
    ),
    "robot-check": (
        r"are you a (?:human|robot)|verify (?:that )?you are (?:a )?human|captcha",
        r"checking your browser|unusual traffic|access denied|attention required",
        r"request (?:was |has been )?blocked",
    ),
    "cookie-wall": (
        r"(?:use|uses|using|accept|manage|store)\b.{0,60}\bcookies",
        r"cookies?\b.{0,60}(?:einverstanden|zustimm|akzeptier)",
        r"(?:utilis\w+|accept\w+|usamos|utilizamos|aceptar|utilizziamo)\b.{0,60}\bcookies?",
        r"we value your privacy|wir (?:und unsere partner|schätzen ihre privatsphäre)",
    ),
    "login-page": (
        r"(?:sign|log) ?in (?:to (?:continue|your account|read)|with)",
        r"forgot (?:your )?password|passwort vergessen|mot de passe oublié",
        r"olvidaste tu contraseña|забыли пароль",
    ),
    "error-page": (
        r"^\W*(?:error )?(?:404|403|410|500|502|503)\b|404 not found",
        r"page (?:not found|can.?t be found|does(?:n.?t| not) exist)",
        r"seite nicht gefunden|page introuvable|página no encontrada|страница не найдена",
    ),
}
_WALLS = {
    flag: re.compile("|".join(phrases), re.IGNORECASE | re.MULTILINE | re.DOTALL)
    for flag, phrases in _PHRASES.items()
}
_WALL_MOST = 1_500
"""A wall or error page is short; a long text that names cookies is an article about them."""


def refuse(body: bytes | str) -> None:
    """Raises `Rejected` for a body that is another kind of document than a text or page."""
    head = body[:4096] if isinstance(body, str) else body[:4096].decode("latin-1")
    as_bytes = body if isinstance(body, bytes) else head.encode("latin-1", "replace")
    if kind := binary.kind(as_bytes):
        raise Rejected("not-an-article", f"body: {kind}; send its text or page", "body")
    root = _XML.match(head.lstrip("\ufeff\xef\xbb\xbf"))
    if root and _XML_ROOTS.match(root["root"]):
        raise Rejected(
            "not-an-article", f"body: XML <{root['root']}>; send one article of it", "body"
        )
    if _JSON.match(head) and _is_json(body):
        raise Rejected("not-an-article", "body: JSON; send the text or page that it holds", "body")


def _is_json(body: bytes | str) -> bool:
    text = body if isinstance(body, str) else body.decode("utf-8", "replace")
    return text.rstrip()[-1:] in ("}", "]")


def flags(text: str, title: str | None) -> list[str]:
    """What a consumer should know of a text before it trusts it."""
    found = []
    if len(text) < SHORT:
        found.append("short")
    if len(text) <= _WALL_MOST:
        whole = f"{title or ''}\n{text}"
        found += [name for name, pattern in _WALLS.items() if pattern.search(whole)]
    start = text[:2000]
    if sum(map(str.isalpha, start)) < 0.4 * len(start):
        found.append("few-letters")
    return found
