"""The benchmark from end to end, and its table."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from workers.bench import processes, stream
from workers.bench.loop import LoopProcess, LoopRun
from workers.inputs.outgoing import Outgoing
from workers.settings import Settings
from workers.topology import STAGES

BLOCKS = 5
FEW = 100
"""Fewer articles than this measure the start of the line, not its speed."""

NEEDED_RATIO = 0.8
MOST_BYTES = 1_200_000_000


@dataclass(frozen=True, slots=True)
class StageRow:
    """Processor milliseconds an article, in the loop and in the stream."""

    stage: str
    loop_ms: float
    stream_ms: float
    peak_bytes: int

    @property
    def ratio(self) -> float:
        """How much of the processor time spent in the stream the loop needs too."""
        return self.loop_ms / self.stream_ms if self.stream_ms else 0.0


@dataclass(frozen=True, slots=True)
class Report:
    """Both runs over the same articles on the same cores."""

    articles: int
    cores: int
    loop_per_second: float
    stream_per_second: float
    broker_ms: float
    broker_apart: bool
    stages: list[StageRow]

    @property
    def ratio(self) -> float:
        """Articles a second of the stream, as a share of the loop's."""
        return self.stream_per_second / self.loop_per_second

    @property
    def reached(self) -> bool:
        """Whether stream and memory are as they should be."""
        return self.ratio >= NEEDED_RATIO and all(
            row.peak_bytes < MOST_BYTES for row in self.stages
        )


def run(
    settings: Settings,
    articles: Sequence[Outgoing],
    warm_up: int,
    cores: set[int],
    others: set[int],
) -> Report:
    """The loop (a process a core) and the stream (a worker a stage and core), in turns.

    Both are up all the time and take one block of articles after the other, so that
    whatever else the machine does hits both. The first `warm_up` articles are not
    counted. Raises `stream.BenchFailed`.
    """
    first, rest = articles[:warm_up], articles[warm_up:]
    size = -(-len(rest) // BLOCKS)
    blocks = [rest[start : start + size] for start in range(0, len(rest), size)]
    streaming = stream.Stream(settings, cores, others, each=len(cores))
    loops = [LoopProcess(core) for core in sorted(cores)]
    try:
        loop_runs, stream_runs = [], []
        with processes.pinned(others):  # where this process feeds and watches
            _looped(loops, first, each_all=True)
            streaming.run(first)
            for block in blocks:
                loop_runs.append(_looped(loops, block))
                stream_runs.append(streaming.run(block))
        peaks = streaming.peak_bytes()
    finally:
        for loop in loops:
            loop.stop()
        streaming.stop()
    return _report(
        loop_runs,
        stream_runs,
        peaks,
        articles=len(rest),
        cores=len(cores),
        broker_apart=not cores & others,
    )


def _looped(loops: list[LoopProcess], block: Sequence[Outgoing], each_all: bool = False) -> LoopRun:
    """A block through the loops, each its share of it (or all), at once."""
    for number, loop in enumerate(loops):
        loop.start(_messages(block if each_all else block[number :: len(loops)]))
    try:
        runs = [loop.result() for loop in loops]
    except EOFError:
        raise stream.BenchFailed("the plain loop has died; its error stands above") from None
    stages = {stage: sum(run.stages.get(stage, 0.0) for run in runs) for stage in STAGES}
    return LoopRun(max(run.seconds for run in runs), stages)


def _report(
    loop_runs: list[LoopRun],
    stream_runs: list[stream.StreamRun],
    peaks: dict[str, int],
    *,
    articles: int,
    cores: int,
    broker_apart: bool,
) -> Report:
    def ms_an_article(seconds: Iterable[float]) -> float:
        return 1000 * sum(seconds) / articles

    return Report(
        articles=articles,
        cores=cores,
        loop_per_second=articles / sum(run.seconds for run in loop_runs),
        stream_per_second=articles / sum(run.seconds for run in stream_runs),
        broker_ms=ms_an_article(run.broker for run in stream_runs),
        broker_apart=broker_apart,
        stages=[
            StageRow(
                stage=stage,
                loop_ms=ms_an_article(run.stages[stage] for run in loop_runs),
                stream_ms=ms_an_article(run.stages[stage] for run in stream_runs),
                peak_bytes=peaks[stage],
            )
            for stage in STAGES
        ],
    )


def _messages(articles: Sequence[Outgoing]) -> list[Any]:
    now = int(time.time() * 1000)
    return [article.message(number, now + number) for number, article in enumerate(articles)]


def table(report: Report) -> str:
    """For the terminal."""
    lines = [
        f"{report.articles} articles, {report.cores} core(s) for the loop and for the workers",
        "",
        f"{'':8}{'loop':>12}{'stream':>12}{'ratio':>8}{'memory':>10}",
    ]
    lines += [
        f"{row.stage:8}{row.loop_ms:9.2f} ms{row.stream_ms:9.2f} ms{row.ratio:8.2f}"
        f"{row.peak_bytes / 1e6:7.0f} MB"
        for row in report.stages
    ]
    loop_ms = sum(row.loop_ms for row in report.stages)
    stream_ms = sum(row.stream_ms for row in report.stages)
    lines += [
        f"{'all':8}{loop_ms:9.2f} ms{stream_ms:9.2f} ms{loop_ms / stream_ms:8.2f}"
        "          processor time an article",
        f"{'line':8}{report.loop_per_second:9.2f} /s{report.stream_per_second:9.2f} /s"
        f"{report.ratio:8.2f}          articles a second",
        "",
        f"the broker, on {'cores of its own' if report.broker_apart else 'the same cores'}, "
        f"used {report.broker_ms:.2f} ms an article",
        f"wanted: line ratio >= {NEEDED_RATIO}, every worker < {MOST_BYTES / 1e6:.0f} MB: "
        + ("reached" if report.reached else "MISSED"),
    ]
    return "\n".join(lines)
