"""The records that travel between the stages, one dataclass each.

Offsets are Unicode code points, ends exclusive. Times are strings as `moment` writes
them (UTC, milliseconds, "Z"), so that they sort as they happened. Each `schema` field
names the record and its version; the JSON Schemas in `schemas/` are made from here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

EPOCH = datetime(1970, 1, 1)  # UTC, as all times here
EntityType = Literal["PER", "ORG", "LOC", "MISC"]
BACKFILL = "backfill"
"""The lane of old articles that are fed beside live ones."""
TIMES = frozenset(("at", "received_at", "published_at", "fetched_at", "modified_at"))
"""Fields that hold a time, in whichever record."""


def moment(seconds: float) -> str:
    """POSIX seconds as "2026-11-24T06:00:00.000Z".

    Raises `ValueError` or `OverflowError` for what lies outside the years 1 to 9999.
    """
    at = EPOCH + timedelta(milliseconds=round(seconds * 1000))
    return at.isoformat(timespec="milliseconds") + "Z"


def seconds_of(moment_: str) -> float:
    """The inverse of `moment`."""
    return datetime.fromisoformat(moment_).timestamp()


def version_of(version: int | None, received_at: str) -> int:
    """What tells the later of two records of one article: the higher one is.

    Records of releases that gave no version are compared by their time, in milliseconds.
    """
    return round(seconds_of(received_at) * 1000) if version is None else version


@dataclass(slots=True, kw_only=True)
class Origin:
    """Where the untouched original lies."""

    topic: str
    partition: int
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A Kafka record as it was read, nothing decoded."""

    topic: str
    partition: int
    offset: int
    timestamp_ms: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...] = ()


@dataclass(slots=True, kw_only=True)
class Trail:
    """One stage that an article went through."""

    stage: str
    version: str
    at: str
    seconds: float


@dataclass(slots=True, kw_only=True)
class RawArticle:
    """An article as the scraper sent it, its envelope read and checked, its body untouched.

    `claims` are fields that were refused (a date that is none); they go to `Decoding.claims`.
    """

    id: str
    body: bytes | str
    received_at: str
    origin: Origin
    url: str | None = None
    source: str | None = None
    fetched_at: str | None = None
    published_at: str | None = None
    title: str | None = None
    summary: str | None = None
    language: str | None = None
    content_type: str | None = None
    charset: str | None = None
    authors: list[str] = field(default_factory=list)
    modified_at: str | None = None
    image: str | None = None
    section: str | None = None
    tags: list[str] = field(default_factory=list)
    lane: str | None = None
    meta: dict[str, Any] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Repair:
    """One change of characters: `before` stood where `after` now is, at text[start:end].

    `field` says which text was changed: "text", "title" or "summary".
    """

    start: int
    end: int
    before: str
    after: str
    codec: str | None
    rule: str
    confidence: float
    field: str = "text"


@dataclass(slots=True, kw_only=True)
class Removal:
    """Boilerplate taken out: it stood before the character that is now at `position`."""

    position: int
    text: str
    reason: str
    confidence: float


@dataclass(slots=True, kw_only=True)
class Claim:
    """A metadata value and where it came from, e.g. "json-ld", "opengraph", "htmldate".

    A value that was refused has `dropped`, the reason; the one that the article's field was
    taken from is `used`.
    """

    field: str
    value: str
    origin: str
    dropped: str | None = None
    used: bool = False


@dataclass(slots=True, kw_only=True)
class Attempt:
    """One place where a page's article was looked for, and how much text stood there.

    `source` is "markup" (what is shown), "hidden" (parts shown only after a script has run, or
    where none runs), "json-ld" (articleBody), "templates" (pieces of markup in scripts) or
    "scripts" (strings in the page's state); one is `taken`.
    """

    source: str = "markup"
    characters: int = 0
    taken: bool = False


@dataclass(slots=True, kw_only=True)
class Decoding:
    """How the bytes became the text.

    `spans` maps final offsets back to the received text (after charset decoding): triples
    [final start, received start, length] of stretches kept as they were.
    """

    charset: str | None
    charset_declared: str | None
    charset_rule: str
    extractor: str
    repairs: list[Repair] = field(default_factory=list)
    removed: list[Removal] = field(default_factory=list)
    spans: list[tuple[int, int, int]] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    quality: list[str] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Revision:
    """How a text differs from the one known before under the same url."""

    of: str
    similarity: float
    added: list[str]
    removed: list[str]


@dataclass(slots=True, kw_only=True)
class Rewrite:
    """The article that another one retells in other words: translated, spun, paraphrased.

    `score` is the probability by the learnt rule, `anchors` are the names and numbers that
    both texts have in the same order, without case and accents.
    """

    of: str
    score: float
    anchors: list[str]


@dataclass(slots=True, kw_only=True)
class Dedup:
    """The cluster that a unique article opens or belongs to, and what it retells."""

    cluster_id: str
    revision_of: str | None = None
    revision: Revision | None = None
    rewrite: Rewrite | None = None


