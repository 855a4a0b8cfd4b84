"""Made-up notices that differ in what they tell and agree in how: obituaries, quakes, results.

Each template is a family of its own: what a rule learns on one must hold on the others.
"""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from itertools import product
from pathlib import Path

_DATA = tomllib.loads((Path(__file__).parent / "data" / "templates.toml").read_text("utf-8"))
_WORDS: dict[str, list[str]] = _DATA["words"]
_TOWNS = [
    "".join(parts).capitalize()
    for parts in product(
        ("bel", "cor", "dun", "fal", "mar", "ost", "tre", "wex"),
        ("a", "i", "en"),
        ("ford", "holm", "mouth", "stad", "wick"),
    )
]


@dataclass(frozen=True, slots=True)
class Template:
    """A text with {slots}; `identity` are those that make it another notice."""

    name: str
    family: str
    text: str
    identity: tuple[str, ...]


TEMPLATES = [
    Template(f"{family} {number}", family, text, tuple(data["identity"]))
    for family, data in _DATA["families"].items()
    for number, text in enumerate(data["templates"])
]
BOILERPLATE: list[str] = _DATA["boilerplate"]
"""Paragraphs that the pages of one site have in common, whatever the story."""


def two_notices(template: Template, rng: random.Random) -> tuple[str, str]:
    """Two different notices of one template, which agree in more or less of the rest."""
    one, fresh, change = _slots(rng), _slots(rng), rng.choice([0.1, 0.5, 1.0])
    identity = [name for name in template.identity if f"{{{name}}}" in template.text]
    other = {
        name: fresh[name] if name in identity or rng.random() < change else value
        for name, value in one.items()
    }
    other["First"] = str(other["person"]).split()[0]
    return template.text.format(**one), template.text.format(**other)


def _slots(rng: random.Random) -> dict[str, object]:
    """Everything that a notice may tell, drawn at random."""

    def draw(words: str) -> str:
        return rng.choice(_WORDS[words])

    towns = rng.sample(_TOWNS, 2)
    people = [f"{draw('first')} {draw('last')}" for _ in range(5)]
    return {
        "person": people[0],
        "person2": people[1],
        "First": people[0].split()[0],
        "age": rng.randint(41, 99),
        "town": towns[0],
        "town2": towns[1],
        "date": f"{draw('months')} {rng.randint(1, 28)}",
        "day": draw("days"),
        "month": draw("months"),
        "quarter": draw("quarters"),
        "job": draw("jobs"),
        "kin": draw("kin").format(*rng.sample(_WORDS["first"], 3)),
        "sign": draw("signs"),
        "mood": draw("moods"),
        "mood2": draw("moods"),
        "colour": draw("colours"),
        "scene": draw("scenes"),
        "agency": draw("agencies"),
        "body": " ".join(x.format(rng.choice(people)) for x in rng.sample(_WORDS["sentences"], 3)),
        "thing": draw("things"),
        "thing1": f"mend my {draw('things')} and {draw('pastimes')}",
        "trade": draw("trades"),
        "trade2": draw("trades"),
        "wind": draw("winds"),
        **_numbers(rng),
    }


def _numbers(rng: random.Random) -> dict[str, object]:
    return {
        "small": rng.randint(1, 12),
        "small2": rng.randint(0, 9),
        "points": rng.randint(13, 60),
        "mag": f"{rng.uniform(2, 7.5):.1f}",
        "km": rng.randint(3, 89),
        "km2": rng.randint(3, 89),
        "hour": rng.randint(1, 11),
        "hour2": rng.randint(12, 23),
        "minute": rng.randint(10, 59),
        "price": f"{rng.uniform(3, 300):.2f}",
        "price2": f"{rng.uniform(3, 300):.2f}",
        "price3": f"{rng.uniform(3, 300):.2f}",
        "pct": f"{rng.uniform(0.1, 60):.1f}",
        "pct2": f"{rng.uniform(0.1, 40):.1f}",
        "count": rng.randint(100, 90_000),
        "count2": rng.randint(100, 90_000),
        "count3": rng.randint(100, 90_000),
        "temp": rng.randint(11, 79),
    }
