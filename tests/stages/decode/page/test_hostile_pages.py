"""No page holds a worker up or takes its memory: measured in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.stages.decode.page.hostile import PAGES

MOST_SECONDS = 20.0
"""CPU seconds; the slowest takes 2 on the machine where this was set."""
MOST_MIB = 1_200


@pytest.fixture(scope="module")
def outcomes():
    command = [sys.executable, "-m", "tests.stages.decode.page.hostile"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return {row["name"]: row for row in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_page_ends_in_bounded_time_and_memory(outcomes, name):
    assert name in outcomes, "the process died on this page or on one before it"
    assert outcomes[name]["seconds"] < MOST_SECONDS
    assert outcomes[name]["peak_mib"] < MOST_MIB


def test_a_hostile_page_has_an_outcome_with_a_reason(outcomes):
    assert outcomes["a million tags nested"]["outcome"] == "nested-too-deep"
    assert outcomes["one word of a megabyte"]["outcome"] == "text-too-long"
    assert outcomes["a list without end"]["outcome"] == "no-text"
