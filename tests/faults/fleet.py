"""Worker processes to be killed, and counts taken from the topics."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from kafka import KafkaProducer
from pydantic import SecretStr

from workers.kafka.connection import security
from workers.kafka.embedded.ports import free_port
from workers.kafka.reading import read
from workers.settings import Settings

TINY = "tests.faults.tiny"
PATIENCE = 90.0  # seconds, for a machine that is busy with something else


class Fleet:
    """Starts workers on one installation, and sees that none is left over."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.settings = settings
        self.folder = folder
        self._started: list[Worker] = []

    def start(
        self, stage: str, name: str = "one", module: str = TINY, **environment: str
    ) -> Worker:
        """A worker whose state is in the folder `name`, running (module TINY) tiny steps."""
        command = [sys.executable, "-m", module, *(["run"] if module != TINY else []), stage]
        worker = Worker(command, self.settings, self.folder / name, environment)
        self._started.append(worker)
        return worker

    def tell(self) -> None:
        """Prints what the workers said last; pytest shows it when a test has failed."""
        for worker in self._started:
            print(f"--- {worker.log}: exit code {worker.process.poll()}")
            print("ready:", *worker.get("ready"), "live:", *worker.get("live"))
            print(*worker.log.read_text().splitlines()[-20:], sep="\n")
            waiting = [line for line in worker.get("metrics")[1].splitlines() if "lag_rec" in line]
            print(*(line for line in waiting if not line.endswith((" 0.0", "#"))), sep="\n")

    def end(self) -> None:
        """Kills what still runs."""
        for worker in self._started:
            worker.kill()


class Worker:
    """One worker process."""

    def __init__(
        self, command: list[str], settings: Settings, folder: Path, environment: dict[str, str]
    ) -> None:
        self.port = free_port()
        self.log = folder / f"{command[-1]}-{self.port}.log"
        folder.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command,
                env=os.environ | _variables(settings, folder, self.port) | environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of /metrics, /ready or /live; 0 while nobody listens."""
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}/{path}", timeout=5
            ) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def metric(self, name: str, **labels: str) -> float:
        """The sum of a metric's samples that have these labels."""
        wanted = [f'{key}="{value}"' for key, value in labels.items()]
        return sum(
            float(line.rsplit(" ", 1)[1])
            for line in self.get("metrics")[1].splitlines()
            if line.startswith((name + "{", name + " ")) and all(w in line for w in wanted)
        )

    def wait_ready(self, seconds: float = PATIENCE) -> Worker:
        wait_until(self._is_ready, f"{self.log} ready", seconds)
        return self

    def _is_ready(self) -> bool:
        assert self.process.poll() is None, "the worker has ended"
        return self.get("ready")[0] == 200

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


def _variables(settings: Settings, folder: Path, port: int) -> dict[str, str]:
    changed = settings.model_dump(exclude_defaults=True) | {"data_dir": folder, "web_port": port}
    return {
        f"NEWSMILL_{name.upper()}": value.get_secret_value()
        if isinstance(value, SecretStr)
        else str(value)
        for name, value in changed.items()
    }


def wait_until(condition: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.2)


def feed(settings: Settings, topic: str, records: Iterable[tuple[str, bytes]]) -> int:
    """Sends keys and values; returns how many."""
    producer = KafkaProducer(
        **security.clients(settings), linger_ms=20, max_request_size=settings.max_message_bytes
    )
    count = 0
    for key, value in records:
        producer.send(settings.topic(topic), key=key.encode(), value=value)
        count += 1
    producer.flush()
    producer.close()
    return count


def keys(settings: Settings, *topics: str) -> Counter[str]:
    """How often each key is on the topics together."""
    return Counter(
        (message.key or b"").decode() for topic in topics for message in read(settings, topic)
    )
