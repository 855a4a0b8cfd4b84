"""What dedup finds and costs, beside the usual libraries.

    python -m tests.evaluation.bench_dedup quality GOLD.jsonl
    python -m tests.evaluation.bench_dedup curve 10000 100000 1000000
    python -m tests.evaluation.bench_dedup weeks --weeks 4 --per-day 1000
    python -m tests.evaluation.bench_dedup restart 20000 100000

quality  pairwise precision, recall and F1 (GOLD: {id, text, cluster} a line, in order of
         arrival) and articles a second of CPU, ours beside whichever of datasketch, rensa
         and simhash are installed (the extra `peers`), in one run on the same articles
curve    milliseconds of CPU an article, disk and memory while the index grows: it is
         filled with made-up articles, then real visits are measured at each size
weeks    disk day by day while articles come and expire
restart  seconds until a worker is ready again with its index of so many articles: on an
         empty disk (from the changelog), after SIGKILL and after SIGTERM with its disk kept
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from tests.evaluation.dedup_growth.index import SHARDS, SPACING, Disk, fill, on_disk
from tests.evaluation.dedup_growth.restart import restart
from tests.evaluation.tasks.dedup import Line, article, dedup
from workers.stages.dedup.matching.normalise import tokens

Rows = list[dict[str, Any]]
Clusters = list[Any]
SAMPLE = 1000


def made_up(count: int, seed: int, words: int = 500) -> Iterator[str]:
    """Texts with the word frequencies of a language (Zipf); one in five copies another."""
    rng, chance = np.random.default_rng(seed), random.Random(seed)
    letters = np.array(list("etaoinshrdlucmfwygpbvk"))
    vocabulary = np.array(
        ["".join(rng.choice(letters, rng.integers(2, 10))) for _ in range(40_000)]
    )
    weights = np.cumsum(1 / np.arange(1, len(vocabulary) + 1))
    recent: list[list[str]] = []
    for _ in range(count):
        if recent and chance.random() < 0.2:
            copied = chance.choice(recent)
            text = copied[: int(len(copied) * chance.uniform(0.5, 1))]
        else:
            drawn = np.searchsorted(weights, rng.random(words) * weights[-1])
            text = vocabulary[drawn].tolist()
            recent = [*recent[-200:], text]
        yield " ".join(text)


def curve(sizes: list[int]) -> None:
    """Prints CPU an article, disk and memory at each size of the index."""
    with tempfile.TemporaryDirectory() as folder:
        line, done, base = Line(SHARDS, on_disk(folder)), 0, 0.0
        print(f"{'articles':>10} {'ms/article':>11} {'ratio':>6} {'disk B/article':>15} {'MB':>6}")
        for size in sizes:
            fill(line, done, size)
            done = size
            disk = sum(table.bytes_on_disk() for table in disks(line)) / done  # compacts, too
            texts = list(made_up(SAMPLE, size))
            started = time.process_time()
            for number, text in enumerate(texts):
                line.feed(article(f"sample-{size}-{number}", text, done * SPACING + number / 1000))
                line.settle()
            cost = (time.process_time() - started) / SAMPLE * 1000
            base = base or cost
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(
                f"{size:>10,} {cost:>11.2f} {cost / base:>6.2f} {disk:>15.0f} {memory:>6.0f}",
                flush=True,
            )
            line.sent.clear()


def weeks(count: int, per_day: int) -> None:
    """Prints keys and disk at the end of each day; with a window of 7 days they level off."""
    with tempfile.TemporaryDirectory() as folder:
        line, texts = Line(SHARDS, on_disk(folder)), made_up(count * 7 * per_day, 1, words=120)
        print(f"{'day':>4} {'keys':>10} {'disk kB':>9}")
        for number, text in enumerate(texts, 1):
            line.feed(article(f"article-{number}", text, number * 86_400 / per_day))
            line.settle()
            if number % per_day == 0:
                keys = sum(len(table) for table in disks(line))
                disk = sum(table.bytes_on_disk() for table in disks(line)) / 1024
                print(f"{number // per_day:>4} {keys:>10,} {disk:>9,.0f}", flush=True)
                line.sent.clear()


def disks(line: Line) -> list[Disk]:
    """The tables of a line that was built on them."""
    return [table for table in line.tables.values() if isinstance(table, Disk)]


def ours(rows: Rows) -> Clusters:
    """The stage: both steps, four shards, every record through its bytes."""
    inputs = iter({"id": row["id"], "text": row["text"]} for row in rows)
    return [row["cluster"] for row in dedup(inputs)]


def datasketch_lsh(rows: Rows) -> Clusters:
    """MinHash LSH at 0.5 over 5-word shingles, candidates verified."""
    from datasketch import MinHash, MinHashLSH  # noqa: PLC0415

    def drawn(text: str) -> Any:
        minhash = MinHash(num_perm=128)
        minhash.update_batch([shingle.encode() for shingle in word_shingles(text)])
        return minhash

    return lsh_clusters(rows, MinHashLSH(threshold=0.5, num_perm=128), drawn)


def rensa_lsh(rows: Rows) -> Clusters:
    """Rensa's MinHash LSH at 0.5 over 5-word shingles, candidates verified."""
    from rensa import RMinHash, RMinHashLSH  # noqa: PLC0415

    def drawn(text: str) -> Any:
        minhash = RMinHash(num_perm=128, seed=1)
        minhash.update(word_shingles(text))
        return minhash

    return lsh_clusters(rows, RMinHashLSH(threshold=0.5, num_perm=128, num_bands=32), drawn)


