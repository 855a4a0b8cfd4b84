"""Make the example records anew: what the line makes of the example articles of the demo.

python -m workers.testing
"""

from __future__ import annotations

from collections import defaultdict

from workers import codec
from workers.demo import corpus
from workers.offline import Failed, Line
from workers.settings import Settings
from workers.testing.records import FOLDER, KINDS

START_MS = 1_795_500_000_000
SECOND_MS = 1000


def main() -> None:
    """Writes a file a topic, a record a line: key, tab, value."""
    lines = defaultdict[str, list[bytes]](list)
    articles = enumerate(corpus.articles())
    messages = (article.message(n, START_MS + n * SECOND_MS) for n, article in articles)
    for outcome in Line(Settings()).process(messages):
        if isinstance(outcome, Failed) or outcome.record is None:
            continue
        if outcome.topic in KINDS:
            line = f"{outcome.key}\t".encode() + codec.encode(outcome.record)
            lines[outcome.topic].append(line + b"\n")
    for topic, found in lines.items():
        (FOLDER / f"{topic}.jsonl").write_bytes(b"".join(found))
        print(f"{len(found):5} {topic}")


if __name__ == "__main__":
    main()
