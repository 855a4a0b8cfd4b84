"""AdamW with float32 copies of bfloat16 weights, their average over time, and the time itself."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from training.ner.encoder import Tagger

PEAK, HEAD_PEAK = 2.5e-4, 1e-3  # learning rates of the last layer and of the head
LAYER_DECAY = 0.93  # what a layer's rate is of that of the one above
WARM = 0.05  # share of the run in which the rate rises
AVERAGED = 0.997  # what an average keeps of itself a step


class Clock:
    """How far a run is: by processor time, or by the hour at which it must be over."""

    def __init__(
        self, minutes: float, until: str | None, spent: float = 0.0, began: float | None = None
    ) -> None:
        self.minutes = minutes
        self.before = spent
        self.began = began or time.time()
        self.end = None
        if until:
            hour, minute = map(int, until.split(":"))
            end = datetime.now().replace(hour=hour, minute=minute, second=0).timestamp()
            self.end = end if end > self.began else end + 86400  # past midnight

    def spent(self) -> float:
        """Minutes of processor time, those of the run that this one goes on from included."""
        return self.before + time.process_time() / 60

    def progress(self) -> float:
        """0 at the start, 1 when the run is over."""
        done = self.spent() / self.minutes
        if self.end:
            done = max(done, (time.time() - self.began) / max(1.0, self.end - self.began))
        return min(1.0, done)

    def rate(self) -> float:
        """What share of the peak learning rates is due: up at first, then down to nothing."""
        done = self.progress()
        return max(0.01, min(1.0, done / WARM, (1 - done) / (1 - WARM)))


class Optimiser:
    """Steps on the float32 copies; the tagger gets them rounded."""

    def __init__(self, tagger: Tagger) -> None:
        self.parameters = list(tagger.parameters())
        self.names = [name for name, _ in tagger.named_parameters()]
        self.masters = [nn.Parameter(p.detach().float()) for p in self.parameters]
        self.averages = [m.detach().clone() for m in self.masters]
        self.steps = 0
        shares = [_share(name, len(tagger.layers)) for name in self.names]
        self.adam = torch.optim.AdamW(
            [
                {"params": [m], "weight_decay": 0.01 if m.dim() > 1 else 0.0, "share": share}
                for m, share in zip(self.masters, shares, strict=True)
            ],
            betas=(0.9, 0.98),
            fused=True,
        )

    def step(self, rate: float) -> None:
        """One step at `rate` times the peak learning rates."""
        for master, parameter in zip(self.masters, self.parameters, strict=True):
            master.grad = parameter.grad.float()
            parameter.grad = None
        nn.utils.clip_grad_norm_(self.masters, 1.0)
        for group in self.adam.param_groups:
            group["lr"] = PEAK * group["share"] * rate
        self.adam.step()
        self.steps += 1
        with torch.no_grad():
            for master, parameter in zip(self.masters, self.parameters, strict=True):
                parameter.copy_(master)
            if self.steps % 4 == 0:
                keep = min(AVERAGED, self.steps / (self.steps + 40)) ** 4
                torch._foreach_lerp_(self.averages, [m.data for m in self.masters], 1 - keep)

    def state(self) -> dict[str, Any]:
        """What a later run needs to go on."""
        return {
            "masters": [m.data for m in self.masters],
            "averages": self.averages,
            "adam": self.adam.state_dict(),
            "steps": self.steps,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Goes on from what `state` gave."""
        with torch.no_grad():
            for mine, theirs in zip(self.masters, state["masters"], strict=True):
                mine.copy_(theirs)
            for parameter, master in zip(self.parameters, self.masters, strict=True):
                parameter.copy_(master)
        self.averages = state["averages"]
        self.adam.load_state_dict(state["adam"])
        self.steps = state["steps"]

    def averaged(self) -> dict[str, NDArray[np.float32]]:
        """The averaged weights by name."""
        return {n: a.numpy() for n, a in zip(self.names, self.averages, strict=True)}

    def load_averages(self, tagger: Tagger) -> None:
        """Puts the averaged weights into a tagger."""
        with torch.no_grad():
            for parameter, average in zip(tagger.parameters(), self.averages, strict=True):
                parameter.copy_(average)


def _share(name: str, layers: int) -> float:
    """What share of the peak rate a parameter is given: the less the deeper it lies."""
    if name.startswith("head"):
        return HEAD_PEAK / PEAK
    if name.startswith("layers."):
        return LAYER_DECAY ** (layers - 1 - int(name.split(".")[1]))
    return LAYER_DECAY**layers
