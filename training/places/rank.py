"""Learns the weights of the ranking of places.

    python -m training.places.rank --gold toponyms.jsonl.gz --out …/places/data/ranking.json

Gold lines have `id`, `text` and `toponyms` (start, end, lat, lon, geonames, fcode). The half
of the articles whose id hashes low is fitted to, five-fold cross-validated; the other half is
not read. A meaning is right within 161 km or with the gold number.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from workers.records import Article, Decoding, Origin
from workers.settings import Settings
from workers.stages.tag.places.features import NAMES, NONE, Setting, names
from workers.stages.tag.places.place import Place
from workers.stages.tag.places.ranking import Ranking, odds
from workers.stages.tag.places.toponym_resolution import possible
from workers.stages.tag.places.toponyms import Toponym, toponyms
from workers.stages.tag.step import Tag

NEAR = 161.0  # kilometres: the measure of the literature (100 miles)
STEPS, RATE, DECAY = 500, 0.05, 3.0
PRIOR = {
    "kind country": 4.0, "kind continent": 3.0, "kind area": 3.0, "kind region": 1.0,
    "beside": 2.0, "not beside": -1.0,
    "sentence near": 0.5,
    "source's country": 0.7,
}  # fmt: skip
"""What weights are pulled towards: what local American news, the most of the gold data, tells
too little of."""
GIVEN = {
    "overshadowed": -3.0, "reviewed": 1.5, "capital": 1.5, "none": -0.3,
    "cue for": 1.5, "cue against": -1.5, "sentence country": 2.0,
}  # fmt: skip
"""Weights that are set, not learnt: a stream of world news means the capital or country of a
name, or the city that AP style lets stand alone, more often than local news does; a text of
one sentence has no context; "the state of New York" and the like are too rare in the gold data."""
TIMES = {"TR-News": 3.0}
"""How often articles of a set of world news count."""

Instance = tuple[Any, Any, Any, float]


def main() -> None:
    """Cross-validates on the half that is read, fits to all of it, writes the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    with gzip.open(given.gold, "rt", encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if low(row["id"])]
    step = Tag(Settings())
    read = [(row, named(row["text"], step)) for row in rows]
    folds = [[r for r in read if digest(r[0]["id"]) % 5 == k] for k in range(5)]
    for k, held in enumerate(folds):
        ranking = train([r for j, fold in enumerate(folds) if j != k for r in fold], step)
        print(f"fold {k}:", accuracy(held, ranking, step))
    ranking = train(read, step)
    print("fitted:", accuracy(read, ranking, step))
    columns = (*NAMES, *NONE)
    stored = {
        name: {c: round(float(w), 3) for c, w in zip(columns, vector, strict=True)}
        for name, vector in (("first", ranking.first), ("second", ranking.second))
    }
    given.out.write_text(json.dumps(stored, indent=1) + "\n", "utf-8")


def named(text: str, step: Tag) -> list[Toponym]:
    """The toponyms of an English text."""
    found, _, known = step.tagger.groups(article(text))
    return possible(toponyms(text, found, step.tagger.lists, known), step.tagger.lists)


def train(read: Iterable[Any], step: Tag) -> Ranking:
    """Fits both passes."""
    prior = np.array([(PRIOR | GIVEN).get(name, 0.0) for name in (*NAMES, *NONE)])
    first = fit([i for row, found in read for i in instances(row, found, None, step)], prior)
    ranking = Ranking(first, first)
    for _ in range(2):
        second = fit(
            [i for row, found in read for i in instances(row, found, ranking, step)], prior
        )
        ranking = Ranking(first, second)
    return ranking


