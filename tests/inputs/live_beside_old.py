"""How long live articles take while old ones are fed, on a line of its own on this machine.

    python -m tests.inputs.live_beside_old --old 2000 --how=--backfill

Live articles come at 4 a second: first alone, then beside the old ones. Printed are the seconds
from sending one to reading its outcome.
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

import orjson

from workers.demo import corpus
from workers.demo.line import LocalLine, is_ready
from workers.demo.watch import Place, Watch
from workers.kafka.producer import ArticleProducer
from workers.settings import Settings

LIVE_A_SECOND = 4.0
ALONE = 80
START_SECONDS = 240.0


def text(made: random.Random, words: list[str]) -> str:
    """Some 2,500 characters that resemble no other text, with quotes in them."""
    paragraphs = []
    for _ in range(8):
        told = " ".join(made.choices(words, k=30)).capitalize()
        said = " ".join(made.choices(words, k=14)).capitalize()
        paragraphs.append(f"{told}. “{said},” said {' '.join(made.choices(NAMES, k=2))}.")
    return "\n\n".join(paragraphs)


NAMES = ["Maria", "Olsen", "Tamar", "Beridze", "Jonas", "Lindqvist", "Ilse", "Brandl", "Okafor"]


class Live:
    """Sends live articles and notes when each one's outcome is there."""

    def __init__(self, settings: Settings) -> None:
        self._made = random.Random(11)
        self._words = sorted(
            {w for a in corpus.articles() for w in a.value.decode("utf-8", "ignore").split()}
        )
        self._words = [word for word in self._words if word.isalpha() and word.islower()]
        self._settings = settings

    def write_old(self, path: Path, count: int) -> None:
        """Old articles of many sites as JSON lines."""
        with path.open("wb") as file:
            for number in range(count):
                url = f"https://old{number % 40}.example/{number}"
                body = text(self._made, self._words)
                file.write(orjson.dumps({"id": f"old-{number}", "url": url, "body": body}) + b"\n")

    def seconds(self, name: str, going: threading.Event, most: int) -> list[float]:
        """What each of `most` articles takes, or of those sent while `going` is not set."""
        watch, sent = Watch(self._settings), {}
        seen: dict[str, float] = {}
        with ArticleProducer(self._settings, linger_ms=0) as producer:
            began = time.monotonic()
            while len(seen) < len(sent) or (len(sent) < most and not going.is_set()):
                due = began + len(sent) / LIVE_A_SECOND
                if len(sent) < most and not going.is_set() and time.monotonic() >= due:
                    id_ = f"{name}-{len(sent)}"
                    url = f"https://live{len(sent) % 7}.example/{id_}"
                    producer.send(text(self._made, self._words), url=url, id=id_)
                    sent[id_] = time.monotonic()
                watch.look(0.05)
                self._note(watch, seen, sent)
        watch.close()
        return [seen[id_] - sent[id_] for id_ in sent]

    @staticmethod
    def _note(watch: Watch, seen: dict[str, float], sent: dict[str, float]) -> None:
        found: dict[Place, object] = {**watch.outcomes.enriched, **watch.outcomes.duplicates}
        for outcome in found.values():
            id_ = outcome.id  # type: ignore[attr-defined]
            if id_ in sent and id_ not in seen:
                seen[id_] = time.monotonic()


def told(name: str, found: list[float]) -> str:
    """Median and 95th percentile, in seconds."""
    cuts = statistics.quantiles(found, n=20)
    return f"{name}: {len(found)} live articles, median {cuts[9]:.2f} s, p95 {cuts[18]:.2f} s"


def main() -> None:
    """Prints both, and how many old ones went through in a second."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--old", type=int, default=2000)
    parser.add_argument("--how", default="--backfill", help="options of newsmill feed")
    given = parser.parse_args()
    with LocalLine(Settings()) as line:
        line.start_broker()
        line.start_workers()
        deadline = time.monotonic() + START_SECONDS
        while not all(is_ready(worker) for worker in line.workers.running):
            assert time.monotonic() < deadline, "the workers did not get ready"
            time.sleep(0.5)
        live = Live(line.settings)
        live.seconds("warm", threading.Event(), 20)
        print(told("alone", live.seconds("alone", threading.Event(), ALONE)), flush=True)
        old = line.folder / "old.jsonl"
        live.write_old(old, given.old)
        command = [sys.executable, "-m", "workers.cli", "feed", "-q", str(old)]
        command += given.how.split()
        environment = {"NEWSMILL_BROKERS": line.settings.brokers, "PATH": "/usr/bin:/bin"}
        done, began = threading.Event(), time.monotonic()

        def feed() -> None:
            subprocess.run(command, env=environment, check=True)
            done.set()

        threading.Thread(target=feed).start()
        beside = live.seconds("beside", done, 10_000)
        print(told("beside", beside))
        print(f"{given.old / (time.monotonic() - began):.1f} old articles a second")


if __name__ == "__main__":
    main()
