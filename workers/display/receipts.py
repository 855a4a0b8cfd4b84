"""What decode did to an article, for people: its receipts on a terminal.

Pure rendering of `records.Article`; `newsmill explain` is the command. Its page, and that
of `newsmill watch`, is `workers.display.article_view`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from rich.console import Group
from rich.table import Table
from rich.text import Text

from workers.records import Article, Removal, Repair

MOST_CLAIMS = 5
"""Other claims that are shown of one field."""
EXCERPT = 160
"""Characters of untouched text that a terminal shows on either side of a change."""

STYLES = {"before": "red strike", "after": "bold green", "removed": "dim red strike"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the article: as it was kept, as it was repaired, or taken out.

    `text` stands in the article (nothing for "removed"), `before` stood there, `note` says why.
    """

    kind: Literal["kept", "repaired", "removed"]
    text: str
    before: str = ""
    note: str = ""


def pieces(article: Article) -> list[Piece]:
    """The article from start to end; the `text` of all pieces together is its text."""
    decoding, found, at = article.decoding, list[Piece](), 0
    changes: list[tuple[int, int, Repair | Removal]] = [
        *((repair.start, 1, repair) for repair in decoding.repairs if repair.field == "text"),
        *((removal.position, 0, removal) for removal in decoding.removed),
    ]
    for start, _, change in sorted(changes, key=lambda change: change[:2]):
        if start > at:
            found.append(Piece("kept", article.text[at:start]))
        at = max(at, start)
        if isinstance(change, Removal):
            found.append(Piece("removed", "", change.text, change.reason))
        else:
            found.append(Piece("repaired", change.after, change.before, why(change)))
            at = change.end
    if at < len(article.text):
        found.append(Piece("kept", article.text[at:]))
    return found


def facts(article: Article) -> list[tuple[str, str]]:
    """What is known of the article and where it came from, as name and value."""
    decoding = article.decoding
    declared = f", declared {decoding.charset_declared}" if decoding.charset_declared else ""
    rows = [
        ("id", article.id),
        ("title", article.title or "none"),
        ("charset", f"{decoding.charset or 'none: received as text'}{declared}"),
        ("read by", decoding.charset_rule),
        ("main text by", "the whole body" if decoding.extractor == "none" else decoding.extractor),
        ("language", article.language or "unknown"),
        ("published", article.published_at or "unknown"),
        ("authors", ", ".join(article.authors) or article.author or "unknown"),
        ("quality", ", ".join(decoding.quality) or "nothing to remark"),
    ]
    rows += [
        (f"{r.field} repaired", f"{visible(r.before)} → {r.after} ({why(r)})")
        for r in _fields(article)
    ]
    rows += [(name, value) for name, value in _more(article) if value]
    rows += _sources(article)
    rows += [
        (f"{claim.field} refused", f"{claim.value} ({claim.origin}: {claim.dropped})")
        for claim in decoding.claims
        if claim.dropped
    ]
    return rows


def _more(article: Article) -> list[tuple[str, str]]:
    """What not every article has."""
    paywalled = {True: "yes", False: "no", None: ""}[article.is_paywalled]
    return [
        ("modified", article.modified_at or ""),
        ("section", article.section or ""),
        ("tags", ", ".join(article.tags)),
        ("image", article.image or ""),
        ("paywalled", paywalled),
    ]


def _sources(article: Article) -> list[tuple[str, str]]:
    """Where each value was taken from, what else was claimed, and where the text was sought."""
    claims = [claim for claim in article.decoding.claims if claim.dropped is None]
    rows = []
    for name in dict.fromkeys(claim.field for claim in claims):
        used = [claim for claim in claims if claim.field == name and claim.used]
        others = [claim for claim in claims if claim.field == name and not claim.used]
        if used:
            rows.append((f"{name} from", f"{used[0].origin}: {_cut(used[0].value)}"))
        rows += [(f"{name} also", f"{c.origin}: {_cut(c.value)}") for c in others[:MOST_CLAIMS]]
    attempts = article.decoding.attempts
    if len(attempts) > 1:
        tried = (
            f"{attempt.source} ({attempt.characters} characters{', taken' * attempt.taken})"
            for attempt in attempts
        )
        rows.append(("text sought in", ", ".join(tried)))
    return rows


def _cut(value: str) -> str:
    return value if len(value) <= EXCERPT else f"{value[:EXCERPT]}…"


def tally(article: Article) -> list[tuple[str, str, int]]:
    """How often each rule repaired and each reason removed something: kind, rule, count."""
    repairs = Counter(why(repair) for repair in article.decoding.repairs)
    removals = Counter(removal.reason for removal in article.decoding.removed)
    return [
        *(("repair", rule, count) for rule, count in repairs.most_common()),
        *(("removal", reason, count) for reason, count in removals.most_common()),
    ]


def visible(text: str) -> str:
    """Text with characters that do not show (controls, lone surrogates) written as escapes."""
    return "".join(
        char
        if char.isprintable() or char.isspace()
        else char.encode("unicode_escape").decode("ascii")
        for char in text
    )


def terminal(article: Article) -> Group:
    """The receipts for a terminal: facts, tally, and the changes in their surroundings."""
    known = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    known.add_column(style="dim", no_wrap=True)
    for name, value in facts(article):
        known.add_row(name, Text(value))
    counts = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for kind, rule, count in tally(article):
        counts.add_row(str(count), kind, Text(rule))
    body = Text()
    for piece in pieces(article):
        if piece.kind == "kept":
            body.append(_excerpt(piece.text))
            continue
        style = STYLES["removed" if piece.kind == "removed" else "before"]
        if piece.kind == "removed" and not body.plain.endswith("\n"):
            body.append("\n")
        body.append(visible(piece.before.strip("\n") or "⏎"), style)
        body.append(visible(piece.text), STYLES["after"])
        body.append(f" [{piece.note}]", "dim")
        if piece.kind == "removed":
            body.append("\n")
    return Group(known, Text(), counts, Text(), body, Text())


def _fields(article: Article) -> list[Repair]:
    return [repair for repair in article.decoding.repairs if repair.field != "text"]


def why(repair: Repair) -> str:
    """The rule of a repair, the codec that it undid, and how sure it is."""
    codec = f" {repair.codec}" if repair.codec else ""
    sure = "" if repair.confidence >= 1 else f", {repair.confidence:.0%} sure"
    return f"{repair.rule}{codec}{sure}"


def _excerpt(text: str) -> str:
    if len(text) <= 2 * EXCERPT:
        return text
    return f"{text[:EXCERPT]} … {text[-EXCERPT:]}"
