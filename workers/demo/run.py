"""`newsmill demo`: starts the line, feeds it, shows it at work, sums up, stops it."""

from __future__ import annotations

import threading
import time

from rich.console import Console
from rich.live import Live

from workers.demo import corpus, summary
from workers.demo.line import LocalLine, is_ready
from workers.demo.watch import Place, Watch
from workers.inputs.outgoing import Outgoing
from workers.kafka import reading
from workers.kafka.feed import Feeder
from workers.settings import Settings
from workers.topology import RAW

RATE = 25.0
"""Articles a second: slow enough that they arrive in the order of the manifest."""

LONGEST_SECONDS = 240.0
LOOK_SECONDS = 0.4


class DemoFailed(RuntimeError):
    """The demo did not come to its end; the message says what happened, and where."""


def run(settings: Settings, console: Console, port: int | None, keep: bool) -> None:
    """Runs the demo; with `keep`, leaves the line up until Ctrl-C.

    Raises `BrokerFailed`, `DemoFailed`.
    """
    began = time.monotonic()
    line = LocalLine(settings, port)
    try:
        with console.status("starting Apache Kafka (the first time it is fetched, 44 MB) ..."):
            line.start_broker()
        console.print(f"Kafka listens at {line.broker.address}, topics made")
        line.start_workers()
        _feed_and_show(line, console, began)
        if keep:
            _wait(line, console)
    finally:
        console.print("stopping the workers and Kafka ...")
        line.stop()
        console.print("everything that the demo started is stopped")


def _feed_and_show(line: LocalLine, console: Console, began: float) -> None:
    articles = corpus.articles()
    feeding = _Feeding(line.settings, articles)
    watch = Watch(line.settings)
    try:
        with Live(console=console, refresh_per_second=4) as live:
            while len(watch.outcomes.places) < len(articles):
                watch.look(LOOK_SECONDS)
                moment = _moment(line, watch, feeding, began)
                if feeding.ident is None and all(moment.ready.values()):
                    feeding.start()
                live.update(summary.progress(moment))
                _check(line, feeding, watch, began)
        watch.look(LOOK_SECONDS)  # corrections follow the outcomes
        console.print()
        for part in summary.summary(watch.outcomes, watch.counts(), _places(line, articles)):
            console.print(part)
        console.print(NEXT_STEPS, soft_wrap=True)
    finally:
        feeding.stop()
        watch.close()


class _Feeding(threading.Thread):
    """Feeds beside the live view."""

    def __init__(self, settings: Settings, articles: list[Outgoing]) -> None:
        super().__init__(daemon=True)
        self._settings, self._articles = settings, articles
        self._stopped = threading.Event()
        self.fed = 0
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            with Feeder(self._settings, RATE) as feeder:
                for article in self._articles:
                    if self._stopped.is_set():
                        return
                    feeder.send(article)
                    self.fed += 1
        except Exception as error:  # told by the main thread
            self.error = error

    def stop(self) -> None:
        self._stopped.set()
        if self.ident is not None:  # it was started
            self.join(timeout=10)


def _moment(line: LocalLine, watch: Watch, feeding: _Feeding, began: float) -> summary.Progress:
    return summary.Progress(
        ready={worker.stage: is_ready(worker) for worker in line.workers.running},
        counts=watch.counts(),
        fed=feeding.fed,
        total=len(corpus.articles()),
        done=len(watch.outcomes.places),
        seconds=time.monotonic() - began,
    )


def _check(line: LocalLine, feeding: _Feeding, watch: Watch, began: float) -> None:
    if feeding.error is not None:
        raise DemoFailed(f"feeding failed: {feeding.error}")
    worker = line.workers.ended()
    if worker is not None:
        assert worker.log is not None
        words = worker.log.read_text(errors="replace").splitlines()[-15:]
        raise DemoFailed(
            f"the {worker.stage} worker ended with exit code {worker.exit_code}:\n"
            + "\n".join(words)
        )
    if time.monotonic() - began > LONGEST_SECONDS:
        done = len(watch.outcomes.places)
        raise DemoFailed(f"after {LONGEST_SECONDS:.0f} s only {done} articles have an outcome")


def _places(line: LocalLine, articles: list[Outgoing]) -> dict[Place, str]:
    """Where on articles.raw each example file landed."""
    known = {article.value: article.place for article in articles}
    return {
        (message.partition, message.offset): known[message.value]
        for message in reading.read(line.settings, RAW)
        if message.value in known
    }


NEXT_STEPS = """
Where to look next
  newsmill demo --keep       the same, and stays up for the commands below
  newsmill process FILE      your own article through the same line, without Kafka
  newsmill explain FILE      what decode changed in it, and why
  newsmill broker            a Kafka to keep; in other terminals:
  newsmill run                 the workers (metrics: http://127.0.0.1:6066/metrics, ...)
  newsmill feed FILE           your articles
  newsmill watch               the articles on a page, as they come
  newsmill tail quotes         who said what, as it comes
  newsmill trace ID            what became of one article
  newsmill lag                 how far each stage is behind
  newsmill failed list         the dead letters, and why
"""


def _wait(line: LocalLine, console: Console) -> None:
    for worker in line.workers.running:
        console.print(f"{worker.stage:7} {worker.address}/metrics")
    console.print(
        f"The line stays up until Ctrl-C. For the commands above, in another terminal:\n"
        f"  export NEWSMILL_BROKERS={line.broker.address}"
    )
    ended = line.workers.wait_for_an_end()
    raise DemoFailed(f"the {ended.stage} worker ended with exit code {ended.exit_code}")
