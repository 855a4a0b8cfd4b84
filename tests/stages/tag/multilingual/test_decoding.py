from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.stages.tag.multilingual.decoding import LABELS, Calibration, names, probabilities


def allowed(labels: tuple[str, ...]) -> bool:
    """Whether each I- follows a B- or I- of its type."""
    pairs = zip(("O", *labels), labels, strict=False)
    return all(b[0] != "I" or a[2:] == b[2:] for a, b in pairs)


def by_hand(p: np.ndarray) -> dict[tuple[int, int, str], float]:
    """The probability of each name, by going through all sequences."""
    total, found = 0.0, {}
    for labels in product(LABELS, repeat=len(p)):
        if not allowed(labels):
            continue
        weight = float(np.prod([row[LABELS.index(x)] for row, x in zip(p, labels, strict=True)]))
        total += weight
        for start, label in enumerate(labels):
            if label[0] == "B":
                end = start + 1
                while end < len(labels) and labels[end] == "I-" + label[2:]:
                    end += 1
                key = (start, end, label[2:])
                found[key] = found.get(key, 0.0) + weight
    return {key: weight / total for key, weight in found.items()}


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 4))
def test_probabilities_are_those_of_all_allowed_sequences(seed: int, tokens: int) -> None:
    scores = np.random.default_rng(seed).normal(0, 2, (2, tokens, 7)).astype(np.float32)
    p = probabilities(scores)
    got = {(n.row, n.start, n.end, n.label): n.p for n in names(p, np.array([tokens, tokens]))}
    for row in range(2):
        for (start, end, label), weight in by_hand(p[row]).items():
            if weight > 0.05:
                assert got[row, start, end, label] == pytest.approx(weight, abs=1e-6)


def test_padding_changes_nothing() -> None:
    scores = np.random.default_rng(1).normal(0, 2, (1, 5, 7)).astype(np.float32)
    padded = np.concatenate([scores, np.full((1, 4, 7), 3, np.float32)], axis=1)
    alone = list(names(probabilities(scores), np.array([5])))
    beside = list(names(probabilities(padded), np.array([5])))
    assert [(n.start, n.end, n.label) for n in alone] == [(n.start, n.end, n.label) for n in beside]
    assert [n.p for n in alone] == pytest.approx([n.p for n in beside])


def test_calibration_keeps_the_order_and_the_bounds() -> None:
    calibration = Calibration(slope=0.8, shift=-0.5)
    calibrated = [calibration(p / 100) for p in range(101)]
    assert calibrated == sorted(calibrated)
    assert 0 < calibrated[0] < calibrated[50] < 0.5 < calibrated[-1] < 1
    assert Calibration(slope=1, shift=0)(0.3) == pytest.approx(0.3)
