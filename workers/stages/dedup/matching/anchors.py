"""The anchors of a text: its names and numbers, in the order in which they stand.

Whoever rewrites a story, by hand, by a dictionary of synonyms, by translating it there and
back or by a language model, changes the words and keeps who, where, when and how much. So
three anchors in a row are to a rewritten copy what three words in a row are to an edited
one. A name is told by its capital letter; scripts without capitals give numbers and the
words in quotation marks only.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import groupby, zip_longest

import xxhash

ANCHOR_KEYS = 12
"""Keys of an article for rewritten copies: the smallest hashes of its anchor trigrams."""
MOST_ANCHORS = 64
"""Anchors kept to compare; of a text with more, those of a sample of its names."""
BITS = 12
"""Of a hash that tells an anchor from the others of a text; 4,096 values."""
LARGEST = (1 << BITS) - 1
MOST_REPEATED = 3
"""So often a name is kept: a name that is everywhere says little about the order."""

_START = '.!?:;…。！？\n\r"“”„«»(•'
_WORD = re.compile(rf"([{_START}])?[^\w{_START}]*([^\W_]+(?:[.,]\d+)*)")
_CASELESS = re.compile(
    r"\d+(?:[.,]\d+)*|[A-Z][A-Za-z]+|[「『《“«\"]([^\W\d_][^「」『』《》“”«»\"\n]{1,23})[」』》”»\"]"
)
_GROUPED = re.compile(r"[.,](?=\d{3}(?!\d))")


def anchors(text: str) -> list[str]:
    """Names and numbers of a text without case and accents, each repetition in a row once.

    A word that begins a sentence is a name when the text has it with a capital within a
    sentence too, or when a capital follows and the text never has it without. In a script
    without capitals short words in quotation marks stand for names.
    """
    found: list[tuple[str, str]] = _WORD.findall("\n" + text)
    words = {word for _, word in found}
    if sum(word.lower() != word.upper() for word in words) < len(words) / 2:
        named = (match.group(1) or match.group() for match in _CASELESS.finditer(text))
        return [anchor for anchor, _ in groupby(map(fold, named))]
    return [anchor for anchor, _ in groupby(map(fold, _named(found, words)))]


def _named(found: list[tuple[str, str]], words: set[str]) -> Iterator[str]:
    """The numbers, and the words with a capital that are names."""
    inside = {word for start, word in found if not start}
    for at, (start, word) in enumerate(found):
        first = word[0]
        if first.isdecimal():
            yield word
        elif first.isupper() and len(word) > 1:
            after = found[at + 1][1] if at + 1 < len(found) else "."
            if not start or _is_name(word, after, inside, words):
                yield word


def _is_name(word: str, after: str, inside: set[str], words: set[str]) -> bool:
    """Whether the first word of a sentence is more than that."""
    return word in inside or (after[0].isupper() and word.lower() not in words)


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """An anchor as it is compared: no case, no accents, numbers without separators."""
    if word[0].isdecimal():
        return _GROUPED.sub("", word)
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


@dataclass(frozen=True, slots=True)
class Sample:
    """What is kept of the anchors: 12-bit hashes in order.

    Of a text with many anchors those with the smallest hashes are kept, up to `bound`: the
    same names in every text, so that the order of those in common can be compared.
    """

    hashes: tuple[int, ...] = ()
    bound: int = LARGEST

    def below(self, bound: int) -> list[int]:
        """The part of the sample that one with a lower bound would keep."""
        return [hash_ for hash_ in self.hashes if hash_ <= bound]


@dataclass(frozen=True, slots=True)
class Alike:
    """What two texts' anchors have in common.

    `shared` different anchors of `fewer` in the one and `more` in the other text; `ordered`
    is the length of the longest sequence of anchors that stands in both texts in the same
    order, `shorter` and `longer` are the lengths of the two sequences.
    """

    shared: int = 0
    fewer: int = 0
    more: int = 0
    ordered: int = 0
    shorter: int = 0
    longer: int = 0


NO_SAMPLE, NOTHING_ALIKE = Sample(), Alike()


def sample(found: Sequence[str]) -> Sample:
    """The anchors of a text as an index keeps them."""
    seen: Counter[int] = Counter()
    hashes = []
    for hash_ in (_hash(anchor) >> 64 - BITS for anchor in found):
        seen[hash_] += 1
        if seen[hash_] <= MOST_REPEATED:
            hashes.append(hash_)
    if len(hashes) <= MOST_ANCHORS:
        return Sample(tuple(hashes))
    bound = sorted(hashes)[MOST_ANCHORS] - 1
    return Sample(tuple(hash_ for hash_ in hashes if hash_ <= bound), max(0, bound))


def alike(mine: Sample, theirs: Sample) -> Alike:
    """Compares two texts by their anchors."""
    bound = min(mine.bound, theirs.bound)
    a, b = mine.below(bound), theirs.below(bound)
    different_a, different_b = set(a), set(b)
    fewer, more = sorted((len(different_a), len(different_b)))
    shorter, longer = sorted((len(a), len(b)))
    return Alike(
        shared=len(different_a & different_b),
        fewer=fewer,
        more=more,
        ordered=longest_common_subsequence(a, b),
        shorter=shorter,
        longer=longer,
    )


def longest_common_subsequence(a: Sequence[int], b: Sequence[int]) -> int:
    """Its length, by the bit-parallel algorithm of Hyyrö (2004)."""
    places: dict[int, int] = {}
    for place, item in enumerate(a):
        places[item] = places.get(item, 0) | 1 << place
    full = (1 << len(a)) - 1
    column = full
    for item in b:
        matched = column & places.get(item, 0)
        column = (column + matched | column - matched) & full
    return len(a) - column.bit_count()


def in_common(found: Sequence[str], theirs: Sample) -> list[str]:
    """The anchors that stand in the other text too, in an order that both have."""
    hashes = [_hash(anchor) >> 64 - BITS for anchor in found]
    other = list(theirs.hashes)
    matched = SequenceMatcher(None, hashes, other, autojunk=False).get_matching_blocks()
    return [found[at] for block in matched for at in range(block.a, block.a + block.size)]


def aligned(one: Sequence[str], other: Sequence[str]) -> list[tuple[str, str]]:
    """Two sequences of anchors in rows, equal ones beside each other, "" for none."""
    rows: list[tuple[str, str]] = []
    codes = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    for _, start, end, other_start, other_end in codes:
        rows += zip_longest(one[start:end], other[other_start:other_end], fillvalue="")
    return rows


def keys_of(found: Sequence[str]) -> list[int]:
    """The smallest hashes of all three successive anchors, whatever their order: 40 bits."""
    hashes = [_hash(anchor) for anchor in found]
    trigrams = {
        _mixed(one + two + three)
        for one, two, three in zip(hashes, hashes[1:], hashes[2:], strict=False)
        if one != three
    }
    return sorted(trigrams)[:ANCHOR_KEYS]


def _mixed(sum_: int) -> int:
    """40 bits that all depend on the sum of three hashes, which has no order."""
    mixed = sum_ * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF
    return (mixed ^ mixed >> 29) * 0xBF58476D1CE4E5B9 >> 20 & 0xFFFFFFFFFF


@lru_cache(maxsize=65536)
def _hash(anchor: str) -> int:
    return xxhash.xxh3_64_intdigest(anchor.encode("utf-8", "surrogatepass"))
