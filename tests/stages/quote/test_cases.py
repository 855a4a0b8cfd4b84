"""Each phenomenon has cases as data: cases/<phenomenon>.jsonl, one text a line.

`quotes` are all quotes that must be found, in order; with `more`, others may be there
too. `entities` are names (`/ORG` after bodies) that are found in the text by themselves.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from workers.records import Entity, Mention
from workers.settings import Settings
from workers.stages.quote.extract import quotes
from workers.stages.quote.language_tables import languages

CASES = sorted(Path(__file__).with_name("cases").glob("*.jsonl"))
SETTINGS = Settings()


def cases() -> list[Any]:
    found = []
    for path in CASES:
        for line in path.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            failing = case["kind"] == "known-failure"
            marks = [pytest.mark.xfail(strict=True)] if failing else []
            found.append(pytest.param(case, id=case["name"], marks=marks))
    return found


def entities(text: str, names: list[str]) -> list[Entity]:
    """Entities by name; a last name alone is a mention of the person too."""
    found = []
    for given in names:
        name, _, type_ = given.partition("/")
        pattern = f"{re.escape(name)}|\\b{re.escape(name.split()[-1])}\\b"
        mentions = [
            Mention(start=hit.start(), end=hit.end(), text=hit.group())
            for hit in re.finditer(pattern, text)
        ]
        if mentions:
            found.append(
                Entity(
                    id=name.lower(),
                    type=type_ or "PER",  # type: ignore[arg-type]
                    name=name,
                    mentions=mentions,
                    count=len(mentions),
                    salience=0.5,
                    confidence=1.0,
                )
            )
    return found


@pytest.mark.parametrize("case", cases())
def test_the_quotes_of_a_case_are_found_with_their_speakers(case: dict[str, Any]) -> None:
    text = case["text"]
    found = quotes(text, case["language"], entities(text, case.get("entities", [])), "a", SETTINGS)
    given = [(q.kind, q.text, q.start) for q in found]
    wanted = [(q["kind"], q["text"], q["start"]) for q in case["quotes"]]
    if case.get("more"):
        given = [quote for quote in given if quote in wanted]
    assert given == wanted
    by_start = {quote.start: quote for quote in found}
    for want in case["quotes"]:
        speaker = by_start[want["start"]].speaker
        if "speaker" in want:
            assert speaker.text == want["speaker"]
        if "name" in want:
            assert speaker.name == want["name"]
        if "role" in want:
            assert speaker.role == want["role"]
        if "cue" in want:
            cue = by_start[want["start"]].cue
            assert cue is not None
            assert cue.text == want["cue"]
        assert by_start[want["start"]].polarity == want.get("polarity", "said")
        if "co_speakers" in want:
            assert [one.name for one in by_start[want["start"]].co_speakers] == want["co_speakers"]
        if "via" in want:
            via = by_start[want["start"]].via
            assert via is not None
            assert via.text == want["via"]
        if "below" in want:
            assert by_start[want["start"]].confidence < want["below"]


def test_there_are_cases_of_every_kind() -> None:
    kinds = {case.values[0]["kind"] for case in cases()}
    assert kinds >= {"synthetic", "must-not-change"}
    assert len(cases()) >= 800


def test_each_language_with_a_table_has_twenty_cases_and_ten_without_speech() -> None:
    held = [case.values[0] for case in cases()]
    for language in languages():
        own = [case for case in held if case["language"] == language]
        speech = [case for case in own if case["quotes"]]
        said = [case for case in speech if all("polarity" not in q for q in case["quotes"])]
        assert len(speech) >= 20, language
        assert len(own) - len(said) >= 10 or len(own) - len(speech) >= 7, language
