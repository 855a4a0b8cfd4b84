"""What `newsmill watch` takes for its 10,000 articles: time to read back, memory, time to answer.

python -m tests.watch.measure [ARTICLES]
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.watch.stories import BRIDGE, bridge
from tests.watch.stream import Watched, send
from workers.kafka import topics
from workers.kafka.embedded.broker import EmbeddedKafka
from workers.records import Article
from workers.settings import Settings

LONGER = 10
"""So often the text is repeated: an article of 1,900 characters."""


def articles(count: int) -> Iterator[Article]:
    """Articles with quotes, names, repairs and removed parts, each with a text of its own."""
    for number in range(count):
        made = bridge(f"a{number}", title=f"Number {number}")
        made.text = "\n".join([BRIDGE, f"Article {number}.", *[BRIDGE] * LONGER])
        yield made


def main() -> None:
    """Prints the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory() as name, EmbeddedKafka(Path(name) / "kafka") as kafka:
        settings = Settings(brokers=kafka.address)
        topics.create(settings)
        send(settings, articles(count))
        with Watched(settings, Path(name) / "log") as page:
            empty, began = page.resident_mib(), time.monotonic()
            while "reading back" in page.get("/sources"):
                time.sleep(0.2)
            print(f"read back in {time.monotonic() - began:.1f} s")
            for path in ("/", "/?q=nurse", "/?q=person:beridze", "/?q=nothing", "/sources"):
                began = time.monotonic()
                size = len(page.get(path))
                print(f"{path:22} {time.monotonic() - began:.3f} s, {size:,} characters")
            [kept] = re.findall(r"[\d,]+ articles", page.get("/"))[:1]
            print(
                f"{kept} of {count:,}; {empty:.0f} MiB without, {page.resident_mib():.0f} MiB with"
            )


if __name__ == "__main__":
    main()