@dataclass(slots=True, kw_only=True)
class Mention:
    """One place in the text that names an entity.

    `text` is the name rightly spelt; where the article spells it otherwise,
    `corrected_from` is what stands at start..end.
    """

    start: int
    end: int
    text: str
    corrected_from: str | None = None


@dataclass(slots=True, kw_only=True)
class Suggestion:
    """A doubtful reading offered, not applied."""

    name: str
    reason: str


@dataclass(slots=True, kw_only=True)
class Entity:
    """One real-world person, body or place named in an article."""

    id: str
    type: EntityType
    name: str
    mentions: list[Mention]
    count: int
    salience: float
    confidence: float
    aliases: list[str] = field(default_factory=list)
    wikidata: str | None = None
    wikipedia: str | None = None
    geonames: int | None = None
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    kb_id: str | None = None
    entity_key: str = ""
    link_confidence: float | None = None
    ambiguous: list[str] = field(default_factory=list)
    suggestions: list[Suggestion] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Toponym:
    """A place that the text names, with a point in degrees where one is known for sure.

    `role` tells how: as such ("name"), as part of another name ("inside": the county of
    "Clarke County Superior Court"), or by an adjective ("adjective": "German police").
    `entity_id` is the entity whose mention it is. `confidence` is the probability of the place.
    """

    start: int = 0
    end: int = 0
    text: str = ""
    role: Literal["name", "inside", "adjective"] = "name"
    name: str | None = None
    kind: str | None = None
    entity_id: str | None = None
    country: str | None = None
    geonames: int | None = None
    wikidata: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    confidence: float | None = None


@dataclass(slots=True, kw_only=True)
class Cue:
    """The reporting words of a quote."""

    text: str
    start: int
    end: int


@dataclass(slots=True, kw_only=True)
class Speaker:
    """Who said it: the mention as written, and whom it means."""

    kind: Literal["named", "pronoun", "unnamed", "unknown"]
    text: str | None = None
    start: int | None = None
    end: int | None = None
    name: str | None = None
    entity_id: str | None = None
    entity_key: str | None = None
    role: str | None = None
    candidates: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class OtherSpeaker:
    """Somebody else behind a quote: who said it together with the speaker, or passed it on."""

    text: str | None = None
    start: int | None = None
    end: int | None = None
    name: str | None = None
    entity_id: str | None = None
    entity_key: str | None = None


Polarity = Literal["said", "denied", "supposed", "asked", "ordered"]


@dataclass(slots=True, kw_only=True)
class Quote:
    """One piece of reported speech; `start` and `end` leave the quote marks out."""

    id: str
    start: int
    end: int
    text: str
    kind: Literal["direct", "mixed", "indirect", "scare"]
    speaker: Speaker
    confidence: float
    rule: str
    cue: Cue | None = None
    polarity: Polarity = "said"
    co_speakers: list[OtherSpeaker] = field(default_factory=list)
    via: OtherSpeaker | None = None
    quote_key: str | None = None


@dataclass(slots=True, kw_only=True)
class Article:
    """The article from decode on; each stage fills its own part.

    `version` and `dedup` are None before dedup, `entities` and `toponyms` before tag,
    `quotes` before quote. Of two records with one id the one with the higher `version` is
    the later.
    `entities_support` and `quotes_support` tell what could be done for the language.
    """

    id: str
    text: str
    received_at: str
    origin: Origin
    decoding: Decoding
    schema: str = "newsmill.article/1"
    url: str | None = None
    canonical_url: str | None = None
    source: str | None = None
    site_name: str | None = None
    author: str | None = None
    title: str | None = None
    summary: str | None = None
    language: str | None = None
    language_confidence: float | None = None
    published_at: str | None = None
    fetched_at: str | None = None
    version: int | None = None
    authors: list[str] = field(default_factory=list)
    modified_at: str | None = None
    published_offset: str | None = None
    image: str | None = None
    section: str | None = None
    tags: list[str] = field(default_factory=list)
    is_paywalled: bool | None = None
    dedup: Dedup | None = None
    entities: list[Entity] | None = None
    entities_support: Literal["full", "basic", "unsupported"] | None = None
    toponyms: list[Toponym] | None = None
    quotes: list[Quote] | None = None
    quotes_support: Literal["full", "spans", "unsupported"] | None = None
    trail: list[Trail] = field(default_factory=list)
    meta: dict[str, Any] = field(default_factory=dict)
    lane: str | None = None


DuplicateKind = Literal["exact", "near", "wire", "truncated", "recrawl", "superseded", "rewrite"]


