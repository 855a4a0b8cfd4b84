"""A knowledge base of many entries: time to fill it, memory, time of a look-up.

    python -m tests.evaluation.bench_kb 1000000

Entries are made up: 3.5 names each. The worker fills its knowledge base from the records of
kb.entities at its start; what is measured is that work without Kafka.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator

from workers import codec
from workers.records import EntityType, KbEntity
from workers.stages.tag.linking.knowledge_base import KnowledgeBase

TYPES: tuple[EntityType, ...] = ("PER", "ORG", "LOC")
SYLLABLES = "ba ko li men tor sa vi nu dra hel qui fer jo pan zet".split()
LOOK_UPS = 20_000


def word(number: int) -> str:
    made = ""
    while number or not made:
        number, rest = divmod(number, len(SYLLABLES))
        made += SYLLABLES[rest]
    return made.capitalize()


def entries(count: int) -> Iterator[KbEntity]:
    for number in range(count):
        first, last = word(number * 7919 % 50_000), word(number)
        yield KbEntity(
            id=f"Q{number + 1}",
            type=TYPES[number % 3],
            name=f"{first} {last}",
            aliases=[last, f"{first[0]}. {last}"][: number % 2 + 1],
            wikidata=f"Q{number + 1}",
            country="FR",
            description=f"office holder number {number}",
        )


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    records = [(entry.id, codec.encode(entry)) for entry in entries(count)]
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    base = KnowledgeBase()
    began, busy = time.perf_counter(), time.process_time()
    for name, record in records:
        base.put(name, codec.decode(KbEntity, record))
    base.lookup(["any"])
    filled, busy = time.perf_counter() - began, time.process_time() - busy
    names = [
        f"{word(n * 7919 % 50_000)} {word(n)}" for n in range(0, count, max(1, count // LOOK_UPS))
    ]
    began = time.perf_counter()
    found = sum(bool(base.lookup([name])[name]) for name in names)
    each = (time.perf_counter() - began) / len(names)
    missing = [name + "x" for name in names]
    began = time.perf_counter()
    for name in missing:
        base.lookup([name])
    none = (time.perf_counter() - began) / len(missing)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{count} entries put in {filled:.1f} s ({busy:.1f} s of CPU)")
    print(f"found {found} of {len(names)}")
    print(f"look-up {each * 1e6:.0f} us, of an unknown name {none * 1e6:.0f} us")
    print(f"memory {most - held:.0f} MB, and {held:.0f} MB of test records")


if __name__ == "__main__":
    main()
