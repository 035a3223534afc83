"""An HTTP server in front of another that may tell clients something else than it was told."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector, web
from attrs import define, evolve, field, frozen
from multidict import CIMultiDict
from yarl import URL

HOP_BY_HOP = frozenset({"connection", "transfer-encoding", "keep-alive", "content-encoding", "date", "server"})
MOST_BYTES = 2**26
SENT = 0.05  # seconds in which half of an answer has surely left


@frozen(kw_only=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    headers: CIMultiDict[str]
    body: bytes = field(repr=False)

    @property
    def action(self) -> str:
        """What AWS is asked to do, where that is said in a header: `AmazonSQS.SendMessage`."""
        return self.headers.get("X-Amz-Target", "")

    def asking(self, body: bytes) -> "Asked":
        """Ask for something else in the same words."""
        return evolve(self, body=body)


@frozen(kw_only=True)
class Told:
    """An answer; one that is `cut` says how long it is, and ends in the middle."""

    status: int
    headers: CIMultiDict[str]
    body: bytes = field(repr=False)
    cut: bool = False


GONE = Told(status=200, headers=CIMultiDict(), body=b"  ", cut=True)  # as if nobody stood between
Passing = Callable[[Asked], Awaitable[Told]]
Lie = Callable[[Asked, Passing], Awaitable[Told]]


async def honest(asked: Asked, passing: Passing) -> Told:
    """Hand on what is asked, and what is answered."""
    return await passing(asked)


@define(kw_only=True)
class Liar:
    """Answers as its `lie` has it."""

    upstream: str
    session: ClientSession
    lie: Lie = honest
    port: int = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        headers = CIMultiDict(
            (name, value) for name, value in request.headers.items() if name.lower() not in HOP_BY_HOP
        )
        headers.pop("Expect", None)
        asked = Asked(method=request.method, path=request.raw_path, headers=headers, body=await request.read())
        try:
            told = await self.lie(asked, self._passing)
        except ClientError:
            told = GONE
        answer = web.StreamResponse(status=told.status, headers=told.headers)
        if request.method != "HEAD":  # which says how long the answer would be
            answer.content_length = len(told.body)
        await answer.prepare(request)
        await answer.write(told.body[: len(told.body) // 2] if told.cut else told.body)
        if told.cut:
            await _hang_up(request)
        return answer

    async def _passing(self, asked: Asked) -> Told:
        url = URL(self.upstream + asked.path, encoded=True)
        async with self.session.request(
            asked.method, url, headers=asked.headers, data=asked.body or None, allow_redirects=False
        ) as answer:
            headers = CIMultiDict(
                (name, value) for name, value in answer.headers.items() if name.lower() not in HOP_BY_HOP
            )
            return Told(status=answer.status, headers=headers, body=await answer.read())


async def _hang_up(request: web.Request) -> None:
    await asyncio.sleep(SENT)
    if request.transport is not None:
        request.transport.abort()


@asynccontextmanager
async def liar(upstream: str) -> AsyncIterator[Liar]:
    """Serve for as long as the block lasts, honestly at first."""
    # A connection of its own for each request: what a server closes meanwhile is no fault that somebody ordered.
    connector = TCPConnector(force_close=True, limit=0)
    async with ClientSession(
        connector=connector, cookie_jar=DummyCookieJar(), timeout=ClientTimeout(60), auto_decompress=False
    ) as session:
        lying = Liar(upstream=upstream, session=session)
        application = web.Application(client_max_size=MOST_BYTES)
        application.router.add_route("*", "/{anything:.*}", lying.answer)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.2, handler_cancellation=True)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            lying.port = runner.addresses[0][1]
            yield lying
        finally:
            await runner.cleanup()
