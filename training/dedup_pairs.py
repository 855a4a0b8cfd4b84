"""Pairs of texts and whether the later one is a copy: made ones, and real ones to learn from.

Made pairs teach what real ones show too seldom: notices of one template (no copies), pages
of one site with the same boilerplate (no copies), and stories edited in several ways at
once (copies).
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from training.templates import BOILERPLATE, TEMPLATES, two_notices

WITHOUT_NAMES = 0.25
"""Share of the pairs without capitals, as are texts in Arabic, Chinese or Hindi."""
_SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts. `group` holds all pairs that have something in common but the verdict."""

    original: str
    copy: str
    same: bool
    group: str
    kind: str


Edit = Callable[[list[str], random.Random, Sequence[str]], list[str]]
"""Sentences of a story, and the sentences of others to draw from, to an edited story."""


def template_pairs(rng: random.Random, each: int) -> Iterator[Pair]:
    """Per template: `each` pairs of different notices and as many of one sent again."""
    for template in TEMPLATES:
        group, kind = f"template {template.name}", f"template {template.family}"
        for _ in range(each):
            one, other = two_notices(template, rng)
            if one != other:
                yield Pair(one, other, False, group, kind)
            if rng.random() < 0.5:
                yield Pair(one, tagged(one, rng), True, group, "tagged")


def edited_pairs(
    stories: Sequence[tuple[str, str]], rng: random.Random, count: int
) -> Iterator[Pair]:
    """Copies of (group, text) stories with one to three edits at once."""
    for group, text in rng.sample(stories, min(count, len(stories))):
        sentences = _SENTENCE.split(text)
        if len(sentences) < 4:
            continue
        others = _SENTENCE.split(rng.choice(stories)[1])
        chosen = rng.sample(list(EDITS), rng.choice([1, 2, 2, 3]))
        copied = sentences
        for name in chosen:
            copied = EDITS[name](copied, rng, others)
        pair = text, " ".join(copied)
        if rng.random() < WITHOUT_NAMES:
            pair = pair[0].lower(), pair[1].lower()
        yield Pair(*pair, True, group, f"{len(chosen)} edits")


def boilerplate_pairs(
    stories: Sequence[tuple[str, str]], rng: random.Random, count: int
) -> Iterator[Pair]:
    """Different stories on pages of one site, some of them shorter than the boilerplate."""
    for _ in range(count):
        (group, one), (_, other) = rng.sample(list(stories), 2)
        around = rng.sample(BOILERPLATE, rng.randint(2, 6))
        yield Pair(
            _on_page(one, around, rng), _on_page(other, around, rng), False, group, "boilerplate"
        )


def different_pairs(
    stories: Sequence[tuple[str, str]], rng: random.Random, count: int
) -> Iterator[Pair]:
    """Different stories, long and short ones."""
    for _ in range(count):
        (group, one), (_, other) = rng.sample(list(stories), 2)
        length = rng.choice([2, 4, 8, 40])
        pair = " ".join(_SENTENCE.split(one)[:length]), " ".join(_SENTENCE.split(other)[:length])
        if rng.random() < WITHOUT_NAMES:
            pair = pair[0].lower(), pair[1].lower()
        yield Pair(*pair, False, group, "different")


def background_pairs(
    stories: Sequence[tuple[str, str]], rng: random.Random, count: int
) -> Iterator[Pair]:
    """Different stories with up to a third of their text in common: background, digests."""
    for _ in range(count):
        (group, one), (_, other) = rng.sample(list(stories), 2)
        first, second = _SENTENCE.split(one), _SENTENCE.split(other)
        shared = first[-max(1, round(len(first) * rng.uniform(0.1, 0.33))) :]
        pair = one, " ".join([*second[: len(first)], *shared])
        if rng.random() < WITHOUT_NAMES:
            pair = pair[0].lower(), pair[1].lower()
        yield Pair(*pair, False, group, "background")


