"""The example in the README is what Newsmill gives."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from workers import codec
from workers.inputs import article_files
from workers.offline import Failed, Line
from workers.settings import Settings
from workers.topology import ENRICHED

ROOT = Path(__file__).parents[2]


def agrees(shown: Any, real: Any) -> bool:
    """Whether `real` holds all that is shown: fields of objects, items of lists; "…" is a gap."""
    if isinstance(shown, dict):
        return all(name in real and agrees(value, real[name]) for name, value in shown.items())
    if isinstance(shown, list):
        return all(any(agrees(item, found) for found in real) for item in shown)
    if isinstance(shown, str):
        pattern = ".*".join(re.escape(part.strip()) for part in shown.split("…"))
        return isinstance(real, str) and bool(re.fullmatch(pattern, real.strip(), re.DOTALL))
    return bool(shown == real)


def test_the_record_shown_is_the_record_made():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    [shown] = re.findall(r"^```json\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    [file] = re.findall(r"^`newsmill process (\S+)` gives", readme, re.MULTILINE)
    [article] = article_files.read(str(ROOT / file))
    outcomes = Line(Settings()).process([article.message(0, 1_795_500_000_000)])
    enriched = [
        json.loads(codec.encode(outcome.record))
        for outcome in outcomes
        if not isinstance(outcome, Failed) and outcome.topic == ENRICHED
    ]
    for name, value in json.loads(shown).items():
        assert agrees(value, enriched[0][name]), name


def test_the_input_shown_stands_in_the_file():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    [shown] = re.findall(r"^```text\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    [file] = re.findall(r"^`newsmill process (\S+)` gives", readme, re.MULTILINE)
    real = " ".join((ROOT / file).read_text(encoding="utf-8").split())
    for piece in re.split(r"…|\n\n", shown):
        assert " ".join(piece.split()).strip("”") in real
