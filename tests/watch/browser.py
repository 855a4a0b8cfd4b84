"""A real headless Chromium, driven over its DevTools protocol by aiohttp's WebSocket client.

What goes wrong in the page (exceptions, console errors, refused contents) is collected in
`problems`.
"""

from __future__ import annotations

import asyncio
import base64
import json
import shutil
import subprocess
import time
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import aiohttp

BINARY = shutil.which("chromium") or shutil.which("chromium-browser")
WAIT_SECONDS = 20.0
KEYS = {"Escape": 27, "Enter": 13, "Tab": 9}


class PageFailed(AssertionError):
    """Something in the page raised, or did not come to be."""


class Browser:
    """One page. Use it as a context manager."""

    def __init__(self, folder: Path) -> None:
        assert BINARY is not None
        self.problems: list[str] = []
        self._numbers = count(1)
        self._answers: dict[int, Any] = {}
        self._loop = asyncio.new_event_loop()
        self._log = folder / "chromium.log"
        command = [
            BINARY,
            *"--headless=new --no-sandbox --disable-gpu --hide-scrollbars --mute-audio".split(),
            *"--no-first-run --disable-extensions --disable-background-networking".split(),
            *"--disable-dev-shm-usage --remote-debugging-port=0".split(),
            f"--user-data-dir={folder / 'profile'}",
            "about:blank",
        ]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)

    def __enter__(self) -> Self:
        try:
            self._run(self._connect())
        except BaseException:
            self._process.kill()
            raise
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.size(1360, 900)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._run(self._session.close())
        self._loop.close()
        self._process.terminate()
        self._process.wait(timeout=10)

    def go(self, address: str) -> None:
        """Loads an address."""
        self.call("Page.navigate", url=address)
        self.until("document.readyState === 'complete' && location.href !== 'about:blank'")

    def js(self, expression: str) -> Any:
        """The value of an expression; raises `PageFailed` when it raises."""
        answer = self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in answer:
            raise PageFailed(json.dumps(answer["exceptionDetails"])[:2_000])
        return answer["result"].get("value")

    def until(self, condition: str, seconds: float = WAIT_SECONDS) -> None:
        """Waits until a condition holds; raises `PageFailed`."""
        end = time.monotonic() + seconds
        while not self.js(f"!!({condition})"):
            if time.monotonic() > end:
                text = self.js("document.body.innerText")
                raise PageFailed(f"not after {seconds} s: {condition}\n{text[:1_500]}")
            self.wait(0.05)

    def wait(self, seconds: float) -> None:
        """Takes in what the page reports meanwhile."""
        self._run(self._receive(None, seconds))

    def click(self, selector: str) -> None:
        """A real click of the mouse on the middle of an element's first box."""
        box = self.js(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)});"
            "e.scrollIntoView({block: 'center', behavior: 'instant'});"
            "const b = e.getClientRects()[0]; return [b.x + b.width / 2, b.y + b.height / 2] })()"
        )
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            self.call(
                "Input.dispatchMouseEvent",
                type=kind,
                x=box[0],
                y=box[1],
                button="none" if kind == "mouseMoved" else "left",
                clickCount=0 if kind == "mouseMoved" else 1,
            )

    def key(self, name: str) -> None:
        """One key, pressed and let go."""
        code = KEYS.get(name, 0)
        text = {"text": name} if len(name) == 1 else {}
        down = "keyDown" if text else "rawKeyDown"
        self.call("Input.dispatchKeyEvent", type=down, key=name, windowsVirtualKeyCode=code, **text)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=name, windowsVirtualKeyCode=code)

    def type(self, text: str) -> None:
        """Text into what has the focus."""
        self.call("Input.insertText", text=text)

    def size(self, width: int, height: int, phone: bool = False) -> None:
        """The window's size in CSS pixels."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=phone,
        )

    def dark(self, on: bool) -> None:
        """Whether the reader's system is set to dark."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if on else "light"}
        still = {"name": "prefers-reduced-motion", "value": "reduce"}
        self.call("Emulation.setEmulatedMedia", features=[scheme, still])

    def picture(self, file: Path) -> bytes:
        """A PNG of what the window shows, written to a file."""
        data = base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"])
        file.write_bytes(data)
        return data

    def call(self, method: str, **parameters: Any) -> Any:
        """A method of the DevTools protocol."""
        return self._run(self._call(method, parameters))

    def _run(self, work: Any) -> Any:
        return self._loop.run_until_complete(work)

    async def _connect(self) -> None:
        port = self._process and await self._port()
        self._session = aiohttp.ClientSession()
        async with self._session.get(f"http://127.0.0.1:{port}/json/list") as answer:
            [page] = [p for p in await answer.json() if p["type"] == "page"]
        self._socket = await self._session.ws_connect(page["webSocketDebuggerUrl"], max_msg_size=0)

    async def _port(self) -> str:
        """The port that Chromium took, from what it says."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            told = self._log.read_text(errors="replace").partition("DevTools listening on ws://")[2]
            if "\n" in told:
                return told.split("/")[0].rpartition(":")[2]
            await asyncio.sleep(0.1)
        raise PageFailed(f"Chromium does not start: {self._log.read_text(errors='replace')}")

    async def _call(self, method: str, parameters: dict[str, Any]) -> Any:
        number = next(self._numbers)
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        answer = await self._receive(number, 60)
        if answer is None or "error" in answer:
            raise PageFailed(f"{method}: {answer}")
        return answer["result"]

    async def _receive(self, number: int | None, seconds: float) -> Any:
        """Reads until the answer of this number came, or for so long."""
        end = time.monotonic() + seconds
        while number is None or number not in self._answers:
            try:
                message = await self._socket.receive_json(timeout=max(0.01, end - time.monotonic()))
            except TimeoutError:
                break
            if "id" in message:
                self._answers[message["id"]] = message
            else:
                self._note(message["method"], message["params"])
        return self._answers.pop(number, None) if number else None

    def _note(self, method: str, told: dict[str, Any]) -> None:
        if method == "Runtime.exceptionThrown":
            self.problems.append(json.dumps(told["exceptionDetails"])[:1_000])
        elif method == "Runtime.consoleAPICalled" and told["type"] in (
            "error",
            "warning",
            "assert",
        ):
            self.problems.append(json.dumps(told["args"])[:1_000])
        elif method == "Log.entryAdded" and told["entry"]["level"] in ("error", "warning"):
            self.problems.append(f"{told['entry']['text']} {told['entry'].get('url', '')}")
        elif method == "Page.javascriptDialogOpening":
            self.problems.append(f"a dialog: {told['message']}")
