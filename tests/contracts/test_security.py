"""The claims of docs/security.md."""

from __future__ import annotations

import ast
import asyncio
import json
import re
import socket
import subprocess
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
import yaml
from aiohttp import web
from pydantic import SecretStr

from tests.messages import message
from workers.observe.health import Verdict
from workers.observe.server import Server
from workers.offline import Failed, Line
from workers.settings import Settings

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/security.md").read_text("utf-8")
HOSTILE = """<?xml version="1.0"?>
<!DOCTYPE html [<!ENTITY secret SYSTEM "file:///etc/passwd">
  <!ENTITY % remote SYSTEM "http://127.0.0.1:9/x.dtd"> %remote;]>
<html xmlns:xi="http://www.w3.org/2001/XInclude"><head>
<base href="http://127.0.0.1:9/"><link rel="stylesheet" href="http://127.0.0.1:9/a.css">
<script src="http://127.0.0.1:9/a.js"></script><meta http-equiv="refresh" content="0;url=x">
<script type="application/ld+json">{"@context": "http://127.0.0.1:9/c", "@type": "NewsArticle"}
</script></head><body><iframe src="file:///etc/passwd"></iframe><xi:include href="/etc/passwd"/>
<article><p>The mayor of Graz, Ilse Brandl, opened the bridge on Monday. &secret;</p>
<img src="http://127.0.0.1:9/a.png"><p>“It will stand for a century,” she said.</p></article>
</body></html>"""


def test_each_claim_names_a_test_that_exists() -> None:
    named = re.findall(r"`(tests/[\w/.]+)(?:::(\w+))?`", PAGE)
    assert len(named) > 15
    for path, test in named:
        assert (ROOT / path).is_file(), path
        assert not test or f"def {test}(" in (ROOT / path).read_text("utf-8"), test


@pytest.mark.parametrize("kind", ["text/html", "application/xhtml+xml", "text/plain"])
def test_no_page_makes_the_line_connect_or_read_a_file(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(Line(Settings(nlp_profile="sm")).process([message(b"<p>Models load.</p>")]))
    tried: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _, address: tried.append(address))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *asked, **_: tried.append(asked))
    opened: list[str] = []
    sys.addaudithook(lambda event, given: _note(opened, event, given))
    headers = (("content-type", kind.encode()),)
    found = list(
        Line(Settings(nlp_profile="sm")).process([message(HOSTILE.encode(), headers=headers)])
    )
    assert found
    assert tried == []
    assert opened == []
    assert not any("root:" in str(each) for each in found)
    assert not any(isinstance(each, Failed) and each.reason == "unexpected" for each in found)


def _note(opened: list[str], event: str, given: tuple[object, ...]) -> None:
    if event == "open" and str(given[0]).startswith("/etc/passwd"):
        opened.append(str(given[0]))


def test_nothing_that_comes_in_can_be_run() -> None:
    unsafe = {"pickle", "marshal", "shelve", "dill", "joblib", "cloudpickle"}
    benchmarks = ROOT / "workers/bench"  # keep copies of their own articles
    for module in (ROOT / "workers").rglob("*.py"):
        if module.is_relative_to(benchmarks):
            continue
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                assert not {alias.name for alias in node.names} & unsafe, module
            elif isinstance(node, ast.ImportFrom):
                assert node.module not in unsafe, module
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("eval", "exec"), f"{module}:{node.lineno}"
            elif isinstance(node, ast.keyword) and node.arg == "shell":
                raise AssertionError(f"{module}: a shell")


async def _serve(settings: Settings) -> tuple[Server, str]:
    def fine() -> Verdict:
        return Verdict(True, "fine")

    server = Server(settings, fine, fine)
    await server.on_start()
    host, port = server._runner.addresses[0][:2]
    return server, f"http://{host}:{port}"


def test_a_worker_only_answers_and_only_to_its_machine() -> None:
    async def ask() -> None:
        server, address = await _serve(Settings(web_port=0))
        assert address.startswith("http://127.0.0.1:")
        for method in ("POST", "PUT", "DELETE", "PATCH"):
            for path in ("/metrics", "/ready", "/live", "/", "/../settings"):
                status = await asyncio.to_thread(_status, method, address + path)
                assert status in (web.HTTPMethodNotAllowed.status_code, 404), (method, path)
        assert await asyncio.to_thread(_status, "GET", address + "/ready") == 200
        await server.on_stop()

    asyncio.run(ask())


def _status(method: str, address: str) -> int:
    try:
        with urlopen(Request(address, method=method), timeout=5) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


def test_a_password_is_shown_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(sasl_password=SecretStr("geheim"))
    assert "geheim" not in f"{settings!r} {settings} {settings.model_dump()}"
    monkeypatch.setenv("NEWSMILL_SASL_PASSWORD", "geheim")
    monkeypatch.setenv("NEWSMILL_SASL_PASWORD", "geheim")
    monkeypatch.setenv("NEWSMILL_BROKERS", "127.0.0.1:1")
    command = [sys.executable, "-m", "workers.cli", "doctor", "--no-models"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert "NEWSMILL_SASL_PASWORD" in done.stdout
    assert "geheim" not in done.stdout + done.stderr


def test_compose_has_no_password() -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_bytes())["services"]
    for name, service in services.items():
        for variable, value in (service.get("environment") or {}).items():
            secret = re.search("PASSWORD|SECRET|TOKEN", variable)
            assert not secret or re.fullmatch(r"\$\{\w+(:\?[^}]*)?\}", str(value)), (name, variable)


def test_the_sbom_lists_every_package_of_the_image(tmp_path: Path) -> None:
    """Made of this environment, which holds the packages of the image among its own."""
    made = tmp_path / "sbom.json"
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert "requirements/run.lock\n\t$(BIN)/cyclonedx-py environment" in makefile
    tool = Path(sys.executable).parent / "cyclonedx-py"
    options = f"--pyproject {ROOT}/pyproject.toml --output-reproducible --of JSON --no-validate"
    subprocess.run(
        [tool, "environment", sys.executable, *options.split(), "-o", made],
        check=True,
        capture_output=True,
        timeout=120,
    )
    found = json.loads(made.read_bytes())
    assert found["bomFormat"] == "CycloneDX"
    listed = {
        (re.sub(r"[-_.]+", "-", one["name"]).lower(), one["version"]) for one in found["components"]
    }
    locked = (ROOT / "requirements/run.lock").read_text("utf-8")
    wanted = set(re.findall(r"^([a-z0-9._-]+)==(\S+)", locked, re.MULTILINE))
    assert len(wanted) > 50
    assert {(re.sub(r"[-_.]+", "-", name), version) for name, version in wanted} <= listed
