"""Training finds weights that are there, makes the pairs it promises, and writes what is read."""

from __future__ import annotations

import random

import numpy as np
import orjson
import pytest

from training import dedup_pairs, logistic
from training.templates import TEMPLATES, two_notices
from workers.stages.dedup.matching import logistic as shipped


def test_a_rule_that_needs_a_product_is_found_and_reads_as_it_was_written(tmp_path, monkeypatch):
    rng = np.random.default_rng(1)
    values = rng.normal(size=(800, 2))
    answers = (values[:, 0] * values[:, 1] > 0).astype(float)
    model = logistic.fit(values, answers, ridge=1.0)
    assert ((model.predict(values) > 0.5) == answers).mean() > 0.95
    model.write(tmp_path / "made.json", ["a one", "b two"], {"seed": 1, "threshold": 0.5})
    monkeypatch.setattr(shipped, "DATA", tmp_path)
    rule = shipped.learnt.__wrapped__("made")
    for row, expected in zip(values[:50], model.predict(values[:50]), strict=True):
        log_odds, parts = rule.log_odds({"a one": row[0], "b two": row[1]})
        assert shipped.probability(log_odds) == pytest.approx(expected, abs=0.01)
        assert set(rule.evidence(parts)) == {"a", "b"}


@pytest.mark.parametrize("name", ["copies", "rewrites"])
def test_a_shipped_rule_says_when_and_on_what_it_was_learnt(name):
    data = orjson.loads((shipped.DATA / f"{name}.json").read_bytes())
    assert data["date"] >= "2026-11-28"
    assert any(key.startswith("learnt on") for key in data)
    assert 0 < data["threshold"] < 1


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.name)
def test_two_notices_of_a_template_are_filled_and_differ(template):
    rng = random.Random(3)
    pairs = [two_notices(template, rng) for _ in range(20)]
    assert sum(one != other for one, other in pairs) >= 18
    assert not any("{" in text for pair in pairs for text in pair)


@pytest.mark.parametrize("edit", dedup_pairs.EDITS, ids=list(dedup_pairs.EDITS))
def test_an_edit_leaves_some_of_the_story(edit):
    story = [f"Sentence {n} of the story of Ida Sand ends here." for n in range(9)]
    other = [f"Line {n} of another tale." for n in range(9)]
    edited = dedup_pairs.EDITS[edit](story, random.Random(2), other)
    assert edited != story
    assert len(set(" ".join(edited).split()) & set(" ".join(story).split())) >= 4
