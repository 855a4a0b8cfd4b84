"""Cases as data: damaged bytes and texts, and what must come out (see the files in cases/)."""

from __future__ import annotations

import json
from base64 import b64decode
from collections import Counter
from pathlib import Path

import pytest

from workers.stages.decode.charset import bytes_to_text
from workers.stages.decode.repair.passes import repair_text
from workers.stages.decode.traced import Traced

KINDS = {"in-the-wild", "synthetic", "must-not-change", "known-failure"}
FOLDER = Path(__file__).with_name("cases")
CASES = {
    f"{file.stem}: {case['name']}": case
    for file in sorted(FOLDER.glob("*.jsonl"))
    for case in map(json.loads, file.read_text("utf-8").strip().split("\n"))
}


@pytest.mark.parametrize("name", CASES)
def test_a_text_comes_out_as_it_was_written(name):
    case = CASES[name]
    assert case["kind"] in KINDS
    body = b64decode(case["body_base64"]) if "body_base64" in case else case["text"].encode()
    read = bytes_to_text.decode_bytes(body, case.get("declared"), case.get("html", False))
    repaired = repair_text(read.text)
    if case["kind"] == "known-failure":
        assert repaired.text != case["expected"], "it works now: say so in the data"
        return
    assert repaired.text == case["expected"]
    assert repair_text(repaired).text == repaired.text
    if case["kind"] == "must-not-change":
        assert repaired.repairs() == []


@pytest.mark.parametrize("name", CASES)
def test_every_change_has_a_receipt_that_undoes_it(name):
    received = CASES[name].get("text", "")
    repaired = repair_text(Traced.of(received))
    text, at = "", 0
    for change, repair in zip(repaired.changes, repaired.repairs(), strict=True):
        assert repaired.text[repair.start : repair.end] == repair.after
        text += repaired.text[at : repair.start] + received[change.since : change.until]
        at = repair.end
    assert text + repaired.text[at:] == received


def test_there_are_enough_cases_of_each_kind():
    kinds = Counter(case["kind"] for case in CASES.values())
    assert kinds["in-the-wild"] >= 25
    assert kinds["must-not-change"] >= 50
    assert sum(kinds.values()) >= 200
