"""The loop: batches in, checkpoints out."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from training.ner.encoder import Tagger, from_base, word_table
from training.ner.optimiser import Clock, Optimiser
from training.ner.sentences import (
    IGNORED,
    Ints,
    Mixture,
    Sentence,
    batches,
    labelled,
    padded,
    read,
)
from workers.stages.tag.multilingual import e5_weights
from workers.stages.tag.multilingual.pieces import PAD, Splitter

TOKENS = 1152  # in a batch, padding included
HELD_OUT = 60  # of so many sentences one is kept out, to watch the run by
WATCHED = 6  # and of so many of those one is labelled at each checkpoint
SAVE_SECONDS = 300
PIECES = Path(e5_weights.__file__).parent / "data" / "pieces.model"


@dataclass
class Run:
    """A run in its folder: checkpoint.npz (averaged weights), state.pt (to go on), log.jsonl."""

    folder: Path
    tagger: Tagger
    watcher: Tagger
    table: torch.Tensor
    optimiser: Optimiser
    clock: Clock
    tokens: int = 0
    losses: list[float] = field(default_factory=list)

    def step(self, ids: Ints, labels: Ints) -> None:
        """Learns from one batch."""
        scores = self.tagger(self.table[torch.from_numpy(ids)], mask_of(ids), drop=0.1)
        flat = scores.view(-1, scores.shape[-1]).float()
        wanted = torch.from_numpy(labels).view(-1)
        loss = functional.cross_entropy(flat, wanted, ignore_index=IGNORED)
        loss.backward()
        self.optimiser.step(self.clock.rate())
        self.tokens += ids.size
        self.losses.append(loss.item())

    def save(self, held: Sequence[tuple[Ints, Ints]]) -> None:
        """Writes the checkpoint and a line of the log."""
        np.savez(self.folder / "next.npz", **self.optimiser.averaged())  # type: ignore[arg-type]
        (self.folder / "next.npz").rename(self.folder / "checkpoint.npz")
        kept = {"optimiser": self.optimiser.state(), "tokens": self.tokens}
        kept |= {"spent": self.clock.spent(), "began": self.clock.began}
        torch.save(kept, self.folder / "next.pt")
        (self.folder / "next.pt").rename(self.folder / "state.pt")
        self.optimiser.load_averages(self.watcher)
        row = {
            "minutes": round(self.clock.spent(), 1),
            "progress": round(self.clock.progress(), 3),
            "steps": self.optimiser.steps,
            "tokens": self.tokens,
            "loss": round(float(np.mean(self.losses[-100:])), 4),
            "held_out_f1": round(token_f1(self.watcher, self.table, held), 4),
        }
        with (self.folder / "log.jsonl").open("a") as log:
            print(json.dumps(row), file=log)
        print(row, file=sys.stderr, flush=True)


def mask_of(ids: Ints) -> torch.Tensor | None:
    """What to add to the attention scores so that padding counts for nothing."""
    padding = torch.from_numpy(ids == PAD)
    if not padding.any():
        return None
    return (padding.float() * -1e4).bfloat16()[:, None, None, :]


def token_f1(tagger: Tagger, table: torch.Tensor, held: Iterable[tuple[Ints, Ints]]) -> float:
    """F1 of the tokens in names: quick to reckon, to watch a run by."""
    tagger.eval()
    right = said = there = 0
    with torch.no_grad():
        for ids, labels in held:
            best = tagger(table[torch.from_numpy(ids)], mask_of(ids)).argmax(-1).numpy()
            known = labels != IGNORED
            right += int(((best == labels) & known & (labels > 0)).sum())
            said += int(((best > 0) & known).sum())
            there += int(((labels > 0) & known).sum())
    return 2 * right / max(1, said + there)


def train(
    data: Sequence[Path],
    folder: Path,
    *,
    minutes: float,
    until: str | None,
    threads: int,
    seed: int,
) -> None:
    """Trains until the time is over; goes on from the folder's state.pt if there is one."""
    torch.manual_seed(seed)
    torch.set_num_threads(threads)
    folder.mkdir(parents=True, exist_ok=True)
    everything = read(data)
    mixture = Mixture([s for n, s in enumerate(everything) if n % HELD_OUT], seed)
    split = Splitter(PIECES)
    held = held_batches(split, everything[:: HELD_OUT * WATCHED])
    run = started(folder, Clock(minutes, until), minutes, until)
    mixture.random.seed(seed + run.optimiser.steps)
    saved = time.time()
    for ids, labels in batches(mixture, split, TOKENS):
        run.step(ids, labels)
        over = run.clock.progress() >= 1
        if over or time.time() - saved > SAVE_SECONDS:
            run.save(held)
            saved = time.time()
        if over:
            return


def held_batches(split: Splitter, sentences: Sequence[Sentence]) -> list[tuple[Ints, Ints]]:
    """The sentences that a run is watched by, in batches."""
    pairs = sorted((labelled(split, s) for s in sentences), key=lambda pair: len(pair[0]))
    return [padded(pairs[at : at + 64]) for at in range(0, len(pairs), 64)]


def started(folder: Path, clock: Clock, minutes: float, until: str | None) -> Run:
    """A run from the base, or from where an earlier one in the folder was."""
    shape, tensors = e5_weights.read(e5_weights.path())
    tagger = from_base(shape, tensors).bfloat16()
    watcher = Tagger(shape).bfloat16()
    run = Run(folder, tagger, watcher, word_table(shape, tensors), Optimiser(tagger), clock)
    if (folder / "state.pt").exists():
        state = torch.load(folder / "state.pt")
        run.optimiser.restore(state["optimiser"])
        run.clock = Clock(minutes, until, state["spent"], state["began"])
        run.tokens = state["tokens"]
    return run
