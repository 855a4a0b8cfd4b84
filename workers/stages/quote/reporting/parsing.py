"""Dependency parses of the sentences that can report speech, and of no others.

A stretch that is an utterance of its own is replaced by one word before parsing: the
parser then sees `“Yes,” Smith, who ..., said`, which it gets right, in place of a
hundred quoted words, and costs a fraction of the time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Token

from workers.stages.quote import lexicon
from workers.stages.quote.marks.pairing import Stretch
from workers.stages.quote.sentences import Sentence

_DATELINE = re.compile(r"[A-Z][A-Z .,'’/-]+(?:,? ?[A-Z][\w. ]{1,20})?(?: \([^)]{2,30}\))? ?[-–—]+ ")
_OPENING_CUE = re.compile(r"\s*([A-Z][a-z]+) (?=[A-Z])")
"""`Said Mary Poynter, who …`: a capital that hides the verb from the tagger."""
NEAR = 200
LONGEST = 2_000
"""Characters outside utterances; a longer sentence is no prose, and not parsed."""
STAND_IN = "Yes"
WITHOUT = ("ner", "lemmatizer", "attribute_ruler", "senter")
"""Pipeline components that the rules do not need."""


@dataclass
class Parsed:
    """One parsed sentence: its tokens and where each stands in the text.

    `starts[i]` and `ends[i]` belong to `doc[i]`; `stands_for` gives the stretch behind a
    stand-in token.
    """

    doc: Doc
    starts: list[int]
    ends: list[int]
    stands_for: dict[int, Stretch]

    @cached_property
    def tokens(self) -> list[Token]:
        """The sentence's tokens."""
        return list(self.doc)

    def start(self, token: Token) -> int:
        """Offset of a token's first character in the text."""
        return self.starts[token.i]

    def end(self, token: Token) -> int:
        """Offset behind a token's last character in the text."""
        return self.ends[token.i]


def is_utterance(text: str, sentence: Sentence, stretch: Stretch) -> bool:
    """Whether a stretch is said for itself and not woven into the sentence around it."""
    inner = text[stretch.start : stretch.end].rstrip("'’”\" ")
    first = next((c for c in inner if c.isalnum()), "")
    if not first:
        return False
    before = text[max(sentence.start, stretch.outer_start - NEAR) : stretch.outer_start].rstrip()
    behind = text[stretch.outer_end : min(sentence.end, stretch.outer_end + NEAR)].lstrip()
    ended = inner[-1] in ",.!?…—–-;:。！？，、؟،" or behind[:1] in tuple(",،，–—")
    if before and before[-1] not in _OPEN_TO_SPEECH:
        return first.isupper() and ended and len(inner.split()) > 7
    if not before:
        return ended or not behind
    if first.islower() and not (inner[-1] in ",?!" and before[-1] in ",—–-"):
        return sentence.stretches[0] is not stretch or before[-1] == ":"
    return True


_OPEN_TO_SPEECH = ",:;—–-.!?…)]\"”’'：，、。،؛"


def parse(
    text: str, sentences: list[Sentence], uttered: set[int], nlp: Language
) -> dict[int, Parsed]:
    """The parses of `sentences` that need one, by their place in the list.

    `uttered` holds the `outer_start` of each stretch to be replaced by a stand-in.
    """
    parsed = {}
    for place, sentence in enumerate(sentences):
        if _worth(text, sentences, place, uttered):
            draft = _tokenised(text, sentence, uttered, nlp)
            if draft.starts:
                parsed[place] = draft
    docs = [draft.doc for draft in parsed.values()]
    if docs:
        # one call for all sentences: the parser's steps are then matrix products
        for _, component in nlp.pipeline:
            pipe: Any = component
            pipe.set_annotations(docs, pipe.predict(docs))
    return parsed


