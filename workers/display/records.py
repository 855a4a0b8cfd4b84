"""Records for eyes: what a reader wants of each kind, in a few lines."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from workers.records import (
    Article,
    Duplicate,
    Join,
    KbEntity,
    MentionRecord,
    Quote,
    QuoteRecord,
    Record,
    Walk,
)

SHOWN_REPAIRS = 12
SHOWN_ENTITIES = 15
SHOWN_CHARACTERS = 160


def panel(record: Record) -> RenderableType:
    """A record of any kind."""
    match record:
        case Article():
            return article(record)
        case Walk() | Join():
            return Text(_walking(record))
        case Duplicate():
            return duplicate(record)
        case QuoteRecord():
            return quote(record.quote)
        case MentionRecord():
            return Text(f"{record.type:4} {record.name}  ({record.text}, {record.article_id})")
        case KbEntity():
            names = ", ".join(record.aliases)
            return Text(f"{record.id}: {record.type} {record.name}  [{names}]")


def _walking(record: Walk | Join) -> str:
    if isinstance(record, Join):
        return f"{record.id}: has its answer, {len(record.heads)} clusters to join"
    visited, shards = record.visited, len(record.shards)
    return f"{record.article.id}: shard {visited} of {shards} visited, {len(record.heads)} matches"


def article(record: Article) -> RenderableType:
    """An article with its receipts, entities and quotes."""
    parts: list[RenderableType] = [_facts(record)]
    if record.decoding.repairs:
        parts.append(_repairs(record))
    parts.extend(
        Text.assemble(("removed  ", "bold"), f"{short(removal.text)}  ({removal.reason})")
        for removal in record.decoding.removed
    )
    if record.entities:
        parts.append(_entities(record))
    if record.quotes:
        parts.append(Text("quotes", style="bold"))
        parts.extend(quote(item) for item in record.quotes)
    title = Text(record.title or short(record.text.split("\n", 1)[0]) or record.id, style="bold")
    return Panel(Group(*parts), title=title, title_align="left")


def _facts(record: Article) -> RenderableType:
    table = pairs()
    table.add_row("id", record.id)
    for name in ("url", "source", "published_at", "language"):
        value = getattr(record, name)
        if value:
            table.add_row(name, Text(str(value)))
    decoding = record.decoding
    if decoding.charset is not None:  # else it came as text
        declared = f", declared {decoding.charset_declared}" if decoding.charset_declared else ""
        table.add_row("charset", f"{decoding.charset} ({decoding.charset_rule}{declared})")
    if decoding.extractor != "none":
        table.add_row("extractor", decoding.extractor)
    if record.dedup:
        revision = f", revision of {record.dedup.revision_of}" if record.dedup.revision_of else ""
        table.add_row("cluster", f"{record.dedup.cluster_id}{revision}")
    if decoding.quality:
        table.add_row("quality", ", ".join(decoding.quality))
    table.add_row("text", Text(short(record.text.replace("\n", " "), 3 * SHOWN_CHARACTERS)))
    return table


def _repairs(record: Article) -> RenderableType:
    table = Table("at", "before", "after", "rule", title="repairs", title_justify="left", box=None)
    for repair in record.decoding.repairs[:SHOWN_REPAIRS]:
        rule = repair.rule if repair.codec is None else f"{repair.rule} ({repair.codec})"
        place = f"{repair.field} {repair.start}" if repair.field != "text" else str(repair.start)
        table.add_row(place, Text(_visible(repair.before)), Text(_visible(repair.after)), rule)
    _and_more(table, len(record.decoding.repairs) - SHOWN_REPAIRS)
    return table


def _entities(record: Article) -> RenderableType:
    table = Table(
        "type", "name", "as written", "id", title="entities", title_justify="left", box=None
    )
    entities = sorted(record.entities or [], key=lambda entity: -entity.salience)
    for entity in entities[:SHOWN_ENTITIES]:
        written = dict.fromkeys(m.corrected_from or m.text for m in entity.mentions)
        known = (
            entity.wikidata or entity.kb_id or (entity.geonames and f"geonames {entity.geonames}")
        )
        table.add_row(entity.type, Text(entity.name), Text(short(", ".join(written))), known or "")
    _and_more(table, len(entities) - SHOWN_ENTITIES)
    return table


def quote(record: Quote) -> RenderableType:
    """One line: what was said, by whom."""
    speaker = record.speaker
    who = speaker.name or speaker.text or "unknown"
    written = f" ({speaker.text})" if speaker.text and speaker.text != who else ""
    said = f"“{short(record.text)}”" if record.kind == "direct" else short(record.text)
    others = "".join(f", {one.name or one.text}" for one in record.co_speakers)
    how = record.kind if record.polarity == "said" else f"{record.kind}, {record.polarity}"
    return Text.assemble("  ", said, "  ", (f"{who}{written}{others}", "bold"), f"  [{how}]")


def duplicate(record: Duplicate) -> RenderableType:
    """One line: which copy of which, and why."""
    what = "turns out to be a copy of" if record.corrects else "is a copy of"
    if record.kind == "superseded":
        what = "came after a later version,"
    if record.kind == "rewrite":
        what = "retells, in other words,"
    return Text(
        f"{record.id} {what} {record.duplicate_of}: {record.kind}, rule {record.rule}, "
        f"jaccard {record.jaccard:.2f}, containment {record.containment:.2f}"
        f"  {record.title or ''}"
    )


def pairs() -> Table:
    """A table of names and values."""
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    return table


def _and_more(table: Table, rest: int) -> None:
    if rest > 0:
        table.add_row("", f"and {rest} more")


def short(text: str, limit: int = SHOWN_CHARACTERS) -> str:
    """On one line, cut to `limit` characters."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _visible(text: str) -> str:
    """Control characters and blanks as escapes, so that a repair can be seen."""
    return short("".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)) or "(nothing)"
