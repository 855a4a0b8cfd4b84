"""The trap file: bearers of famous surnames who are somebody else, and the famous ones with proof.

Texts of cases/surnames.jsonl were written for this test and never used to learn the decision.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.stages.tag.articles import entities
from workers.stages.tag.names.normalise import plain
from workers.stages.tag.step import Tag

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases" / "surnames.jsonl").read_text("utf-8").splitlines()
]
TRUE_LINKS = 0.95  # least share of the famous ones that are found


def linked(tag: Tag, case: dict[str, Any]) -> set[str]:
    """The names of known persons that mentions of the case's surname are linked to."""
    return {
        entity.name
        for entity in entities(tag, case["text"])
        if entity.type == "PER" and entity.kb_id
        if any(plain(case["surname"]) in plain(mention.text) for mention in entity.mentions)
    }


def test_a_full_name_is_linked_until_several_things_speak_against_it(tag: Tag) -> None:
    abroad = "Emmanuel Macron met the United Nations chief in Canada."
    namesake = "Boris Johnson, 34, a plumber from Hull, found it. Mr Johnson, a plumber, smiled."
    assert linked(tag, {"text": abroad, "surname": "Macron"}) == {"Emmanuel Macron"}
    assert linked(tag, {"text": namesake, "surname": "Johnson"}) == set()


def test_the_file_has_two_hundred_traps() -> None:
    assert len([case for case in CASES if case["means"] is None]) >= 200


def test_nobody_is_taken_for_a_famous_bearer_of_the_surname(tag: Tag) -> None:
    traps = [case for case in CASES if case["means"] is None]
    wrong = [(case["text"], found) for case in traps if (found := linked(tag, case))]
    assert not wrong


def test_whom_the_text_introduces_is_linked(tag: Tag) -> None:
    known = [case for case in CASES if case["means"]]
    missed = [case["text"] for case in known if linked(tag, case) != {case["means"]}]
    assert len(missed) <= (1 - TRUE_LINKS) * len(known), missed
