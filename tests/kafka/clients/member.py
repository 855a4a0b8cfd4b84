"""A member of a subscriber's group: `python -m tests.kafka.clients.member FILE [MOST] [ASLEEP]`.

Writes what it is given to FILE, a line each ("quote a1/0 2", "withdrawn a1 1"), and leaves
after MOST of them, or at SIGTERM. After a hundred it sleeps ASLEEP seconds in its loop.
"""

from __future__ import annotations

import sys
import time
from itertools import islice
from pathlib import Path

from workers.kafka.consumer import Gone, Subscription
from workers.records import Duplicate, QuoteRecord, Record

FAST = {"session_timeout_ms": 6000, "max_poll_interval_ms": 3000}


def line(record: Record | Gone) -> str:
    if isinstance(record, Duplicate):
        return f"withdrawn {record.id} {record.version}\n"
    assert isinstance(record, QuoteRecord)
    return f"quote {record.quote.id} {record.version}\n"


def main(file: str, most: str = "1000000", asleep: str = "0") -> None:
    with (
        Path(file).open("w", buffering=1, encoding="utf-8") as out,
        Subscription("quotes", group="readers", **FAST) as records,
    ):
        for number, record in enumerate(islice(records, int(most))):
            out.write(line(record))
            time.sleep(float(asleep) if number == 100 else 0.001)


if __name__ == "__main__":
    main(*sys.argv[1:])
