"""One article as it is kept in memory: what a list and a search need, and the record packed."""

from __future__ import annotations

import hashlib
import sys
import unicodedata
import zlib
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from workers import codec
from workers.records import Article, seconds_of, version_of

LEAD_CHARACTERS = 220
LONGEST_ID = 300
SHOWN = 300
"""Characters of a title or a source's name that a list holds."""
OVERHEAD_BYTES = 600
NAME_BYTES = 200
"""What an article and each of its names take beside their texts; tests hold it to tracemalloc."""


@dataclass(frozen=True, slots=True)
class Row:
    """An article in a list; `at` is when it was finished, `seconds` what that took."""

    id: str
    at: float
    seconds: float
    version: int
    title: str
    source: str
    language: str
    received_at: str
    characters: int
    quotes: int
    speakers: tuple[tuple[str, int], ...]
    names: tuple[tuple[str, str], ...]
    repairs: int
    removed: int
    lead: tuple[str, str]
    """The first direct quote with a name, and the name."""
    revision_of: str | None
    rewrite_of: str | None

    @property
    def handle(self) -> str:
        """The id, or for one too long for an address, what stands for it there."""
        if len(self.id) <= LONGEST_ID:
            return self.id
        return "~" + hashlib.blake2b(self.id.encode("utf-8", "replace"), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Kept:
    """An article that is in memory."""

    row: Row
    packed: bytes
    words: str
    """Title and text, folded, a blank before each word."""
    names: tuple[str, ...]
    """`person tamar beridze`: what a search for names looks at, folded."""

    @property
    def size(self) -> int:
        """Bytes of memory, about."""
        names = sum(NAME_BYTES + 2 * len(name) for name in self.names)
        return len(self.packed) + sys.getsizeof(self.words) + names + OVERHEAD_BYTES

    def article(self) -> Article:
        """The whole record."""
        return codec.decode(Article, zlib.decompress(self.packed))


def keep(article: Article, value: bytes, at: float) -> Kept:
    """An article to be kept; `value` is its record, `at` when it was written (POSIX seconds)."""
    said = Counter(quote.speaker.name for quote in article.quotes or () if quote.speaker.name)
    entities = sorted(article.entities or (), key=lambda entity: -entity.salience)
    dedup = article.dedup
    row = Row(
        id=article.id,
        at=at,
        seconds=max(0.0, at - seconds_of(article.received_at)),
        version=version_of(article.version, article.received_at),
        title=(article.title or " ".join(article.text[:SHOWN].split()))[:SHOWN],
        source=(article.source or article.site_name or "")[:SHOWN],
        language=article.language or "",
        received_at=article.received_at,
        characters=len(article.text),
        quotes=len(article.quotes or ()),
        speakers=tuple(said.most_common()),
        names=tuple((entity.type, sys.intern(entity.name)) for entity in entities),
        repairs=len(article.decoding.repairs),
        removed=len(article.decoding.removed),
        lead=_lead(article),
        revision_of=dedup.revision_of if dedup else None,
        rewrite_of=dedup.rewrite.of if dedup and dedup.rewrite else None,
    )
    return Kept(
        row,
        zlib.compress(value, 1),
        folded(f"{row.title} {article.text}"),
        tuple(_searchable(article, row)),
    )


def _lead(article: Article) -> tuple[str, str]:
    for quote in article.quotes or ():
        if quote.kind == "direct" and quote.speaker.name and quote.polarity == "said":
            return quote.text[:LEAD_CHARACTERS], quote.speaker.name
    return "", ""


KINDS = {"PER": "person", "ORG": "org", "LOC": "place", "MISC": "other"}


def _searchable(article: Article, row: Row) -> set[str]:
    found = {f"source{folded(row.source)}", f"lang{folded(row.language)}"}
    for entity in article.entities or ():
        for name in {entity.name, *entity.aliases, *(m.text for m in entity.mentions)}:
            found.add(sys.intern(f"{KINDS[entity.type]}{folded(name)}"))
    for quote in article.quotes or ():
        said = [quote.speaker.name, quote.speaker.text]
        said += [other.name or other.text for other in quote.co_speakers]
        found |= {sys.intern(f"speaker{folded(name)}") for name in said if name}
    return found


@lru_cache(maxsize=20_000)
def _folded_name(name: str) -> str:
    return _fold(name)


def folded(text: str) -> str:
    """Without case, accents and punctuation, a blank before each word: "Ñu, A" is " nu a"."""
    return _folded_name(text) if len(text) < SHOWN else _fold(text)


UNDIVIDED = str.maketrans(dict(zip("łøđħıæœðþ", "l o d h i ae oe d th".split(), strict=True)))
"""Letters that Unicode does not take apart into a letter and a mark."""


def _fold(text: str) -> str:
    if text.isascii():
        parts = text.lower()
    else:
        parts = unicodedata.normalize("NFKD", text.casefold()).translate(UNDIVIDED)
    words = "".join(
        c if c.isalnum() else " " for c in parts if c.isascii() or not unicodedata.combining(c)
    )
    return "".join(f" {word}" for word in words.split())
