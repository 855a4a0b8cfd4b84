"""Runs the page until it is stopped."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable

from aiohttp import web

from workers.settings import Settings
from workers.watch.line import LagWatch
from workers.watch.newsroom import Newsroom
from workers.watch.reader import Reader
from workers.watch.web import Site

SHUTDOWN_SECONDS = 1.0
"""An open page keeps its bell: it is not waited for."""


def serve(settings: Settings, ready: Callable[[str], None]) -> None:
    """Serves until Ctrl-C or SIGTERM, then raises `KeyboardInterrupt`; tells `ready` the address.

    Raises `NoSuchTopic`, `ClusterUnreachable`, `kafka.errors.KafkaError`; `OSError` when the
    port is taken.
    """
    newsroom = Newsroom(settings.watch_articles, settings.watch_megabytes)
    reader, lag = Reader(settings, newsroom), LagWatch(settings)
    try:
        asyncio.run(
            _serve(settings, Site(newsroom, reader, lag, settings.watch_host), ready, reader, lag)
        )
    finally:
        lag.stop()
        reader.stop()
    raise KeyboardInterrupt


async def _serve(
    settings: Settings, site: Site, ready: Callable[[str], None], reader: Reader, lag: LagWatch
) -> None:
    runner = web.AppRunner(site.application, access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
    await runner.setup()
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    try:
        await web.TCPSite(runner, settings.watch_host, settings.watch_port).start()
        host, port = runner.addresses[0][:2]
        ready(f"http://{f'[{host}]' if ':' in host else host}:{port}")
        reader.start()
        lag.start()
        await stopped.wait()
    finally:
        await runner.cleanup()