def instances(
    row: Mapping[str, Any], found: list[Toponym], ranking: Ranking | None, step: Tag
) -> Iterable[Instance]:
    """Figures, right meanings and weight of each gold toponym that was found."""
    setting = Setting(names(found), step.tagger.lists, None)
    likely = ranking.likely(setting)[1] if ranking else None
    where = {id(one): i for i, name in enumerate(setting.names) for one in name.mentions}
    plain = [setting.rows(i, likely) for i in range(len(setting.names))]
    seen: dict[int, int] = {}
    for gold in row["toponyms"]:
        hit = [one for one in found if one.start < gold["end"] and one.end > gold["start"]]
        hit = [one for one in hit if id(one) in where]
        if not hit:
            continue
        one = min(hit, key=lambda o: abs(o.start - gold["start"]) + abs(o.end - gold["end"]))
        index = where[id(one)]
        figures = plain[index]
        if likely is not None:
            figures = setting.local(index, one, likely, figures)
        seen[index] = seen.get(index, 0) + 1
        right = [is_right(gold, place) for place in setting.names[index].places]
        right.append(not any(right))
        weight = TIMES.get(row.get("set", ""), 1.0) / seen[index]
        yield figures, setting.none(index), np.array(right, float), weight


def fit(data: list[Instance], prior: Any) -> Any:
    """Maximises the likelihood of the right meanings (Adam), pulled towards `prior`."""
    most, width = max(len(figures) for figures, *_ in data) + 1, len(NAMES)
    rows = np.zeros((len(data), most, len(prior)))
    right = np.zeros((len(data), most))
    absent = np.full((len(data), most), -1e9)
    weight = np.array([w for *_, w in data])
    for at, (figures, none, good, _) in enumerate(data):
        rows[at, : len(figures), :width] = figures
        rows[at, len(figures), width:] = none
        right[at, : len(good)] = good
        absent[at, : len(good)] = 0.0
    weights = prior.copy()
    free = np.array([name not in GIVEN for name in (*NAMES, *NONE)])
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        scores = rows @ weights + absent
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        good = p * right
        pull = (p - good / good.sum(axis=1, keepdims=True)) * weight[:, None]
        slope = (np.einsum("ij,ijk->k", pull, rows) + DECAY * (weights - prior)) * free / len(data)
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope**2
        scaled = np.sqrt(square / (1 - 0.99**step)) + 1e-8
        weights = weights - RATE * mean / (1 - 0.9**step) / scaled
    return weights


def accuracy(read: Iterable[Any], ranking: Ranking, step: Tag) -> str:
    """Share right and share wrong of the gold toponyms found, with the choice at one half."""
    right = wrong = count = 0
    for row, found in read:
        for figures, none, good, _ in instances(row, found, ranking, step):
            p = odds(ranking.second, figures, none)
            best = int(p[:-1].argmax())
            count += 1
            right += bool(p[best] >= 0.5 and good[best])
            wrong += bool(p[best] >= 0.5 and not good[best])
    return f"right {right / count:.3f} wrong {wrong / count:.3f} of {count}"


def is_right(gold: Mapping[str, Any], place: Place) -> bool:
    """Whether a place is the gold one."""
    if place.geonames is not None and str(place.geonames) == str(gold["geonames"]):
        return True
    a, b, c, d = map(math.radians, (gold["lat"], gold["lon"], place.latitude, place.longitude))
    chord = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return place.pointlike and 12742 * math.asin(min(1.0, math.sqrt(chord))) <= NEAR


def digest(id: str) -> int:
    """A number of an id, the same in each run."""
    return int(hashlib.md5(id.encode()).hexdigest()[:8], 16)


def low(id: str) -> bool:
    """Whether an article is of the half that is read."""
    return hashlib.md5(id.encode()).hexdigest()[0] < "8"


def article(text: str) -> Article:
    """A text as the stage receives it."""
    return Article(
        id="a", text=text, language="en", received_at="2026-01-01T00:00:00.000Z",
        origin=Origin(topic="articles.raw", partition=0, offset=0),
        decoding=Decoding(
            charset="utf-8", charset_declared=None, charset_rule="text", extractor="none"
        ),
    )  # fmt: skip


if __name__ == "__main__":
    main()
