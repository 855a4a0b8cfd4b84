"""A recogniser of one's own: the names of a CSV file (name,type), wherever a text has them.

Install it beside newsmill (pip install ./deploy/examples/recogniser), then
NEWSMILL_MODELS="sw=list:/etc/newsmill/names.csv"; "list" is the entry point's name.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path


class NameList:
    """Made once, with what stands behind the colon and the language; then called for each line."""

    def __init__(self, argument: str, language: str) -> None:
        with Path(argument).open(encoding="utf-8", newline="") as file:
            self.types = {row[0]: row[1] for row in csv.reader(file) if len(row) == 2}
        if not self.types:
            raise ValueError(f"{argument} has no line of the form name,type")
        longest_first = sorted(self.types, key=len, reverse=True)
        self.pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")

    def __call__(self, line: str) -> Iterator[tuple[int, int, str, float]]:
        """(start, end, label, probability) of each name; offsets are characters of the line."""
        for match in self.pattern.finditer(line):
            yield match.start(), match.end(), self.types[match.group()], 0.9
