"""The worker's small web server: /metrics, /live, /ready."""

from __future__ import annotations

import errno
import logging
from collections.abc import Awaitable, Callable

from aiohttp import web
from mode import Service
from prometheus_client.exposition import choose_encoder

from workers.observe.health import Verdict
from workers.observe.metrics import REGISTERED
from workers.settings import Settings

log = logging.getLogger(__name__)

PORTS_TRIED = 50


class Server(Service):
    """Serves the endpoints while the worker runs."""

    logger = logging.getLogger("mode")

    def __init__(
        self, settings: Settings, ready: Callable[[], Verdict], live: Callable[[], Verdict]
    ) -> None:
        super().__init__()
        self._settings = settings
        application = web.Application()
        application.router.add_get("/metrics", _metrics)
        application.router.add_get("/ready", _answer(ready))
        application.router.add_get("/live", _answer(live))
        self._runner = web.AppRunner(application, access_log=None)

    async def on_start(self) -> None:
        """Binds the port, or the next free one when a second worker runs on this machine."""
        await self._runner.setup()
        host, first = self._settings.web_host, self._settings.web_port
        last = first + PORTS_TRIED if first else 0
        for port in range(first, last + 1):
            try:
                await web.TCPSite(self._runner, host, port).start()
            except OSError as error:
                if error.errno != errno.EADDRINUSE or port == last:
                    raise
            else:
                break
        log.info("event=listening address=http://%s:%d", *self._runner.addresses[0][:2])

    async def on_stop(self) -> None:
        """Closes the port."""
        await self._runner.cleanup()


async def _metrics(request: web.Request) -> web.Response:
    encode, content_type = choose_encoder(request.headers.get("Accept", ""))
    return web.Response(body=encode(REGISTERED), headers={"Content-Type": content_type})


def _answer(verdict_of: Callable[[], Verdict]) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answer(_: web.Request) -> web.Response:
        verdict = verdict_of()
        return web.Response(text=verdict.reason + "\n", status=200 if verdict.ok else 503)

    return answer
