"""With a model made here: the embedding of a word is its label."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from workers.stages.tag.recognisers.onnx_folder import OnnxFolder, spans

LABELS = ["O", "B-PER", "I-PER", "B-LOC", "B-VUORI"]
WORDS = {"[UNK]": 0, "Anna": 1, "Karenina": 2, "Rome": 3, "Etna": 4}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as exporters write it, with a model that takes 8 tokens at a time."""
    tokenizer = Tokenizer(WordLevel(WORDS, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    config = {"id2label": dict(enumerate(LABELS)), "max_position_embeddings": 42}
    (tmp_path / "config.json").write_text(json.dumps(config))
    table = numpy_helper.from_array(np.eye(5, dtype=np.float32) * 9, "table")
    graph = helper.make_graph(
        [helper.make_node("Gather", ["table", "input_ids"], ["logits"])],
        "labels",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "tokens"])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", "tokens", 5])],
        [table],
    )
    opset = [helper.make_opsetid("", 18)]
    model = helper.make_model(graph, opset_imports=opset, ir_version=10)
    onnx.save(model, str(tmp_path / "model.onnx"))
    return tmp_path


def names(recogniser: OnnxFolder, line: str) -> list[tuple[str, str]]:
    return [(line[start:end], label) for start, end, label, *_ in recogniser(line)]


def test_the_names_that_the_model_labels_are_found(folder: Path) -> None:
    line = "here Anna Karenina left Rome"
    assert names(OnnxFolder(str(folder), "fi"), line) == [("Anna Karenina", "PER"), ("Rome", "LOC")]


def test_a_line_longer_than_the_model_takes_is_read_to_its_end(folder: Path) -> None:
    line = "x " * 200 + "Anna Karenina" + " x" * 200 + " Rome"
    assert names(OnnxFolder(str(folder), "fi"), line) == [("Anna Karenina", "PER"), ("Rome", "LOC")]


def test_an_empty_line_has_no_names(folder: Path) -> None:
    assert names(OnnxFolder(str(folder), "fi"), "") == []


def test_labels_that_nobody_knows_are_named_at_the_start(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        OnnxFolder(str(folder), "fi")
    assert "labels left out: B-VUORI" in caplog.text


@pytest.mark.parametrize("missing", ["model.onnx", "tokenizer.json", "config.json"])
def test_a_missing_file_is_named(folder: Path, missing: str) -> None:
    (folder / missing).unlink()
    with pytest.raises(ValueError, match=missing):
        OnnxFolder(str(folder), "fi")


def test_a_folder_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="nowhere is no folder"):
        OnnxFolder(str(tmp_path / "nowhere"), "fi")


@pytest.mark.parametrize(
    "labels",
    [
        ["PER", "PER", "O", "LOC"],
        ["B-PER", "I-PER", "O", "B-LOC"],
        ["B-PER", "L-PER", "O", "U-LOC"],
    ],
    ids=["IO", "BIO", "BILOU"],
)
def test_whichever_scheme_the_labels_follow(labels: list[str]) -> None:
    best = [(label, 0.9) for label in labels]
    places = [(0, 1), (2, 3), (4, 5), (6, 7)]
    found = [(start, end, label) for start, end, label, _ in spans(best, places, [0, 1, 2, 3])]
    assert found == [(0, 3, "PER"), (6, 7, "LOC")]


def test_the_first_token_of_a_word_speaks_for_it() -> None:
    best = [("B-PER", 0.9), ("O", 0.9), ("B-PER", 0.8)]
    found = list(spans(best, [(0, 2), (2, 4), (5, 8)], [0, 0, 1]))
    assert found == [(0, 4, "PER", 0.9), (5, 8, "PER", 0.8)]
