"""Runs one stage in this process until a signal or a crash ends it."""

from __future__ import annotations

import gc
import logging
import os
from collections.abc import Awaitable, Callable
from typing import Any, cast

import faust
from faust.types import TP, StreamT

from workers import __version__, stages
from workers.kafka import topics
from workers.kafka.connection.admin import ClusterUnreachable
from workers.observe import health, metrics
from workers.observe.lag import ProgressCollector
from workers.observe.metrics import REBALANCES, REGISTERED
from workers.observe.server import Server
from workers.settings import Settings, unknown
from workers.stages.contract import Step
from workers.streams import app as apps
from workers.streams.delivery.preparing import Preparer
from workers.streams.delivery.suspects import Suspects
from workers.streams.delivery.time_limit import TimeLimit
from workers.streams.knowledge import KnowledgeReader
from workers.streams.loop import StageLoop
from workers.streams.state.tables import States
from workers.streams.worker.ending import CANNOT_START, CRASHED, STALLED, STOPPED, StageWorker
from workers.streams.worker.folder import WorkerFolder
from workers.streams.worker.logs import log_to_stderr
from workers.streams.worker.progress import Progress
from workers.streams.worker.watch import Stalled, Watch
from workers.topology import STAGES

log = logging.getLogger(__name__)


def run_stage(stage: str, settings: Settings, steps: list[Step] | None = None) -> int:
    """Runs a worker of `stage` (with `steps` in place of the stage's own, for tests).

    Returns 0 when SIGTERM or SIGINT ended it after its records in flight were done, 1
    after a crash or a stop that took too long, 2 when the cluster is not as it must be, 5
    when it stood still.
    """
    log_to_stderr(settings)
    for line in unknown(os.environ):
        log.warning('event=unknown_setting help="%s"', line)
    try:
        wrong = [difference for difference in topics.check(settings, stage) if difference.stops]
    except ClusterUnreachable as error:
        log.error("event=no_broker error=%r", str(error))
        return CANNOT_START
    for difference in wrong:
        log.error('event=wrong_topic difference="%s" help="newsmill topics create"', difference)
    if wrong:
        return CANNOT_START
    own = WorkerFolder(settings.data_dir / "state" / stage)
    app = apps.stage_app(stage, settings, own.folder)
    limit = TimeLimit(settings.record_seconds, own.folder)
    preparer = Preparer(stage, Suspects(own.folder, limit.left_behind), limit)
    worker = _worker(app, settings, steps or stages.steps(stage, settings), preparer)
    gc.freeze()  # models stay: no garbage collection need look at them again
    try:
        worker.execute_from_commandline()
    except SystemExit as ending:
        code = STOPPED if not ending.code else CRASHED
    except Exception:
        code = CRASHED
    if code == CRASHED:
        code = worker.exit_code
    log.info("event=ended stage=%s exit_code=%d", stage, code)
    if not preparer.close():
        log.warning("event=abandoned stage=%s (a record at work takes too long)", stage)
        os._exit(code)  # Python would wait for the thread for ever
    own.leave()
    return code


def _worker(
    app: apps.StageApp, settings: Settings, steps: list[Step], preparer: Preparer
) -> StageWorker:
    """The Faust app of the stage with its loops, and the web server beside it."""
    stage = app.stage
    state_topic = topics.state_topic(STAGES[stage])
    name = settings.topic(state_topic)
    partitions = topics.partitions(settings, [name])[name]
    states = States(apps.tables(app, stage, partitions))
    loops, knowledge = _loops(app, settings, steps, states, preparer)
    loaded = knowledge.caught_up.is_set if knowledge else lambda: True
    progress = Progress(app, loops, states, preparer, loaded)
    watch = Watch(progress.snapshot, progress.standing, settings.stall_seconds)
    app.task(progress.brokers.run)

    @app.on_partitions_assigned.connect
    async def moved(*sent: Any, **_: Any) -> None:
        REBALANCES.labels(stage).inc()
        progress.partitions_moved()
        assigned: set[TP] = sent[-1]
        mine = sorted(f"{tp.topic}/{tp.partition}" for tp in assigned if tp.topic in loops)
        log.info("event=partitions stage=%s count=%d mine=%s", stage, len(mine), ",".join(mine))

    def ready() -> health.Verdict:
        return health.ready(progress.snapshot())

    def live() -> health.Verdict:
        return health.live(progress.snapshot(), settings.stall_seconds)

    REGISTERED.register(
        ProgressCollector(stage, progress.lags, progress.state_sizes, lambda: ready().ok)
    )
    metrics.begin(stage)
    log.info("event=starting stage=%s version=%s brokers=%s", stage, __version__, settings.brokers)
    server = Server(settings, ready, live)
    worker = StageWorker(app, server, override_logging=False, redirect_stdouts=False, quiet=True)
    worker.spinner = None

    app.task(_ending_when_stalled(app, worker, watch))
    return worker


def _loops(
    app: apps.StageApp, settings: Settings, steps: list[Step], states: States, preparer: Preparer
) -> tuple[dict[str, StageLoop], KnowledgeReader | None]:
    """A loop a topic that the stage reads, as agents of its app; a knowledge base to wait for."""
    state_topic = topics.state_topic(STAGES[app.stage])
    loops: dict[str, StageLoop] = {}
    knowledge: KnowledgeReader | None = None
    for step in steps:
        own = states if step.topic == state_topic else States([])
        loop = StageLoop(app, step, settings, own, preparer)
        loops[settings.topic(step.topic)] = loop
        app.drains.append(loop.drain)
        if hasattr(step, "knowledge"):
            knowledge = KnowledgeReader(settings, step.knowledge, preparer.thread)
            app.task(knowledge.run)
        reading = _agent(loop, knowledge.caught_up.wait if knowledge else None)
        app.agent(apps.source(app, step.topic, settings), name=step.topic)(reading)
    return loops, knowledge


def _ending_when_stalled(
    app: apps.StageApp, worker: StageWorker, watch: Watch
) -> Callable[[], Awaitable[None]]:
    async def watched() -> None:
        try:
            await watch.run()
        except Stalled as standing:
            log.error('event=stalled stage=%s standing="%s"', app.stage, standing)
            worker.exit_code = STALLED
            await app.crash(standing)

    return watched


def _agent(
    loop: StageLoop, before: Callable[[], Awaitable[Any]] | None
) -> Callable[[StreamT[Any]], Awaitable[None]]:
    async def read(stream: StreamT[Any]) -> None:
        if before:
            await before()
        await loop.read(cast(faust.Stream[Any], stream))

    return read
