"""A service that says who asks and from where, and the gateway's half of the secret."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Annotated

from attrs import define, frozen
from typing_extensions import override

from entrypoints.hop import hop_authenticator, hop_reader
from entrypoints.http.app import http_app
from entrypoints.http.caller import PUBLIC, Caller, RequestInfo
from entrypoints.http.route import get
from entrypoints.http.server import serve
from entrypoints.http.shapes.constraints import Length
from ports.hop_signer import Hop, HopSigner, HopVerifier
from tests.clocks import ManualClock
from tests.hops import a_signer, a_verifier, hop_headers
from tests.http.conftest import a_service
from tests.http.wire import Said, wired


@frozen(kw_only=True)
class Asked:
    """Who asks for what, and from where."""

    user_id: str
    session_id: str | None
    address: str
    path: str
    q: str


@frozen(kw_only=True)
class Anything:
    """What a query may hold."""

    q: Annotated[str, Length(max=100)] = ""


class WhoRoutes:
    """Tells people who and where they are."""

    @get("/who/{path:.+}")
    async def who(self, path: str, query: Anything, caller: Caller, request: RequestInfo) -> Asked:
        """Tell who asks, whatever they ask for."""
        where = request.client_address
        return Asked(user_id=caller.user_id, session_id=caller.session_id, address=where, path=path, q=query.q)

    @get("/where", security=PUBLIC)
    async def where(self, request: RequestInfo, again: RequestInfo) -> list[str]:
        """Tell where the client is, more than once."""
        return [request.client_address, again.client_address]

    @get("/anybody", security=PUBLIC)
    async def anybody(self, request: RequestInfo) -> list[str]:
        """Tell anybody what they want to know, which is not where they are."""
        return [request.path]


@define
class Counting(HopVerifier):
    """Verifies, and counts how often it must."""

    verifier: HopVerifier
    count: int = 0

    @override
    def verify(self, hop: Hop, signature: str) -> None:
        self.count += 1
        self.verifier.verify(hop, signature)


@frozen
class Service:
    """A running service, and what its gateway signs with."""

    url: str
    signer: HopSigner
    verifier: Counting
    clock: ManualClock

    def signed(self, hop: Hop) -> dict[str, str]:
        return hop_headers(hop, self.signer.sign(hop))

    async def ask(self, headers: Mapping[str, str], target: str = "/who/me", *more: str, method: str = "GET") -> Said:
        return await self.send(target, *(f"{name}: {value}" for name, value in headers.items()), *more, method=method)

    async def send(self, target: str, *lines: str, method: str = "GET") -> Said:
        async with wired(self.url) as wire:
            await wire.send("\r\n".join([f"{method} {target} HTTP/1.1", "Host: x", *lines, "", ""]).encode())
            return await wire.answer()


@asynccontextmanager
async def a_listening_service() -> AsyncIterator[Service]:
    """Serve it behind a gateway that is not there, but has signed."""
    clock = ManualClock()
    verifier = Counting(a_verifier(clock))
    service = a_service(authenticators={"user": hop_authenticator}, hop_of=hop_reader(verifier))
    async with serve(http_app(service, [WhoRoutes()]), "127.0.0.1", 0) as serving:
        yield Service(serving.url, a_signer(clock), verifier, clock)
