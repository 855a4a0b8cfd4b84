"""Dependency parses of the sentences that can report speech, and of no others.

A stretch that is an utterance of its own is replaced by one word before parsing: the
parser then sees `“Yes,” Smith, who ..., said`, which it gets right, in place of a
hundred quoted words, and costs a fraction of the time.
"""

from __future__ import annotations

from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc, Token

from workers.stages.quote import lexicon
from workers.stages.quote.marks import Stretch
from workers.stages.quote.sentences import Sentence

STAND_IN = "Yes"
WITHOUT = ("ner", "lemmatizer", "attribute_ruler", "senter")
"""Pipeline components that the rules do not need."""


@dataclass(slots=True)
class Parsed:
    """One parsed sentence: its tokens and where each stands in the text.

    `starts[i]` and `ends[i]` belong to `doc[first + i]`; `stands_for` gives the stretch
    behind a stand-in token.
    """

    sentence: Sentence
    doc: Doc
    first: int
    starts: list[int]
    ends: list[int]
    stands_for: dict[int, Stretch]

    @property
    def tokens(self) -> list[Token]:
        """The sentence's tokens."""
        return list(self.doc[self.first : self.first + len(self.starts)])

    def start(self, token: Token) -> int:
        """Offset of a token's first character in the text."""
        return self.starts[token.i - self.first]

    def end(self, token: Token) -> int:
        """Offset behind a token's last character in the text."""
        return self.ends[token.i - self.first]


def is_utterance(text: str, sentence: Sentence, stretch: Stretch) -> bool:
    """Whether a stretch is said for itself and not woven into the sentence around it."""
    inner = text[stretch.start : stretch.end].strip()
    first = next((c for c in inner if c.isalnum()), "")
    before = text[sentence.start : stretch.outer_start].rstrip()
    if not first or (before and before[-1] not in ",:;—–-.!?…)\"”’'"):
        return bool(first) and first.isupper() and inner[-1:] in ",.!?" and len(inner.split()) > 7
    if first.islower() and before:
        earlier = sentence.stretches and sentence.stretches[0] is not stretch
        return bool(earlier) or before[-1] == ":"
    return (
        bool(before)
        or inner[-1] in ",.!?…—–-;:"
        or not text[stretch.outer_end : sentence.end].strip()
    )


def parse(
    text: str, sentences: list[Sentence], uttered: set[int], nlp: Language
) -> dict[int, Parsed]:
    """The parses of `sentences` that need one, by their place in the list.

    `uttered` holds the `outer_start` of each stretch to be replaced by a stand-in.
    """
    words: list[str] = []
    spaces: list[bool] = []
    opens: list[bool] = []
    drafts = []
    cues = lexicon.english_cues().keys() | lexicon.words("cues_en", "nouns")
    for place, sentence in enumerate(sentences):
        if not _worth(text, sentence, uttered, cues):
            continue
        first = len(words)
        starts, ends, stands_for = _tokens(text, sentence, uttered, nlp, words, spaces)
        if starts:
            opens += [True] + [False] * (len(starts) - 1)
            drafts.append((place, sentence, first, starts, ends, stands_for))
    doc = Doc(nlp.vocab, words=words, spaces=spaces, sent_starts=opens)
    if words:
        for _, component in nlp.pipeline:
            doc = component(doc)
    return {
        place: Parsed(sentence, doc, first, starts, ends, stands_for)
        for place, sentence, first, starts, ends, stands_for in drafts
    }


def _worth(text: str, sentence: Sentence, uttered: set[int], cues: frozenset[str]) -> bool:
    at = sentence.start
    rest = []
    for stretch in sentence.stretches:
        if stretch.outer_start in uttered:
            rest.append(text[at : stretch.outer_start])
            at = stretch.outer_end
    rest.append(text[at : sentence.end])
    outside = "".join(rest).strip(" .,\t")
    if sentence.stretches:
        return any(c.isalpha() for c in outside)
    lowered = outside.lower()
    return any(word.strip(".,;:!?()'\"’”“—") in cues for word in lowered.split())


def _tokens(
    text: str,
    sentence: Sentence,
    uttered: set[int],
    nlp: Language,
    words: list[str],
    spaces: list[bool],
) -> tuple[list[int], list[int], dict[int, Stretch]]:
    """Appends the sentence's tokens to `words` and `spaces`; says where they stand."""
    starts: list[int] = []
    ends: list[int] = []
    stands_for: dict[int, Stretch] = {}

    def add(word: str, start: int, end: int, space: bool) -> None:
        words.append(word)
        spaces.append(space)
        starts.append(start)
        ends.append(end)

    def plain(start: int, end: int) -> None:
        for token in nlp.tokenizer(text[start:end]):
            if not token.is_space:
                low = start + token.idx
                add(token.text, low, low + len(token), bool(token.whitespace_))

    at = sentence.start
    for stretch in sentence.stretches:
        if stretch.outer_start not in uttered:
            continue
        plain(at, stretch.outer_start)
        add("“", stretch.outer_start, stretch.start, False)
        stands_for[len(words)] = stretch
        last = text[stretch.end - 1]
        ended = last in ",.!?" and stretch.end - stretch.start > 1
        add(STAND_IN, stretch.start, stretch.end - ended, False)
        if ended:
            add(
                last if last == "," or stretch.outer_end >= sentence.end - 1 else ",",
                stretch.end - 1,
                stretch.end,
                False,
            )
        add("”", stretch.end, stretch.outer_end, True)
        at = stretch.outer_end
    plain(at, sentence.end)
    return starts, ends, stands_for
