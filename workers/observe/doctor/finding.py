"""One thing that was looked at, how it is, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "note", "wrong"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`do` is empty when all is well; of what is `wrong`, workers cannot run or will soon not."""

    check: str
    level: Level
    what: str
    do: str = ""