@dataclass(slots=True, kw_only=True)
class Match:
    """An article known before that is the same story, and the figures that say so.

    `page` is the hash of its url (of its id where it has none): it tells the shard that
    keeps the article's place in its cluster. While a walk follows a match to the head of
    its cluster, `direct` turns False, and `root` True when the head is reached. `score` is
    the rule's probability, `evidence` what speaks for it, in log odds. `anchors` are the
    names and numbers by which a rewritten copy was told (kind "rewrite").
    """

    id: str
    received_at: str
    page: str
    kind: DuplicateKind
    rule: str
    jaccard: float
    containment: float
    shared_numbers: float | None = None
    direct: bool = True
    root: bool = False
    score: float = 1.0
    evidence: dict[str, float] = field(default_factory=dict)
    anchors: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Walk:
    """An article on its way through the shards that own its keys (topic articles.dedup).

    `shards` is the itinerary, of which `visited` are done: first the owners of `keys`,
    the article's home shard last, there it gets its answer. `heads` are those of the
    clusters that it matches. `joined` are the hashes of the articles known
    to be in these clusters; `template` says that the text is one of many instances of a
    template, which only an equal text copies. `rewrite` is the best source found by the
    `anchor_keys`. Keys are hexadecimal, `sketch` is base64.
    """

    article: Article
    shards: list[int]
    visited: int
    keys: list[str]
    sketch: str
    page: str
    heads: list[Match] = field(default_factory=list)
    joined: list[int] = field(default_factory=list)
    parent: Match | None = None
    template: bool = False
    decided: bool = False
    anchor_keys: list[str] = field(default_factory=list)
    rewrite: Match | None = None
    schema: str = "newsmill.walk/1"


@dataclass(slots=True, kw_only=True)
class Duplicate:
    """A copy, or the correction of an article that was first passed on as unique.

    A correction has `corrects` = True: the article went on before, and now turns out to
    be a copy of `duplicate_of`; it withdraws `version` and those before it, not a later one.
    `cluster_id` is the head of the cluster at the time of writing; corrections can join
    clusters later, so what belongs together in the end is told by following
    `duplicate_of`. An article that was sent again under its own id (kind "recrawl") is a
    duplicate of itself; so is a version that came after a later one of its id (kind
    "superseded": the later one is the word on it). `score` is the probability that the
    learnt rule gives, `evidence` what wording, beginning, numbers, names and size add to its
    log odds; equal texts need neither. One of kind "rewrite" retells `duplicate_of` in other
    words, as the `anchors` tell; `passed` says that it went on all the same.
    """

    id: str
    duplicate_of: str
    cluster_id: str
    kind: DuplicateKind
    rule: str
    jaccard: float
    containment: float
    received_at: str
    origin: Origin
    corrects: bool = False
    passed: bool = False
    version: int | None = None
    shared_numbers: float | None = None
    url: str | None = None
    source: str | None = None
    title: str | None = None
    trail: list[Trail] = field(default_factory=list)
    score: float = 1.0
    evidence: dict[str, float] = field(default_factory=dict)
    anchors: list[str] = field(default_factory=list)
    schema: str = "newsmill.duplicate/1"


@dataclass(slots=True, kw_only=True)
class Join:
    """What goes on to other shards once an article has its answer (topic articles.dedup).

    The article itself has left at home; the clusters that it joins are still to be made
    one, at the homes of their `heads`. `shard` is the next of these. A copy waits for the
    head of its cluster: `copy` leaves at the end.
    """

    id: str
    received_at: str
    shard: int
    heads: list[Match]
    copy: Duplicate | None = None
    schema: str = "newsmill.join/1"


@dataclass(slots=True, kw_only=True)
class MentionRecord:
    """One mention, self-contained (topic mentions); key `<article id>/<index>`."""

    article_id: str
    index: int
    entity_id: str
    type: EntityType
    name: str
    text: str
    start: int
    end: int
    received_at: str
    url: str | None = None
    source: str | None = None
    article_title: str | None = None
    language: str | None = None
    published_at: str | None = None
    wikidata: str | None = None
    geonames: int | None = None
    kb_id: str | None = None
    entity_key: str = ""
    corrected_from: str | None = None
    version: int | None = None
    schema: str = "newsmill.mention/1"


@dataclass(slots=True, kw_only=True)
class QuoteRecord:
    """One quote, self-contained (topic quotes); key `<article id>/<index>`."""

    article_id: str
    index: int
    quote: Quote
    received_at: str
    sentence_before: str | None = None
    sentence_after: str | None = None
    url: str | None = None
    source: str | None = None
    article_title: str | None = None
    language: str | None = None
    published_at: str | None = None
    version: int | None = None
    speaker_name: str | None = None
    speaker_key: str | None = None
    speaker_text: str | None = None
    speaker_kind: str | None = None
    polarity: Polarity = "said"
    quote_key: str | None = None
    schema: str = "newsmill.quote/1"


@dataclass(slots=True, kw_only=True)
class KbEntity:
    """One entry of the knowledge base that users feed (topic kb.entities); key = id."""

    id: str
    type: EntityType
    name: str
    aliases: list[str] = field(default_factory=list)
    wikidata: str | None = None
    wikipedia: str | None = None
    country: str | None = None
    description: str | None = None
    geonames: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    gender: Literal["m", "f"] | None = None
    valid_on: str | None = None
    source: str | None = None
    schema: str = "newsmill.kb/1"


Record = Article | Walk | Join | Duplicate | MentionRecord | QuoteRecord | KbEntity
