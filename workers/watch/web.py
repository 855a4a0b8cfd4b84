"""How the page is served: read-only, nothing from elsewhere, to this machine unless told."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Middleware

from workers.display.article_view.view import DATA as ARTICLE_DATA
from workers.watch.line import LagWatch
from workers.watch.newsroom import Newsroom
from workers.watch.pages import DATA, LISTED, MOST_LISTED, Asked, State, page
from workers.watch.reader import Reader

log = logging.getLogger(__name__)

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
    "connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
FILES: dict[str, Path] = {
    "article.css": ARTICLE_DATA / "article.css",
    **{name: DATA / "static" / name for name in ("watch.css", "watch.js", "icon.svg")},
}
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
LONGEST_ID = 300
MOST_LISTENERS = 100
TICK_SECONDS = 1.0
ALIVE_SECONDS = 15.0

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Site:
    """The addresses: three views, the files that they need, and a bell that rings at news."""

    def __init__(self, newsroom: Newsroom, reader: Reader, lag: LagWatch, host: str) -> None:
        self._newsroom, self._reader, self._lag = newsroom, reader, lag
        self._listeners = 0
        self.application = web.Application(middlewares=[_guard(host)])
        for path, view in (("/", "articles"), ("/sources", "sources"), ("/line", "line")):
            self.application.router.add_get(path, self._view(view))
        self.application.router.add_get("/events", self._events)
        self.application.router.add_get("/static/{name}", _file)

    def _view(self, view: str) -> Handler:
        async def answer(request: web.Request) -> web.Response:
            query = request.query
            number = query.get("n", "")
            asked = Asked(
                view=view,
                q=query.get("q", "")[:300],
                a=query.get("a", "")[:LONGEST_ID],
                n=min(int(number), MOST_LISTED) if number.isdecimal() else LISTED,
            )
            # In a thread: a search goes through every text, and others want answers meanwhile.
            html = await asyncio.to_thread(
                page, self._newsroom, self._state(), asked, "part" in query
            )
            return web.Response(text=html, content_type="text/html")

        return answer

    def _state(self) -> State:
        gone = self._reader.error or self._lag.unreachable
        return State(gone, self._reader.behind, self._lag.lags, self._lag.error)

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: the number of the edition whenever there is a new one."""
        if self._listeners >= MOST_LISTENERS:
            raise web.HTTPServiceUnavailable(text="too many pages are open\n")
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"} | HEADERS)
        await response.prepare(request)
        self._listeners += 1
        told, silent = None, 0.0
        try:
            while True:
                now = (self._newsroom.edition, self._reader.error, self._lag.at)
                if now != told or silent >= ALIVE_SECONDS:
                    await response.write(f"data: {now[0]}\n\n".encode())
                    told, silent = now, 0.0
                await asyncio.sleep(TICK_SECONDS)
                silent += TICK_SECONDS
        except ConnectionError:
            return response  # the page was closed
        finally:
            self._listeners -= 1


async def _file(request: web.Request) -> web.StreamResponse:
    path = FILES.get(request.match_info["name"])
    if path is None:
        raise web.HTTPNotFound
    return web.Response(body=path.read_bytes(), content_type=KINDS[path.suffix], charset="utf-8")


def _guard(host: str) -> Middleware:
    """Puts the headers on every answer, and refuses names that are not this machine's.

    A page elsewhere could point its own name at 127.0.0.1 and read along (DNS rebinding);
    bound to an address of the network, the names are those of whoever runs it.
    """
    checked = is_loopback(host)

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        name = request.host.rpartition(":")[0] if not request.host.endswith("]") else request.host
        if checked and not is_loopback(name or request.host):
            response: web.StreamResponse = web.Response(
                status=421, text="this page answers to localhost only; newsmill watch --host\n"
            )
        else:
            try:
                response = await handler(request)
            except web.HTTPException as error:
                response = web.Response(status=error.status, text=f"{error.reason}\n")
        if not response.prepared:
            response.headers.update(HEADERS)
        return response

    return guard


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine to itself."""
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
