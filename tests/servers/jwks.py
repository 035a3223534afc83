"""An auth service of the tests' own, of which nothing is there but its keys; it counts how often it is asked."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager

from aiohttp import web
from attrs import define, field

from tests.servers.oidc import OVER, Handler

Published = Callable[[], Sequence[Mapping[str, str]]]


@define
class JwksServer:
    """Publishes keys, unless a test has it answer otherwise; it can be stopped, and started again at the same place."""

    published: Published = lambda: ()
    answer: Handler | None = None
    asked: int = 0
    _port: int = 0
    _runner: web.AppRunner | None = field(default=None, init=False)

    @property
    def url(self) -> str:
        """Where it is, running or not."""
        return f"http://127.0.0.1:{self._port}"

    def choose_port(self) -> None:
        """Settle where it will be before it runs."""
        with socket.create_server(("127.0.0.1", self._port)) as probe:
            self._port = probe.getsockname()[1]

    async def start(self) -> None:
        """Answer from now on."""
        application = web.Application()
        application[OVER] = asyncio.Event()
        application.router.add_route("*", "/{path:.*}", self._handle)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True).start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Answer no more."""
        runner, self._runner = self._runner, None
        if runner is not None:
            runner.app[OVER].set()
            await runner.cleanup()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        self.asked += 1
        assert (request.method, request.path_qs) == ("GET", "/.well-known/jwks.json")
        assert not {"Cookie", "Authorization", "X-Internal-Secret"} & set(request.headers)
        if self.answer is not None:
            return await self.answer(request)
        return web.json_response({"keys": [dict(key) for key in self.published()]})


@asynccontextmanager
async def jwks_server(published: Published = lambda: ()) -> AsyncIterator[JwksServer]:
    """Run an auth service that publishes these keys."""
    server = JwksServer(published)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()
