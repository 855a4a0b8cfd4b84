"""The encoder with a head that gives each token one of seven labels, in torch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from workers.stages.tag.multilingual.decoding import LABELS
from workers.stages.tag.multilingual.e5_weights import BLOCK, BLOCK_BYTES, dequantise


class Layer(nn.Module):
    """One transformer layer, normalised after each of its two halves, as BERT has it."""

    def __init__(self, hidden: int, heads: int, inner: int) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(hidden, 3 * hidden)
        self.out = nn.Linear(hidden, hidden)
        self.attention_norm = nn.LayerNorm(hidden, eps=1e-12)
        self.widen = nn.Linear(hidden, inner)
        self.narrow = nn.Linear(inner, hidden)
        self.norm = nn.LayerNorm(hidden, eps=1e-12)

    def forward(self, x: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
        """[batch, tokens, hidden] to the same; mask: [batch, 1, 1, tokens], added to the scores."""
        batch, tokens, hidden = x.shape
        qkv = self.qkv(x).view(batch, tokens, 3, self.heads, hidden // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4)
        # By hand: torch's own fused attention takes half of a training step on a processor.
        scores = q @ k.transpose(-1, -2) * (hidden // self.heads) ** -0.5
        if mask is not None:
            scores = scores + mask
        attended = functional.softmax(scores, dim=-1) @ v
        attended = attended.transpose(1, 2).reshape(batch, tokens, hidden)
        x = self.attention_norm(x + self.out(attended))
        x = self.norm(x + self.narrow(functional.gelu(self.widen(x))))
        return x


class Tagger(nn.Module):
    """Vectors of words in, scores of the labels out. The table of the words stays as it came."""

    def __init__(self, shape: Mapping[str, int]) -> None:
        super().__init__()
        self.positions = nn.Parameter(torch.zeros(shape["positions"], shape["hidden"]))
        self.norm = nn.LayerNorm(shape["hidden"], eps=1e-12)
        self.layers = nn.ModuleList(
            Layer(shape["hidden"], shape["heads"], shape["inner"]) for _ in range(shape["layers"])
        )
        self.head = nn.Linear(shape["hidden"], len(LABELS))

    def forward(
        self, words: torch.Tensor, mask: torch.Tensor | None, drop: float = 0.0
    ) -> torch.Tensor:
        """[batch, tokens, hidden] to [batch, tokens, labels]."""
        x = self.norm(words + self.positions[: words.shape[1]])
        for layer in self.layers:
            x = layer(x, mask)
        scores: torch.Tensor = self.head(functional.dropout(x, drop, training=self.training))
        return scores


def from_base(shape: Mapping[str, int], tensors: Mapping[str, NDArray[Any]]) -> Tagger:
    """A tagger with the weights of the base, its head still untrained."""
    tagger = Tagger(shape)
    width = shape["hidden"]

    def weight(name: str, columns: int = width) -> torch.Tensor:
        return torch.from_numpy(dequantise(tensors[name], columns))

    def vector(name: str) -> torch.Tensor:
        return torch.from_numpy(np.array(tensors[name]))

    with torch.no_grad():
        positions = vector("emb.pos").view(-1, width) + vector("emb.type")[:width]
        tagger.positions.copy_(positions)
        tagger.norm.weight.copy_(vector("emb.ln.w"))
        tagger.norm.bias.copy_(vector("emb.ln.b"))
        for at, layer in enumerate(tagger.layers):
            p = f"l{at}."
            layer.qkv.weight.copy_(torch.cat([weight(p + n + ".w") for n in "qkv"]))
            layer.qkv.bias.copy_(torch.cat([vector(p + n + ".b") for n in "qkv"]))
            for part, name, columns in (
                (layer.out, "ao", width),
                (layer.widen, "fi", width),
                (layer.narrow, "fo", shape["inner"]),
            ):
                part.weight.copy_(weight(p + name + ".w", columns))
                part.bias.copy_(vector(p + name + ".b"))
            for norm, name in ((layer.attention_norm, "aln"), (layer.norm, "oln")):
                norm.weight.copy_(vector(p + name + ".w"))
                norm.bias.copy_(vector(p + name + ".b"))
        tagger.head.weight.normal_(std=0.02)
        tagger.head.bias.zero_()
    return tagger


def word_table(shape: Mapping[str, int], tensors: Mapping[str, NDArray[Any]]) -> torch.Tensor:
    """The vectors of all words, bfloat16 [words, hidden]."""
    row = shape["hidden"] // BLOCK * BLOCK_BYTES
    raw = tensors["emb.word"].reshape(shape["words"], row)
    parts = [
        torch.from_numpy(dequantise(raw[at : at + 20000], shape["hidden"])).bfloat16()
        for at in range(0, shape["words"], 20000)
    ]
    return torch.cat(parts)
