"""Lag and state size of a worker, as metrics."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from workers.kafka.lag import PartitionLag


@dataclass(frozen=True, slots=True)
class StateSize:
    """How large a partition of a table is; `keys` is an estimate."""

    stage: str
    table: str
    partition: int
    keys: int
    disk_bytes: int


class ProgressCollector(Collector):
    """Lag and state size, asked for when Prometheus scrapes."""

    def __init__(
        self,
        stage: str,
        lags: Callable[[], Iterable[PartitionLag]],
        states: Callable[[], Iterable[StateSize]],
        ready: Callable[[], bool],
    ) -> None:
        self._stage = stage
        self._lags = lags
        self._states = states
        self._ready = ready

    def describe(self) -> list[Metric]:
        """Nothing: the metrics need a running worker."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The metrics now."""
        by_partition = ["stage", "topic", "partition"]
        records = GaugeMetricFamily(
            "newsmill_lag_records", "Records not acknowledged yet.", labels=by_partition
        )
        seconds = GaugeMetricFamily(
            "newsmill_lag_seconds",
            "Age of the oldest record not acknowledged yet.",
            labels=by_partition,
        )
        for lag in self._lags():
            labels = [lag.stage, lag.topic, str(lag.partition)]
            records.add_metric(labels, lag.records)
            seconds.add_metric(labels, lag.seconds)
        yield from (records, seconds)
        by_table = ["stage", "table", "partition"]
        keys = GaugeMetricFamily("newsmill_state_keys", "Keys of a table, about.", labels=by_table)
        disk = GaugeMetricFamily("newsmill_state_bytes", "Disk of a table.", labels=by_table)
        for state in self._states():
            labels = [state.stage, state.table, str(state.partition)]
            keys.add_metric(labels, state.keys)
            disk.add_metric(labels, state.disk_bytes)
        yield from (keys, disk)
        ready = GaugeMetricFamily("newsmill_ready", "1 when /ready says so.", labels=["stage"])
        ready.add_metric([self._stage], float(self._ready()))
        yield ready
