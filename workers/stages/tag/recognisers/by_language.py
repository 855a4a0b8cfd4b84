"""The recogniser of each language: the one that NEWSMILL_MODELS names, else the shipped one."""

from __future__ import annotations

from typing import Literal, Protocol

from workers.linguistics.spacy_models import model
from workers.settings import Settings
from workers.stages.tag.languages import BASIC, FULL
from workers.stages.tag.multilingual.recogniser import multilingual
from workers.stages.tag.recognisers.assignments import EVERY, Assignment, assignments, bad
from workers.stages.tag.recognisers.installed import scanner
from workers.stages.tag.recognition.model_view import View
from workers.stages.tag.recognition.recogniser import Reading, Scanner

UNUSED = ("tok2vec", "tagger", "morphologizer", "parser", "senter", "attribute_ruler", "lemmatizer")

Support = Literal["full", "basic", "unsupported"]


class Reader(Protocol):
    """What reads texts for names."""

    def scan(self, seen: View) -> list[Reading]:
        """The readings of a text, in order."""

    def knows(self, word: str) -> bool:
        """Whether the word is in its vocabulary."""


class Recognisers:
    """Recognisers by language; those that a user named are made at once, so that errors show."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._named: dict[str, Reader] = {
            assignment.language: self._made(assignment)
            for assignment in assignments(settings.models)
        }
        self._shipped: dict[str, Reader] = {}

    def support(self, code: str | None) -> Support:
        """What can be done for a language: with word lists of ours, with names alone, nothing."""
        if code in FULL:
            return "full"
        known = code in BASIC or (code and (code in self._named or EVERY in self._named))
        return "basic" if known else "unsupported"

    def __call__(self, code: str) -> Reader:
        """The recogniser for a supported language; a shipped one is loaded at its first use."""
        named = self._named.get(code) or self._named.get(EVERY)
        if named is not None:
            return named
        if code not in self._shipped:
            self._shipped[code] = self._pipeline(code) if code in FULL else multilingual()
        return self._shipped[code]

    def _pipeline(self, code: str) -> Reader:
        pipeline = model(code, self._settings.nlp_profile, UNUSED)
        return Scanner(pipeline, self._settings.nlp_piece_chars)

    def _made(self, assignment: Assignment) -> Reader:
        if assignment.kind != "newsmill":
            return scanner(assignment, self._settings.nlp_piece_chars)
        written = f"{assignment.language}=newsmill:{assignment.argument}"
        if assignment.argument == "multilingual":
            return multilingual()
        if assignment.argument == "spacy" and assignment.language in FULL:
            return self._pipeline(assignment.language)
        raise bad(written, "newsmill has multilingual, and spacy for " + " and ".join(FULL))