def lsh_clusters(rows: Rows, lsh: Any, drawn: Callable[[str], Any]) -> Clusters:
    """Each article with the first one that the index names and whose MinHash is alike."""
    known: dict[int, Any] = {}
    result: Clusters = []
    for number, row in enumerate(rows):
        minhash = drawn(row["text"])
        near = [n for n in lsh.query(minhash) if known[n].jaccard(minhash) >= 0.5]
        result.append(result[min(near)] if near else number)
        known[number] = minhash
        lsh.insert(number, minhash)
    return result


def simhash_64(rows: Rows) -> Clusters:
    """64-bit SimHash of 3-word shingles, distance up to 3."""
    from simhash import Simhash, SimhashIndex  # noqa: PLC0415

    known, result = SimhashIndex([], k=3), []
    for number, row in enumerate(rows):
        value = Simhash(word_shingles(row["text"], 3))
        near = [int(n) for n in known.get_near_dups(value)]
        result.append(result[min(near)] if near else number)
        known.add(str(number), value)
    return result


def word_shingles(text: str, size: int = 5) -> list[str]:
    """Distinct runs of words, as the libraries' own examples make them."""
    words = tokens(text)
    runs = range(max(1, len(words) - size + 1))
    return list({" ".join(words[start : start + size]) for start in runs})


METHODS: dict[str, Callable[[Rows], Clusters]] = {
    "newsmill": ours,
    "datasketch": datasketch_lsh,
    "rensa": rensa_lsh,
    "simhash": simhash_64,
}


def quality(path: Path) -> None:
    """Prints what each method finds of the gold clusters, and its speed."""
    rows: Rows = [orjson.loads(line) for line in path.read_bytes().splitlines() if line.strip()]
    gold = [row["cluster"] for row in rows]
    print(f"{'method':<12} {'P':>6} {'R':>6} {'F1':>6} {'articles/s':>11}")
    for name, method in METHODS.items():
        if name != "newsmill" and find_spec(name) is None:
            print(f"{name:<12} not installed (extra: peers)")
            continue
        started = time.process_time()
        found = method(rows)
        rate = len(rows) / (time.process_time() - started)
        precision, recall, f1 = pairwise(gold, found)
        print(f"{name:<12} {precision:>6.3f} {recall:>6.3f} {f1:>6.3f} {rate:>11.0f}", flush=True)


def pairwise(gold: Clusters, found: Clusters) -> tuple[float, float, float]:
    """Precision, recall and F1 over all pairs of articles."""

    def pairs(labels: Clusters) -> int:
        return sum(n * (n - 1) // 2 for n in Counter(labels).values())

    both, said, true = pairs(list(zip(gold, found, strict=True))), pairs(found), pairs(gold)
    return both / max(1, said), both / max(1, true), 2 * both / max(1, said + true)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("quality").add_argument("gold", type=Path)
    commands.add_parser("curve").add_argument("sizes", type=int, nargs="+")
    over = commands.add_parser("weeks")
    over.add_argument("--weeks", type=int, default=4)
    over.add_argument("--per-day", type=int, default=1000)
    commands.add_parser("restart").add_argument("sizes", type=int, nargs="+")
    arguments = parser.parse_args()
    match arguments.command:
        case "quality":
            quality(arguments.gold)
        case "curve":
            curve(arguments.sizes)
        case "weeks":
            weeks(arguments.weeks, arguments.per_day)
        case "restart":
            restart(arguments.sizes)


if __name__ == "__main__":
    main()
