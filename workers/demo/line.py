"""The whole line on this machine: a broker, the topics, four workers; stopped together."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from workers.kafka import topics
from workers.kafka.embedded.broker import DEFAULT_PORT, EmbeddedKafka
from workers.kafka.embedded.ports import port_is_free
from workers.processes.local_workers import Worker, Workers
from workers.processes.stopping import StopsAtEnd
from workers.settings import Settings
from workers.topology import STAGES

PORTS_TRIED = 50
READY_SECONDS = 0.5


class LocalLine(StopsAtEnd):
    """Broker and workers over a folder of their own, which goes when they stop.

    `port` None takes 9092 or the next free one. Use it as a context manager: `start`
    steps through what there is to start, and whatever was started is stopped at the end.
    """

    def __init__(self, settings: Settings, port: int | None = None) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="newsmill-"))
        self.broker = EmbeddedKafka(self.folder / "broker", port or _free_from(DEFAULT_PORT))
        web_port = _free_from(settings.web_port or 6066, len(STAGES))
        self.settings = settings.model_copy(
            update={
                "brokers": self.broker.address,
                "topic_prefix": "",
                "security_protocol": "PLAINTEXT",
                "replication": 1,
                "web_host": "127.0.0.1",
                "web_port": web_port,
            }
        )
        self.workers = Workers(self.settings, self.folder, self.folder / "state")

    def start_broker(self) -> None:
        """Starts Kafka and makes the topics; raises `BrokerFailed`."""
        self.broker.start()
        topics.create(self.settings)

    def start_workers(self) -> None:
        """Starts one worker a stage; they load their models while other things go on."""
        for stage in STAGES:
            self.workers.start(stage)

    def stop(self) -> None:
        """Stops workers, then the broker, and removes the folder."""
        self.workers.stop()
        self.broker.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def is_ready(worker: Worker) -> bool:
    """Whether the worker says that it has partitions and fetches from them."""
    try:
        with urlopen(f"{worker.address}/ready", timeout=READY_SECONDS) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _free_from(first: int, count: int = 1) -> int:
    """The first port from `first` on with `count` free ones in a row."""
    for port in range(first, first + PORTS_TRIED):
        if all(port_is_free(port + offset) for offset in range(count)):
            return port
    raise OSError(f"no {count} free port(s) in a row from {first} on")
