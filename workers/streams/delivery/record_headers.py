"""Headers of the records that a stage sends: whose they are, and what is carried on.

`id`, `source` and `schema` say what a record is about, for the brokers' own tools, which
filter by headers and know no JSON. The W3C trace context and the CloudEvents attributes of the
raw record go on, byte for byte, from stage to stage, on every record about its article. A
repeat has the same headers, as all of them come from the record and the one it was made of.
"""

from __future__ import annotations

from workers.kafka.dead_letters.letter_format import Header, size
from workers.records import Article, Duplicate, Join, MentionRecord, Message, QuoteRecord, Walk
from workers.stages.contract import Emit

ID, SOURCE, SCHEMA = "id", "source", "schema"
TRACE = ("traceparent", "tracestate")
CLOUD_EVENTS = "ce_"
MOST_BYTES = 4096
"""What is carried on has this size at most: an article comes out in dozens of records."""


def of(emit: Emit, read: Message, *, raw: bool) -> list[Header]:
    """The headers of a record made of the one that was read, which is a raw one or the line's."""
    article, source = _about(emit)
    mine = raw or _last(read, ID) == article.encode()
    if emit.record is None and mine:
        source = (_last(read, SOURCE) or b"").decode("utf-8", "replace") or None
    own = {ID: article, SOURCE: source, SCHEMA: emit.record and emit.record.schema}
    made: list[Header] = [(n, v.encode("utf-8", "replace")) for n, v in own.items() if v]
    return made + (carried(read) if mine else [])


def carried(read: Message) -> list[Header]:
    """Trace context and CloudEvents attributes, in their order; those behind 4 kB stay away."""
    found: list[Header] = []
    for header in read.headers:
        name = header[0].lower()
        if name in TRACE or name.startswith(CLOUD_EVENTS):
            if size(None, None, [*found, header]) > MOST_BYTES:
                break
            found.append(header)
    return found


def _about(emit: Emit) -> tuple[str, str | None]:
    """Id and source of the article that a record is about; a tombstone has its id in the key."""
    match emit.record:
        case Walk(article=article):
            return article.id, article.source
        case Join(id=name, copy=copy):
            return name, copy.source if copy else None
        case Article() | Duplicate() as about:
            return about.id, about.source
        case MentionRecord() | QuoteRecord() as part:
            return part.article_id, part.source
        case _:
            return emit.key.rpartition("/")[0], None


def _last(read: Message, name: str) -> bytes | None:
    return next((value for key, value in reversed(read.headers) if key == name), None)
