"""NEWSMILL_MODELS: "de=spacy:de_core_news_lg,*=onnx:/models/mine"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from workers.settings import BadSettings

ASSIGNMENT = re.compile(r"(?P<language>\*|[a-z]{2,3})=(?P<kind>[\w.-]+):(?P<argument>\S+)")
EVERY = "*"
EXAMPLE = "de=spacy:de_core_news_lg,*=onnx:/models/mine"


@dataclass(frozen=True, slots=True)
class Assignment:
    """A language (ISO 639, or "*" for all others), a kind of recogniser, and what it is given."""

    language: str
    kind: str
    argument: str


def bad(assignment: str, problem: str) -> BadSettings:
    """The error for one part of the variable."""
    return BadSettings(f"NEWSMILL_MODELS: {assignment}: {problem}")


def assignments(setting: str) -> list[Assignment]:
    """The parts of the variable; `http://…` is the kind http. Raises `BadSettings`."""
    found: list[Assignment] = []
    for part in filter(None, (part.strip() for part in setting.split(","))):
        match = ASSIGNMENT.fullmatch(part)
        if match is None:
            raise bad(part, f"not language=kind:name, for example {EXAMPLE}")
        language, kind, argument = match.group("language", "kind", "argument")
        if kind in ("http", "https"):
            argument = f"{kind}:{argument}"
            kind = "http"
        if any(other.language == language for other in found):
            raise bad(part, f"a second recogniser for {language}")
        found.append(Assignment(language, kind, argument))
    return found
