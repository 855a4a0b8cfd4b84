"""One type for one name in one document.

The model judges each mention by itself. Here all mentions of a name are taken together
with the signs around them (cues.py), the gazetteer and the other names: a surname is a
person when the full name is one. The scores are log-odds; the weights are round numbers
set by measurement (docs/choices.md), not a trained model.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence

from workers.records import EntityType
from workers.stages.tag.cues import cues
from workers.stages.tag.languages import Language
from workers.stages.tag.names import key
from workers.stages.tag.persons import near
from workers.stages.tag.spans import Span

TYPES: tuple[EntityType, ...] = ("PER", "ORG", "LOC", "MISC")
Scores = dict[EntityType, float]
Prior = Callable[[str], Mapping[EntityType, float]]
"""What lists know of a name (by its key): log-odds by type, empty when nothing."""

DOUBT = 0.06  # added to the model's probabilities: it is surer than it is right
REPEATS = 0.3  # n mentions count as n ** REPEATS: their errors are not independent
WEIGHTS: Mapping[str, Scores] = {
    "body word": {"ORG": 2.5},
    "place word": {"LOC": 2.0},
    "acronym": {"PER": -2.0, "LOC": -0.3},
    "digit": {"MISC": 1.0, "PER": -1.0},
    "title before": {"PER": 2.0},
    "initials": {"PER": 1.5},
    "spoken before": {"PER": 1.5},
    "within": {"LOC": 1.0, "PER": -1.0},
    "article": {"PER": -1.0, "LOC": -0.2, "MISC": 0.2},
    "speaks": {"PER": 1.2, "LOC": -1.0, "MISC": -2.0},
    "who": {"PER": 1.5},
    "age": {"PER": 1.5},
}
SURNAME = 3.0  # a lone word that ends a person's full name, times that name's margin
FORENAME = 1.8  # a lone word that begins one
SLIP = 2.0  # a lone word that ends one but for a slip


def vote(text: str, spans: Sequence[Span], language: Language, prior: Prior) -> None:
    """Sets the type of every span."""
    groups: defaultdict[str, list[Span]] = defaultdict(list)
    for span in spans:
        groups[key(text[span.start : span.end])].append(span)
    scores = {name: _score(text, name, held, language, prior) for name, held in groups.items()}
    _persons_parts(scores)
    for name, held in groups.items():
        best = max(scores[name].items(), key=lambda item: item[1])[0]
        for span in held:
            span.type = best


def _score(text: str, name: str, spans: Sequence[Span], language: Language, prior: Prior) -> Scores:
    count = len(spans)
    seen = Counter(c for s in spans for c in cues(text, s.start, s.end, language))
    scores: Scores = {}
    for kind in TYPES:
        mean = sum(span.weights.get(kind, 0.0) for span in spans) / count
        scores[kind] = math.log(mean + DOUBT) * count**REPEATS
    for cue, times in seen.items():
        for kind, weight in WEIGHTS[cue].items():
            scores[kind] += weight * times / count
    for kind, weight in prior(name).items():
        scores[kind] += weight
    return scores


def _persons_parts(scores: Mapping[str, Scores]) -> None:
    """Full names and the lone names in them lean on each other: persons both or neither.

    A lone word that is a surname but for a slip leans on the full name too.
    """
    full = [name for name in scores if 2 <= len(name.split()) <= 4]
    lone = [name for name in scores if " " not in name]
    margins = {name: _margin(held) for name, held in scores.items()}
    for word in lone:
        gain = 0.0
        for name in full:
            parts = name.split()
            share = SURNAME if parts[-1] == word else FORENAME if parts[0] == word else 0.0
            if not share and len(word) > 4 and near(parts[-1], word, loose=True):
                share = SLIP
            if not share:
                continue
            gain = max(gain, share * min(margins[name], 2.0))
            if share == SURNAME and margins[name] <= 0 < margins[word] + margins[name]:
                scores[name]["PER"] += 1 - margins[name]
        scores[word]["PER"] += gain


def _margin(scores: Scores) -> float:
    """By how much a person leads (or, negative, trails) the best other type."""
    return scores["PER"] - max(v for kind, v in scores.items() if kind != "PER")
