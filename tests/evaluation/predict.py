"""Runs the project's own stage functions on given inputs: JSON lines in, predictions out.

    python -m tests.evaluation.predict repair < input.jsonl > predictions.jsonl

Each task reads nothing but the input fields that its function names.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import orjson

Predict = Callable[[Iterator[dict[str, Any]]], Iterator[dict[str, Any]]]

TASKS = {
    "repair": "decoding",
    "extraction": "decoding",
    "metadata": "decoding",
    "segments": "decoding",
    "boilerplate": "decoding",
    "langid": "decoding",
    "dedup": "dedup",
    "rewrites": "dedup",
    "ner": "entities",
    "link": "entities",
    "cluster": "entities",
    "places": "entities",
    "languages": "languages",
    "quotes": "quotes",
}
"""Task -> module of tests.evaluation.tasks that has a function of the task's name."""


def predictor(task: str) -> Predict:
    """The function that predicts `task`: an iterator of inputs to one of predictions."""
    module = import_module(f"tests.evaluation.tasks.{TASKS[task]}")
    predict: Predict = getattr(module, task)
    return predict


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("task", choices=sorted(TASKS))
    task = parser.parse_args().task
    inputs = (orjson.loads(line) for line in sys.stdin.buffer if line.strip())
    for prediction in predictor(task)(inputs):
        sys.stdout.buffer.write(orjson.dumps(prediction) + b"\n")


if __name__ == "__main__":
    main()