def _worth(text: str, sentences: list[Sentence], place: int, uttered: set[int]) -> bool:
    """Whether a sentence can report: it quotes, has a verb of speech, or leads up to speech."""
    sentence = sentences[place]
    outside = _outside(text, sentence, uttered)
    if len(outside) > LONGEST:
        return False
    words = {word.strip(".,;:!?()'\"’”“—") for word in outside.lower().split()}
    if words & lexicon.speech_forms():
        return True
    if "that" in words and words & lexicon.words("cues_en", "nouns"):
        return True
    if any(
        stretch.outer_start in uttered or text.count(" ", stretch.start, stretch.end) >= 3
        for stretch in sentence.stretches
    ) and any(c.isalpha() for c in outside):
        return True
    following = sentences[place + 1] if place + 1 < len(sentences) else None
    if following is None or not following.stretches:
        return False
    return not any(c.isalpha() for c in _outside(text, following, uttered))


def _outside(text: str, sentence: Sentence, uttered: set[int]) -> str:
    """What stands in a sentence besides utterances."""
    at = sentence.start
    rest = []
    for stretch in sentence.stretches:
        if stretch.outer_start in uttered:
            rest.append(text[at : stretch.outer_start])
            at = stretch.outer_end
    rest.append(text[at : sentence.end])
    return "".join(rest)


def _tokenised(text: str, sentence: Sentence, uttered: set[int], nlp: Language) -> Parsed:
    """The sentence as tokens with their places, utterances replaced, not yet parsed."""
    tokens = _Tokens(text, sentence.end, nlp)
    dateline = _DATELINE.match(text, sentence.start, sentence.end)
    at = dateline.end() if dateline else sentence.start
    opening = _OPENING_CUE.match(text, at, sentence.end)
    if opening is not None and opening.group(1).lower() in lexicon.english_cues():
        tokens.add(opening.group(1).lower(), opening.start(1), opening.end(1), True)
        at = opening.end(1)
    for stretch in sentence.stretches:
        if stretch.outer_start in uttered and stretch.outer_start >= at:
            tokens.add_words(at, stretch.outer_start)
            tokens.add_stand_in(stretch)
            at = stretch.outer_end
    tokens.add_words(at, sentence.end)
    return tokens.parsed()


class _Tokens:
    """The tokens of a sentence that ends at `end`, and where each stands in the text."""

    def __init__(self, text: str, end: int, nlp: Language) -> None:
        self._text = text
        self._end = end
        self._nlp = nlp
        self._words: list[str] = []
        self._spaces: list[bool] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._stands_for: dict[int, Stretch] = {}

    def add(self, word: str, start: int, end: int, space: bool) -> None:
        self._words.append(word)
        self._spaces.append(space)
        self._starts.append(start)
        self._ends.append(end)

    def add_words(self, start: int, end: int) -> None:
        """The text as it stands."""
        for token in self._nlp.tokenizer(self._text[start:end]):
            if not token.is_space:
                low = start + token.idx
                self.add(token.text, low, low + len(token), bool(token.whitespace_))

    def add_stand_in(self, stretch: Stretch) -> None:
        """One word between marks for an utterance, with the comma or stop that ends it."""
        self.add("“", stretch.outer_start, stretch.start, False)
        self._stands_for[len(self._words)] = stretch
        last = self._text[stretch.end - 1]
        ended = last in ",.!?" and stretch.end - stretch.start > 1
        self.add(STAND_IN, stretch.start, stretch.end - ended, False)
        if ended:
            closes = last == "," or stretch.outer_end >= self._end - 1
            self.add(last if closes else ",", stretch.end - 1, stretch.end, False)
        self.add("”", stretch.end, stretch.outer_end, True)

    def parsed(self) -> Parsed:
        """The tokens as a document for the parser."""
        sent_starts: list[bool | int | None] = [n == 0 for n in range(len(self._words))]
        doc = Doc(self._nlp.vocab, words=self._words, spaces=self._spaces, sent_starts=sent_starts)
        return Parsed(doc, self._starts, self._ends, self._stands_for)
