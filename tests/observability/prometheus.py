"""A real Prometheus in a child process, with our rules, scraping given addresses."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import urlopen

import yaml

RULES = Path(__file__).parents[2] / "deploy/prometheus/alerts.yml"
START_SECONDS = 30


class BadQuery(ValueError):
    """Prometheus cannot read a query."""


class Prometheus:
    """Scrapes `targets` (host:port) every second and works out our rules as often."""

    def __init__(self, binary: str, folder: Path, targets: list[str]) -> None:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{listener.getsockname()[1]}"
        rules = yaml.safe_load(RULES.read_bytes())
        for group in rules["groups"]:
            group["interval"] = "1s"
        (folder / "rules.yml").write_text(yaml.safe_dump(rules))
        config = {
            "global": {"scrape_interval": "1s", "scrape_timeout": "1s"},
            "rule_files": ["rules.yml"],
            "scrape_configs": [{"job_name": "newsmill", "static_configs": [{"targets": targets}]}],
        }
        (folder / "prometheus.yml").write_text(yaml.safe_dump(config))
        self._command = [
            binary,
            f"--config.file={folder / 'prometheus.yml'}",
            f"--storage.tsdb.path={folder / 'data'}",
            f"--web.listen-address={self.address}",
            "--log.level=error",
        ]

    def query(self, expression: str) -> list[dict[str, Any]]:
        """The series of an instant query; raises `BadQuery`."""
        url = f"http://{self.address}/api/v1/query?{urlencode({'query': expression})}"
        try:
            with urlopen(url, timeout=10) as answer:
                found: list[dict[str, Any]] = json.load(answer)["data"]["result"]
        except HTTPError as error:
            raise BadQuery(f"{expression}: {error.read().decode()}") from None
        return found

    def value(self, expression: str) -> float:
        """The value of a query for one series; NaN when there is none."""
        found = self.query(expression)
        return float(found[0]["value"][1]) if found else float("nan")

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL)
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            try:
                urlopen(f"http://{self.address}/-/ready", timeout=1).close()
            except (URLError, OSError):
                time.sleep(0.1)
            else:
                return self
        raise TimeoutError("Prometheus does not become ready")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.wait(20)
