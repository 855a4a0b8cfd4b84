"""A WARC file of any size is made and read: the memory it takes, and how fast.

python -m tests.inputs.warc_memory --gigabytes 2
"""

from __future__ import annotations

import argparse
import gzip
import random
import resource
import tempfile
import time
from pathlib import Path

from tests.inputs.web_archive import http, record
from workers.inputs import article_files
from workers.inputs.outgoing import Notes


def write(path: Path, size: int) -> int:
    """A WARC.gz of pages of 2 to 200 kB, `size` bytes when unpacked; how many pages."""
    made = random.Random(7)
    words = [made.randbytes(4).hex() for _ in range(5_000)]
    # Few pages made, written often: what is measured is the reading.
    packed = []
    for number in range(200):
        text = " ".join(made.choices(words, k=made.randint(250, 22_000)))
        page = record(f"https://site.example/{number}", http(f"<p>{text}</p>".encode()))
        packed.append((len(page), gzip.compress(page, 1)))
    written = count = 0
    with path.open("wb") as file:
        while written < size:
            length, page = packed[count % len(packed)]
            file.write(page)
            written += length
            count += 1
    return count


def main() -> None:
    """Prints both figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gigabytes", type=float, default=2.0)
    size = int(parser.parse_args().gigabytes * 1e9)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "big.warc.gz"
        count = write(path, size)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start, notes = time.process_time(), Notes()
        found = sum(1 for _ in article_files.read(str(path), notes=notes))
        seconds = time.process_time() - start
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert found == count, (found, count, notes.lines())
    print(
        f"{count} pages, {size / 1e9:g} GB unpacked: {seconds:.0f} s of processor time, "
        f"most memory {after // 1024} MB (before: {before // 1024} MB)"
    )


if __name__ == "__main__":
    main()
