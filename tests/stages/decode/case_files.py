"""Reads the cases: JSON lines with `name` and `kind`; a known failure must go on failing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
FAILING = pytest.mark.xfail(reason="a known failure", strict=True)


def read(name):
    """`name` is "<sub-package>/cases/<file>"."""
    lines = (FOLDER / name).read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def named(name):
    return [
        pytest.param(
            case, id=case["name"], marks=FAILING if case["kind"] == "known-failure" else ()
        )
        for case in read(name)
    ]
