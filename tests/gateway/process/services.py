"""Services behind the gateway: they count and keep what they receive, and answer as a test tells them."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from attrs import Factory, define, field, frozen

from tests.gateway.process.answers import echo
from tests.gateway.process.exchange import Answer, Exchange, Seen
from tests.gateway.process.messages import END, Head, Strange

LONGEST_HEAD: Final = 256 * 1024
KEYS: Final = "/.well-known/jwks.json"
NAMES: Final = ("auth", "users", "media")


@define(eq=False)
class Service:
    """One service; `strange` is what it could not take for a request, `open` how many connections it has now."""

    name: str
    standing: Mapping[str, Answer] = field(factory=dict)
    answers: dict[str, Answer] = Factory(dict)
    seen: list[Seen] = Factory(list)
    strange: list[str] = Factory(list)
    connections: int = 0
    open: int = 0
    port: int = 0
    _server: asyncio.Server | None = None
    _writers: set[asyncio.StreamWriter] = Factory(set)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Listen, on the same port as before."""
        self._server = server = await asyncio.start_server(
            self._serve, "127.0.0.1", self.port, limit=LONGEST_HEAD, backlog=1024, reuse_address=True
        )
        self.port = server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Listen no more, and hang up."""
        assert self._server is not None
        self._server.close()
        for writer in self._writers:
            writer.transport.abort()

    def forget(self) -> None:
        """Forget what was seen, and how to answer it."""
        self.seen.clear()
        self.strange.clear()
        self.answers.clear()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.open += 1
        self._writers.add(writer)
        number = self.connections
        try:
            while not writer.is_closing():
                await self._answer(number, reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError) as end:
            if getattr(end, "partial", b"").strip(b"\r\n"):
                self.strange.append(f"the end in the middle: {end}")
        except Exception as error:  # noqa: BLE001 - whatever goes wrong here is for the test to know
            self.strange.append(repr(error))
        finally:
            self.open -= 1
            self._writers.remove(writer)
            writer.close()

    async def _answer(self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen = Seen(self.name, number, Head.read(await reader.readuntil(END)))
        if len(seen.head.first.split(" ")) != 3 or not seen.head.first.endswith(" HTTP/1.1"):
            raise Strange(f"a first line {seen.head.first!r}")
        self.seen.append(seen)
        exchange = Exchange(seen, reader, writer)
        answer = self.answers.get(seen.path) or self.standing.get(seen.path) or echo
        try:
            await answer(exchange)
            if not exchange.is_over:
                await exchange.body()
        except (asyncio.IncompleteReadError, ConnectionError):
            seen.was_left = True
            writer.transport.abort()


@frozen(eq=False)
class Services:
    """All of them, on an event loop in a thread of its own: they answer whatever the tests are doing."""

    auth: Service
    users: Service
    media: Service
    loop: asyncio.AbstractEventLoop

    @property
    def all(self) -> tuple[Service, ...]:
        """Every service."""
        return (self.auth, self.users, self.media)

    @property
    def seen(self) -> list[Seen]:
        """All requests but those for the keys."""
        return [seen for service in self.all for seen in service.seen if seen.path != KEYS]

    @property
    def only(self) -> Seen:
        """The one request that has arrived."""
        (seen,) = self.seen
        return seen

    @property
    def calls(self) -> int:
        """How often anything was asked, keys included, or connected to."""
        return sum(len(service.seen) + service.connections for service in self.all)

    @property
    def strange(self) -> list[str]:
        """What no service could take for a request."""
        return [f"{service.name}: {strange}" for service in self.all for strange in service.strange]

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something where the services run."""
        asyncio.run_coroutine_threadsafe(work, self.loop).result()

    def forget(self) -> None:
        """Forget requests and answers."""
        for service in self.all:
            service.forget()


@contextmanager
def running(standing: Mapping[str, Answer]) -> Iterator[Services]:
    """Run the services until the block ends; `standing` is how they answer until a test says otherwise."""
    loop = asyncio.new_event_loop()
    auth, users, media = (Service(name, standing) for name in NAMES)
    services = Services(auth, users, media, loop)
    thread = threading.Thread(target=loop.run_forever, name="services")
    thread.start()
    try:
        for service in services.all:
            services.run(service.start())
        yield services
        for service in services.all:
            services.run(service.stop())
        services.run(_end())
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _end() -> None:
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
