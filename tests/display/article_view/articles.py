"""Articles to be shown, with what is given marked in their text."""

from __future__ import annotations

from typing import Any

from workers.records import (
    Article,
    Cue,
    Decoding,
    Dedup,
    Entity,
    Mention,
    Origin,
    Quote,
    Removal,
    Repair,
    Speaker,
)


def article(text: str, name: str = "a1", **fields: Any) -> Article:
    """An article of that text; lists of quotes, entities, repairs and removals in `fields`."""
    decoding = Decoding(
        charset="utf_8",
        charset_declared=None,
        charset_rule="utf-8",
        extractor="none",
        repairs=fields.pop("repairs", []),
        removed=fields.pop("removed", []),
    )
    given = {
        "title": "A title of its own",
        "source": "Harbour Post",
        "language": "en",
        "received_at": "2026-11-24T06:00:00.000Z",
        "dedup": Dedup(cluster_id=name),
        "entities": [],
        "quotes": [],
    }
    return Article(
        id=name,
        text=text,
        decoding=decoding,
        origin=Origin(topic="articles.raw", partition=0, offset=0),
        **given | fields,
    )


def quote(text: str, words: str, said_by: str | None = None, mention: str | None = None) -> Quote:
    """The quote of these words; `mention` is how the text names the speaker."""
    start = text.index(words)
    at = text.index(mention) if mention else None
    return Quote(
        id=f"q{start}",
        start=start,
        end=start + len(words),
        text=words,
        kind="direct",
        speaker=Speaker(
            kind="named" if said_by else "unknown",
            text=mention,
            start=at,
            end=at + len(mention) if at is not None and mention else None,
            name=said_by,
        ),
        confidence=0.9,
        rule="test",
        cue=_cue(text),
    )


def _cue(text: str) -> Cue | None:
    at = text.find("said")
    return Cue(text="said", start=at, end=at + 4) if at >= 0 else None


def entity(text: str, name: str, kind: Any = "PER", corrected_from: str | None = None) -> Entity:
    """An entity with the first place that names it."""
    written = corrected_from or name
    at = text.index(written)
    mention = Mention(start=at, end=at + len(written), text=name, corrected_from=corrected_from)
    return Entity(
        id=f"e{at}", type=kind, name=name, mentions=[mention], count=1, salience=0.5, confidence=0.9
    )


def repair(text: str, before: str, after: str) -> Repair:
    """The repair that left `after`."""
    start = text.index(after)
    return Repair(
        start=start,
        end=start + len(after),
        before=before,
        after=after,
        codec="mac_roman",
        rule="mojibake",
        confidence=1.0,
    )


def removal(position: int, text: str) -> Removal:
    """A part that stood there."""
    return Removal(position=position, text=text, reason="teaser", confidence=0.9)
