"""A member of a subscriber's group: `python -m tests.kafka.clients.member FILE [MOST]`.

Writes the key of each quote to FILE, a line each, and leaves after MOST of them.
"""

from __future__ import annotations

import sys
import time
from itertools import islice
from pathlib import Path

from workers.kafka.consumer import Subscription
from workers.records import QuoteRecord


def main(file: str, most: str = "1000000") -> None:
    with (
        Path(file).open("w", buffering=1, encoding="utf-8") as out,
        Subscription("quotes", group="readers", session_timeout_ms=6000) as records,
    ):
        for record in islice(records, int(most)):
            assert isinstance(record, QuoteRecord)
            out.write(f"{record.quote.id}\n")
            time.sleep(0.002)


if __name__ == "__main__":
    main(*sys.argv[1:])
