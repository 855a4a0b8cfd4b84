"""The trained tagger as an ONNX graph with 8-bit weights, for onnxruntime on a processor.

Products of matrices are DynamicQuantizeMatMul (weights int8 by column, activations uint8 by
tensor, reckoned at run time); attention, layer norms and GELU are onnxruntime's fused operators.
In: words, float32 [batch, tokens, hidden], the vectors of the words; mask, int32 [batch, tokens],
1 where there is a token. Out: scores, float32 [batch, tokens, labels].
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from workers.stages.tag.multilingual.decoding import LABELS

FUSED = "com.microsoft"


class Graph:
    """Nodes and weights, in the order in which they are added."""

    def __init__(self, heads: int) -> None:
        self.heads = heads
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def keep(self, name: str, value: NDArray[Any]) -> str:
        """A weight; its name."""
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(
        self, kind: str, inputs: list[str], output: str, domain: str = "", **attributes: Any
    ) -> str:
        """A node with one output; the output's name."""
        self.nodes.append(
            helper.make_node(kind, inputs, [output], name=output, domain=domain, **attributes)
        )
        return output

    def product(self, x: str, weight: NDArray[Any], bias: NDArray[Any] | None, name: str) -> str:
        """x times the weight [out, in], 8 bits a weight, one scale a column."""
        columns = weight.T.astype(np.float32)
        scale = np.maximum(np.abs(columns).max(axis=0) / 127, 1e-12).astype(np.float32)
        rounded = np.clip(np.round(columns / scale), -127, 127).astype(np.int8)
        inputs = [
            x,
            self.keep(name + ".w", rounded),
            self.keep(name + ".s", scale),
            self.keep(name + ".z", np.zeros(len(scale), np.int8)),
        ]
        if bias is not None:
            inputs.append(self.keep(name + ".b", bias.astype(np.float32)))
        return self.add("DynamicQuantizeMatMul", inputs, name, FUSED)

    def norm(self, x: str, more: str, weight: NDArray[Any], bias: NDArray[Any], name: str) -> str:
        """The layer norm of x + more, in two nodes: the fused one takes four times as long."""
        inputs = [
            self.add("Add", [x, more], name + ".sum"),
            self.keep(name + ".g", weight.astype(np.float32)),
            self.keep(name + ".b", bias.astype(np.float32)),
        ]
        return self.add("LayerNormalization", inputs, name, epsilon=1e-12, axis=-1)

    def layer(self, x: str, weights: Mapping[str, NDArray[Any]], at: int) -> str:
        """One transformer layer."""
        p = f"layers.{at}."

        def part(name: str) -> tuple[NDArray[Any], NDArray[Any]]:
            return weights[p + name + ".weight"], weights[p + name + ".bias"]

        qkv = self.product(x, *part("qkv"), name=p + "qkv")
        cuts = [p + "q", p + "k", p + "v"]
        self.nodes.append(helper.make_node("Split", [qkv], cuts, axis=2, num_outputs=3))
        attended = self.add(
            "MultiHeadAttention",
            [*cuts, "", "mask"],
            p + "attended",
            FUSED,
            num_heads=self.heads,
        )
        out = self.product(attended, *part("out"), name=p + "out")
        x = self.norm(x, out, *part("attention_norm"), name=p + "middle")
        wide, bias = part("widen")
        inner = self.product(x, wide, None, name=p + "wide")
        inner = self.add("BiasGelu", [inner, self.keep(p + "wide.b", bias)], p + "gelu", FUSED)
        narrow = self.product(inner, *part("narrow"), name=p + "narrow")
        return self.norm(x, narrow, *part("norm"), name=p + "end")


def model(weights: Mapping[str, NDArray[Any]], heads: int = 12) -> onnx.ModelProto:
    """The graph of a checkpoint's weights."""
    positions = weights["positions"].astype(np.float32)
    hidden = positions.shape[1]
    layers = 1 + max(int(n.split(".")[1]) for n in weights if n.startswith("layers."))
    graph = Graph(heads)
    graph.keep("positions", positions)
    shape = graph.add("Shape", ["words"], "tokens", start=1, end=2)
    zero = graph.keep("zero", np.zeros(1, np.int64))
    own = graph.add("Slice", ["positions", zero, shape, zero], "own_positions")
    placed = graph.add("Add", ["words", own], "placed")
    norm = [
        graph.keep("first." + n, weights["norm." + n].astype(np.float32))
        for n in ("weight", "bias")
    ]
    x = graph.add("LayerNormalization", [placed, *norm], "embedded", epsilon=1e-12, axis=-1)
    for at in range(layers):
        x = graph.layer(x, weights, at)
    head = graph.keep("head.weight", weights["head.weight"].T.astype(np.float32))
    flat = graph.add("MatMul", [x, head], "unbiased")
    graph.add(
        "Add", [flat, graph.keep("head.bias", weights["head.bias"].astype(np.float32))], "scores"
    )
    made = helper.make_graph(
        graph.nodes,
        "newsmill-names",
        [
            helper.make_tensor_value_info("words", TensorProto.FLOAT, ["batch", "tokens", hidden]),
            helper.make_tensor_value_info("mask", TensorProto.INT32, ["batch", "tokens"]),
        ],
        [
            helper.make_tensor_value_info(
                "scores", TensorProto.FLOAT, ["batch", "tokens", len(LABELS)]
            )
        ],
        graph.weights,
    )
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid(FUSED, 1)]
    return helper.make_model(made, opset_imports=opsets, ir_version=10)


def write(checkpoint: Path, out: Path) -> None:
    """A checkpoint of training.ner as a model file."""
    onnx.save(model(np.load(checkpoint)), str(out))
