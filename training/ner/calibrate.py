"""How much surer the exported model is than it is right, on sentences kept out of training."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.ner.sentences import read
from training.ner.train import HELD_OUT, PIECES
from workers.stages.tag.multilingual.decoding import Calibration
from workers.stages.tag.multilingual.recogniser import MultilingualScanner
from workers.stages.tag.recognition.model_view import View

ROUNDS = 30


def calibrate(data: Sequence[Path], encoder: Path, out: Path) -> None:
    """Writes the calibration of a model file, fitted by logistic regression on log-odds."""
    scanner = MultilingualScanner(encoder, PIECES, Calibration(slope=1, shift=0))
    p: list[float] = []
    right: list[bool] = []
    for sentence in read(data)[::HELD_OUT]:
        for reading in scanner.scan(View(sentence.text)):
            p.append(reading.p)
            right.append((reading.start, reading.end, reading.label) in sentence.spans)
    clipped = np.clip(np.array(p), 1e-6, 1 - 1e-6)
    slope, shift = fitted(np.log(clipped / (1 - clipped)), np.array(right, float))
    found = {"slope": round(slope, 4), "shift": round(shift, 4)}
    print(f"{len(p)} names, {np.mean(p):.3f} sure, {np.mean(right):.3f} right: {found}")
    out.write_text(json.dumps(found) + "\n", "utf-8")


def fitted(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[float, float]:
    """Slope and shift of a logistic regression, by Newton's method."""
    rows = np.stack([x, np.ones_like(x)], axis=1)
    weights = np.array([1.0, 0.0])
    for _ in range(ROUNDS):
        p = 1 / (1 + np.exp(-rows @ weights))
        curve = (rows * (p * (1 - p))[:, None]).T @ rows + 1e-6 * np.eye(2)
        weights += np.linalg.solve(curve, rows.T @ (y - p))
    return float(weights[0]), float(weights[1])
