"""A folder with a token-classification model: "fi=onnx:/models/finnish".

The folder holds model.onnx (or onnx/model.onnx), tokenizer.json and config.json with id2label, as
exporters of such models write it. Needs the package tokenizers: pip install newsmill[onnx].
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from workers.stages.tag.recognisers.names import Found, Labels, bare

LOG = logging.getLogger(__name__)
LONGEST = 512  # tokens that a model takes when its config.json does not say
OVERLAP = 32  # tokens by which the parts of a longer line overlap
OFTEN_CUT = 2  # tokens fewer than positions: some models count them from 2


class OnnxFolder:
    """Runs the model on a line, in parts when it is longer than the model takes."""

    def __init__(self, argument: str, language: str) -> None:
        folder = Path(argument)
        config = json.loads(_file(folder, "config.json").read_text("utf-8"))
        names = {int(number): str(label) for number, label in config.get("id2label", {}).items()}
        if not names:
            raise ValueError(f"{folder / 'config.json'} has no id2label")
        self._labels = [names[number] for number in range(len(names))]
        if unknown := Labels(self._labels).unknown:
            LOG.warning("onnx:%s: labels left out: %s", argument, ", ".join(unknown))
        self._tokenizer = _tokenizer(_file(folder, "tokenizer.json"))
        longest = int(config.get("max_position_embeddings", LONGEST)) - OFTEN_CUT
        self._tokenizer.enable_truncation(min(longest, LONGEST), stride=OVERLAP)
        self._tokenizer.no_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(_file(folder, "model.onnx", "onnx/model.onnx")),
            options,
            providers=["CPUExecutionProvider"],
        )
        self._inputs = {given.name for given in self._session.get_inputs()}

    def __call__(self, line: str) -> Iterable[Found]:
        """The names of a line."""
        whole = self._tokenizer.encode(line)
        found: dict[Found, None] = {}
        for part in [whole, *whole.overflowing]:
            given = {
                "input_ids": part.ids,
                "attention_mask": part.attention_mask,
                "token_type_ids": part.type_ids,
            }
            arrays = {
                name: np.array([values], np.int64)
                for name, values in given.items()
                if name in self._inputs
            }
            scores = self._session.run(None, arrays)[0][0]
            found |= dict.fromkeys(self._names(line, scores, part))
        return found

    def _names(self, line: str, scores: NDArray[np.float32], part: Any) -> Iterator[Found]:
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        best = [
            (self._labels[n], float(row[n])) for n, row in zip(p.argmax(axis=1), p, strict=True)
        ]
        places = [
            _without_blanks(line, *offsets) if not special else (0, 0)
            for offsets, special in zip(part.offsets, part.special_tokens_mask, strict=True)
        ]
        yield from spans(best, places, part.word_ids)


def spans(
    best: Sequence[tuple[str, float]],
    places: Sequence[tuple[int, int]],
    words: Sequence[int | None],
) -> Iterator[Found]:
    """The names that labels of tokens spell, whichever scheme they follow (IO, BIO, BILOU …).

    The first token of a word speaks for it. Empty places are passed over.
    """
    start, end, kind, p, count = 0, 0, "O", 0.0, 0
    word: int | None = None
    for (label, sure), (first, last), own in zip(best, places, words, strict=True):
        if first == last:
            continue
        if own is not None and own == word:
            end = last if kind != "O" else end
            continue
        word = own
        new, begins = bare(label), label[:2] in ("B-", "U-", "S-", "B_", "S_")
        if kind != "O" and (new != kind or begins):
            yield start, end, kind, p / count
            kind = "O"
        if new != "O":
            if kind == "O":
                start, kind, p, count = first, new, 0.0, 0
            end, p, count = last, p + sure, count + 1
    if kind != "O":
        yield start, end, kind, p / count


def _without_blanks(line: str, start: int, end: int) -> tuple[int, int]:
    while start < end and line[start].isspace():
        start += 1
    return start, end


def _file(folder: Path, *names: str) -> Path:
    if not folder.is_dir():
        raise ValueError(f"{folder} is no folder")
    for name in names:
        if (folder / name).is_file():
            return folder / name
    raise ValueError(f"{folder} has no {names[0]}")


def _tokenizer(path: Path) -> Any:
    try:
        from tokenizers import Tokenizer  # noqa: PLC0415 - only this kind needs it
    except ModuleNotFoundError as error:
        raise ValueError(
            "needs the Python package tokenizers: pip install newsmill[onnx]"
        ) from error
    return Tokenizer.from_file(str(path))
