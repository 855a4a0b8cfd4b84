"""One type for one name in one document.

The model judges each mention by itself. Here all mentions of a name are taken together
with the cues around them (cues.py), the gazetteer and names that
share words with it (shared_words.py). The scores are log-odds; the weights are round numbers
set by measurement (docs/choices/tag.md), not a trained model.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence

from workers.records import EntityType
from workers.stages.tag.entity_type.cues import NAMESAKE, cues
from workers.stages.tag.entity_type.shared_words import Scores, share_evidence
from workers.stages.tag.languages import Language
from workers.stages.tag.names.normalise import key, without_form
from workers.stages.tag.recognition.spans import Span, likeliest

TYPES: tuple[EntityType, ...] = ("PER", "ORG", "LOC", "MISC")
Prior = Callable[[str], Mapping[EntityType, float]]
"""What lists know of a name (by its key): log-odds by type, empty when nothing."""

DOUBT = 0.15  # added to the model's probabilities: it is surer than it is right
REPEATS = 0.1  # n mentions count as n ** REPEATS: their errors are not independent
WEIGHTS: Mapping[str, Scores] = {
    "body word": {"ORG": 2.5},
    "place word": {"LOC": 2.0},
    "work word": {"MISC": 2.0},
    "thing word": {"MISC": 2.0, "PER": -3.0},
    "known work": {"MISC": 8.0},
    "people": {"MISC": 4.0},
    "acronym": {"PER": -4.0, "LOC": -0.3},
    "digit": {"MISC": 1.0, "PER": -1.0},
    "title before": {"PER": 2.0},
    "initials": {"PER": 1.5},
    "spoken before": {"PER": 1.5},
    "within": {"LOC": 2.0, "PER": -2.0},
    "moves": {"LOC": 2.0, "PER": -2.0},
    "article": {"PER": -2.0, "LOC": -0.2, "MISC": 0.2},
    NAMESAKE: {"PER": -3.0},
    "speaks": {"PER": 2.0, "LOC": -2.0, "MISC": -3.0},
    "who": {"PER": 1.5},
    "age": {"PER": 1.5},
}


def vote(
    text: str,
    spans: Sequence[Span],
    language: Language,
    prior: Prior,
    acronyms: Mapping[str, str],
) -> None:
    """Sets the type of every span; an acronym of the text votes with its long form."""
    groups: defaultdict[str, list[Span]] = defaultdict(list)
    written = [text[span.start : span.end] for span in spans]
    names = [key(acronyms.get(name, name)) for name in written]
    surnames = {
        name.rpartition(" ")[2]
        for name, span in zip(names, spans, strict=True)
        if " " in name and likeliest(span.weights) == "PER"
    }
    for name, span in zip(names, spans, strict=True):
        short = without_form(name)
        groups[name if short in surnames else short].append(span)
    scores = {name: _score(text, name, held, language, prior) for name, held in groups.items()}
    share_evidence(
        {name: own for name, own in scores.items() if not _namesake(groups[name])}, language
    )
    for name, held in groups.items():
        best = likeliest(scores[name])
        for span in held:
            span.type = best


def _namesake(spans: Sequence[Span]) -> bool:
    return all(NAMESAKE in span.hints for span in spans)


def _score(text: str, name: str, spans: Sequence[Span], language: Language, prior: Prior) -> Scores:
    count = len(spans)
    for span in spans:
        span.hints |= set(cues(text, span.start, span.end, language))
    seen = Counter(cue for span in spans for cue in span.hints)
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
