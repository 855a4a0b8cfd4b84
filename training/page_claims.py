"""Trains which title and authors of a page are believed: `python -m training.page_claims PAGES…`.

PAGES have {url, html_gz_b64, meta {title, author[]}} a line, plain or .gz.
Only half of the sites is trained on, told by a hash of the site's name; figures come from
cross-validation by site on it, and from the other half, which nobody read. --write puts the
coefficients into the package, --all trains on both halves.

Titles: a conditional logit among the wordings that a page gives. Authors: whether each list of
names is the right one. Both with a ridge, fitted by Newton's method.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import zlib
from base64 import b64decode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha1
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt

from workers.stages.decode.charset import bytes_to_text
from workers.stages.decode.page import blocks, markup
from workers.stages.decode.page.metadata import authors, choice, page_claims, titles

FILE = Path(choice.__file__).parent / "data" / "choices.json"
RIDGE = 1.0
FOLDS = 5

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Choice:
    """The candidates of one page: their features, and which of them are right."""

    file: str
    site: str
    features: list[dict[str, float]]
    right: list[bool]


def fit(choices: Sequence[Choice], among: bool) -> dict[str, float]:
    """Coefficients by feature; `among`: one of each page's candidates is right, else any may be."""
    names = sorted({name for c in choices for features in c.features for name in features})
    at = {name: column for column, name in enumerate(names)}
    groups = [(_matrix(c, at), np.array(c.right, float)) for c in choices if c.features]
    weights, free = np.zeros(len(names) + 1), np.full(len(names) + 1, RIDGE)
    free[-1] = 1e9 if among else 0.01
    for _ in range(60):
        slope, curve = free * weights, np.diag(free)
        for values, right in groups:
            if among and not right.any():
                continue
            score = values @ weights
            if among:
                chance = np.exp(score - score.max())
                chance /= chance.sum()
                mean = values.T @ chance
                slope = slope + values.T @ (chance - right / right.sum())
                curve = curve + (values.T * chance) @ values - np.outer(mean, mean)
            else:
                chance = 1 / (1 + np.exp(-score))
                slope = slope + values.T @ (chance - right)
                curve = curve + (values.T * (chance * (1 - chance))) @ values
        step = np.linalg.solve(curve, slope)
        weights = weights - step
        if np.abs(step).max() < 1e-6:
            break
    found = {name: round(float(weights[column]), 3) for name, column in at.items()}
    return {**found, "bias": 0.0 if among else round(float(weights[-1]), 3)}


def _matrix(choices: Choice, at: dict[str, int]) -> Matrix:
    values = np.zeros((len(choices.features), len(at) + 1))
    values[:, -1] = 1
    for row, features in enumerate(choices.features):
        for name, value in features.items():
            if name in at:
                values[row, at[name]] = value
    return values


def score(weights: dict[str, float], choices: Sequence[Choice], least: float) -> str:
    """Of each file: pages; the shares with a right choice, a wrong one, a right one to take."""
    rows = []
    for file in sorted({c.file for c in choices}):
        own = [c for c in choices if c.file == file]
        right = wrong = able = 0
        for c in own:
            able += any(c.right)
            scores = [choice.logistic(weights, features) for features in c.features]
            if scores and max(scores) >= least:
                best = c.right[scores.index(max(scores))]
                right, wrong = right + best, wrong + (not best)
        count = len(own)
        rows.append(f"{file} {count}: {right / count:.3f} {wrong / count:.3f} {able / count:.3f}")
    return ", ".join(rows)


def cross_validated(choices: Sequence[Choice], among: bool, least: float) -> str:
    """`score`, every site judged by a model that was trained on others."""
    folds = [zlib.crc32(c.site.encode()) % FOLDS for c in choices]
    judged: list[Choice] = []
    weights: dict[str, float] = {}
    for fold in range(FOLDS):
        weights = fit([c for c, of in zip(choices, folds, strict=True) if of != fold], among)
        for c, of in zip(choices, folds, strict=True):
            if of == fold:
                scores = [{"score": choice.score(weights, features)} for features in c.features]
                judged.append(Choice(c.file, c.site, scores, c.right))
    return score({"score": 1.0, "bias": 0.0}, judged, least)


def read(paths: Sequence[Path]) -> Iterator[tuple[str, dict[str, Any]]]:
    """File name and page of every line."""
    for path in paths:
        stored = path.read_bytes()
        for line in (gzip.decompress(stored) if path.suffix == ".gz" else stored).splitlines():
            yield path.name.split(".")[0], json.loads(line)


def site(url: str) -> str:
    """The registered name of a url's host, roughly."""
    parts = (urlsplit(url).hostname or "").removeprefix("www.").split(".")
    short = len(parts) > 2 and len(parts[-1]) == 2 and len(parts[-2]) <= 3
    return ".".join(parts[-3:] if short else parts[-2:])


def is_read(url: str) -> bool:
    """Whether a page is of the half of the sites that is trained on."""
    return int(sha1(site(url).encode()).hexdigest(), 16) % 2 == 0


def choices_of(file: str, row: dict[str, Any]) -> tuple[Choice | None, Choice | None]:
    """What there is to choose for a page's title and for its authors; None without gold."""
    source = bytes_to_text.decode_bytes(gzip.decompress(b64decode(row["html_gz_b64"])), None, True)
    root, _ = markup.parse(source.text.text)
    if root is None:
        return None, None
    wordings, people = page_claims.to_choose(root, row["url"], blocks.read(root)[0])
    meta, name = row["meta"], site(row["url"])
    title = writers = None
    if meta.get("title"):
        right = [titles.fold(c.text) == titles.fold(meta["title"]) for c in wordings]
        title = Choice(file, name, [c.features for c in wordings], right)
    if gold := [titles.fold(author) for author in meta.get("author") or [] if titles.fold(author)]:
        right = [_names(gold, c.names) for c in people]
        writers = Choice(file, name, [c.features for c in people], right)
    return title, writers


def _names(gold: list[str], found: list[str]) -> bool:
    """Whether all surnames are found, with at most two words too many (as the scorer has it)."""
    words = re.findall(r"\w+", " ".join(found).casefold())
    known = set(" ".join(gold).split())
    return all(name.split()[-1] in words for name in gold) and (
        len([word for word in words if word not in known]) <= 2
    )


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pages", type=Path, nargs="+")
    parser.add_argument("--all", action="store_true", help="train on both halves of the sites")
    parser.add_argument("--write", action="store_true", help=f"write {FILE.name}")
    asked = parser.parse_args()
    found: dict[tuple[str, bool], list[Choice]] = {}
    for file, row in read(asked.pages):
        for kind, made in zip(("title", "author"), choices_of(file, row), strict=True):
            if made is not None:
                found.setdefault((kind, is_read(row["url"])), []).append(made)
    models = {}
    print("share of pages with the right choice, a wrong one, a right one to take")
    for kind, least in (("title", 0.0), ("author", authors.LEAST)):
        own, other = found[kind, True], found[kind, False]
        among = kind == "title"
        models[kind] = fit([*own, *other] if asked.all else own, among)
        print(f"{kind}: cross-validated  {cross_validated(own, among, least)}")
        print(f"{kind}: all, by site     {cross_validated([*own, *other], among, least)}")
        print(f"{kind}: other half       {score(fit(own, among), other, least)}")
    if asked.write:
        FILE.write_text(json.dumps(models, indent=1, sort_keys=True) + "\n", "utf-8")
        print(f"written: {FILE}", file=sys.stderr)


if __name__ == "__main__":
    main()
