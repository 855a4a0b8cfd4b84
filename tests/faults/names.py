"""tag without models: `python -m tests.faults.names run tag` knows three people by name.

Where the order of versions is tested it does not matter who is found, only that something
is, quickly.
"""

from __future__ import annotations

import re
import sys

from workers.records import Article, Entity, Mention
from workers.settings import load
from workers.stages.contract import Emit, Tables
from workers.streams.run import run_stage
from workers.topology import TAGGED, UNIQUE

NAMES = ("Tom Reed", "Ana Reyl", "Odile Farrant")


class Names:
    """tag: an entity for each of `NAMES` that the text has."""

    stage, topic = "tag", UNIQUE

    def prepare(self, record: Article) -> Article:
        record.entities = [entity for name in NAMES if (entity := _entity(name, record.text))]
        return record

    def apply(self, prepared: Article, tables: Tables) -> list[Emit]:
        return [Emit(TAGGED, prepared.id, prepared)]


def _entity(name: str, text: str) -> Entity | None:
    found = [
        Mention(start=match.start(), end=match.end(), text=name)
        for match in re.finditer(name, text)
    ]
    if not found:
        return None
    return Entity(
        id=name,
        type="PER",
        name=name,
        mentions=found,
        count=len(found),
        salience=0.5,
        confidence=1.0,
    )


if __name__ == "__main__":
    sys.exit(run_stage("tag", load(), [Names()]))