def spun_pairs(
    stories: Sequence[tuple[str, str]], rng: random.Random, count: int
) -> Iterator[Pair]:
    """Stories whose wording was replaced: no copies to this rule, `rewritten` finds them."""
    for group, text in rng.sample(stories, min(count, len(stories))):
        pool = [word for word in rng.choice(stories)[1].split() if word.islower()] or ["said"]
        share = rng.uniform(0.2, 0.45)
        spun = [
            rng.choice(pool) if word.islower() and rng.random() < share else word
            for word in text.split(" ")
        ]
        yield Pair(text, " ".join(spun), False, group, "spun")


def tagged(text: str, rng: random.Random) -> str:
    """The text as another site prints it: an agency's tag, a dateline, a note."""
    before = rng.choice(["", "", "UPDATE: ", "(NNA) - ", "BREAKING "])
    after = rng.choice(
        ["", " (NNA)", " (dpx/rt)", " - Agencies", " © NNA 2031", " (with agency material)"]
    )
    return before + text + (after if before or after else " (NNA)")


def _on_page(text: str, around: Sequence[str], rng: random.Random) -> str:
    sentences = _SENTENCE.split(text)
    kept = sentences[: rng.choice([2, 4, 8, 40])]
    cut = rng.randint(0, len(around))
    return "\n\n".join([*around[:cut], " ".join(kept), *around[cut:]])


def _cut_end(s: list[str], rng: random.Random, _: Sequence[str]) -> list[str]:
    return s[: max(2, round(len(s) * rng.uniform(0.3, 0.85)))]


def _cut_front(s: list[str], rng: random.Random, _: Sequence[str]) -> list[str]:
    return s[min(len(s) - 2, round(len(s) * rng.uniform(0.1, 0.5))) :]


def _drop(s: list[str], rng: random.Random, _: Sequence[str]) -> list[str]:
    share = rng.uniform(0.1, 0.4)
    return [x for x in s if rng.random() > share] or s[:2]


def _words(s: list[str], rng: random.Random, others: Sequence[str]) -> list[str]:
    share, pool = rng.uniform(0.02, 0.12), " ".join(others).split() or ["said"]

    def replaced(word: str) -> str:
        return rng.choice(pool) if word.islower() and rng.random() < share * 1.5 else word

    return [" ".join(map(replaced, sentence.split())) for sentence in s]


def _characters(s: list[str], rng: random.Random, _: Sequence[str]) -> list[str]:
    share = rng.uniform(0.005, 0.03)
    misread = {"l": "1", "e": "c", "i": "l", "o": "0", "n": "u", "s": "5"}

    def read(letter: str) -> str:
        return misread.get(letter, letter) if rng.random() < share * 3 else letter

    return ["".join(map(read, sentence)) for sentence in s]


def _reorder(s: list[str], rng: random.Random, _: Sequence[str]) -> list[str]:
    cut = sorted(rng.sample(range(1, len(s)), min(3, len(s) - 1)))
    parts = [s[a:b] for a, b in zip([0, *cut], [*cut, len(s)], strict=True)]
    rng.shuffle(parts)
    return [x for part in parts for x in part]


def _boilerplate(s: list[str], rng: random.Random, _: Sequence[str]) -> list[str]:
    added = rng.sample(BOILERPLATE, rng.randint(2, 5))
    return [*added[:1], *s, *added[1:]]


def _expand(s: list[str], rng: random.Random, others: Sequence[str]) -> list[str]:
    at, length = rng.randint(0, len(s)), max(2, round(len(s) * rng.uniform(0.1, 0.5)))
    return [*s[:at], *others[:length], *s[at:]]


def _headline(s: list[str], rng: random.Random, others: Sequence[str]) -> list[str]:
    return [" ".join(rng.choice(list(others)).split()[:9]), "By a staff reporter.", *s[1:]]


EDITS: dict[str, Edit] = {
    "cut end": _cut_end,
    "cut front": _cut_front,
    "sentences dropped": _drop,
    "words replaced": _words,
    "characters misread": _characters,
    "reordered": _reorder,
    "boilerplate": _boilerplate,
    "expanded": _expand,
    "headline": _headline,
}
