"""All figures of all stages on gold data, in one table: `make evaluate DATA=folder`.

The folder holds `data/` (gold) and `score/` (a scorer a part, each with `--json`). Every
task goes through `tests.evaluation.predict`, as a user would run it.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.evaluation.parts import INPUT_FIELDS, PARTS, Part


class PartFailed(RuntimeError):
    """A prediction or a scorer ended with an error."""


@dataclass(frozen=True)
class Figure:
    """One line of the table."""

    task: str
    gold: str
    name: str
    value: float
    target: str
    seconds: float

    @property
    def reached(self) -> bool | None:
        """None where no target was set."""
        if not self.target:
            return None
        char, bound = self.target.split()
        return self.value >= float(bound) if char == ">=" else self.value <= float(bound)


def inputs(gold: Path, task: str) -> Iterator[dict[str, Any]]:
    """The gold lines, cut down to what the task may see."""
    stored = gold.read_bytes()
    for line in (gzip.decompress(stored) if gold.suffix == ".gz" else stored).splitlines():
        parsed = json.loads(line)
        yield {name: parsed[name] for name in INPUT_FIELDS[task] if name in parsed}


def figures(part: Part, folder: Path, keep: Path) -> list[Figure]:
    """Predicts, scores, and picks the figures of a part; raises `PartFailed`."""
    gold = folder / "data" / part.gold
    predicted = keep / f"{part.task}-{gold.name.split('.')[0]}.jsonl"
    began = time.monotonic()
    given = b"".join(json.dumps(line).encode() + b"\n" for line in inputs(gold, part.task))
    predict = [sys.executable, "-m", "tests.evaluation.predict", part.task]
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    predicted.write_bytes(_run(predict, part, given, environment))
    seconds = time.monotonic() - began
    score = [sys.executable, str(folder / "score" / part.scorer)]
    if part.scorer not in ("score_dedup.py", "score_quotes.py"):  # those have one task
        score.append(part.task)
    scored = json.loads(_run([*score, str(gold), str(predicted), "--json", *part.options], part))
    return [
        Figure(part.task, gold.name.split(".")[0], name, _pick(scored, name), target, seconds)
        for name, target in part.targets.items()
    ]


def _run(
    command: list[str], part: Part, given: bytes = b"", environment: dict[str, str] | None = None
) -> bytes:
    done = subprocess.run(command, input=given, capture_output=True, env=environment, check=False)
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip().splitlines()
        raise PartFailed(f"{part.task} {part.gold}: {words[-1] if words else done.returncode}")
    return done.stdout


def _pick(scored: dict[str, Any], name: str) -> float:
    """A figure by name; "pairwise.f1" may be nested as scored["pairwise"]["f1"]."""
    if name in scored:
        return float(scored[name])
    outer, _, inner = name.rpartition(".")
    return float(scored[outer][inner])


def table(rows: list[Figure]) -> str:
    """The figures as aligned text."""
    lines = [f"{'task':12} {'gold':22} {'figure':32} {'value':>7}  {'target':9} {'seconds':>8}"]
    for row in rows:
        mark = {None: "", True: "reached", False: "MISSED"}[row.reached]
        lines.append(
            f"{row.task:12} {row.gold:22} {row.name:32} {row.value:7.4f}  {row.target:9} "
            f"{row.seconds:8.1f}  {mark}"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with data/ and score/")
    parser.add_argument("--only", nargs="*", choices=sorted(INPUT_FIELDS), help="these tasks")
    parser.add_argument("--keep", type=Path, help="folder for the predictions")
    parser.add_argument("--strict", action="store_true", help="exit 1 when a target is missed")
    asked = parser.parse_args()
    if not (asked.data / "data").is_dir():
        parser.error(f"{asked.data}: no folder data/ in it; make evaluate DATA=folder")
    rows: list[Figure] = []
    failures: list[str] = []
    with tempfile.TemporaryDirectory() as temporary:
        keep = asked.keep or Path(temporary)
        keep.mkdir(parents=True, exist_ok=True)
        for part in PARTS:
            if asked.only and part.task not in asked.only:
                continue
            print(f"{part.task} on {part.gold} ...", file=sys.stderr, flush=True)
            try:
                rows += figures(part, asked.data, keep)
            except PartFailed as error:
                failures.append(str(error))
    print(table(rows))
    print("\n".join(f"FAILED {failure}" for failure in failures))
    missed = any(row.reached is False for row in rows)
    sys.exit(1 if failures or (asked.strict and missed) else 0)


if __name__ == "__main__":
    main()
