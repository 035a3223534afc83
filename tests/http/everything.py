"""Every service on one port, reached as only the gateway should: directly."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final

from attrs import frozen

from composition.http_service import http_service
from composition.opener import Opener
from composition.process import wired as put_together
from composition.processes import PROCESSES
from composition.settings import Settings
from core.identity.model.proof import Proof
from core.identity.model.session import ACCESS_LIFE, AccessClaims, SessionId
from core.identity.model.user import UserId
from entrypoints.http.app import http_app
from entrypoints.http.server import serve
from ports.clock import Clock
from ports.hop_signer import HOP_LIVES, Hop, HopSigner
from tests.builders import an_id, an_identity
from tests.clocks import ManualClock
from tests.hops import a_hop, hop_headers
from tests.http.fuzz import Shot
from tests.http.wire import Said, wired

SECRET: Final = "a-secret-between-services-" + "s" * 32
SESSION: Final = SessionId(an_id())  # one that no request can end, for it is kept nowhere


@frozen(kw_only=True)
class Served:
    """Where everything is, and what opens every door of it; `late` signs as one whose signatures are too old."""

    url: str
    signer: HopSigner
    late: HopSigner
    user_id: UserId
    access_token: str

    def hop(self, target: str, method: str = "GET") -> Hop:
        """Return a request of somebody who is signed in."""
        return a_hop(target, method=method, user_id=self.user_id, session_id=SESSION)

    def signed(self, target: str, method: str = "GET") -> dict[str, str]:
        """Return the headers that the gateway would give such a request."""
        hop = self.hop(target, method)
        return hop_headers(hop, self.signer.sign(hop))

    def headers_of(self, shot: Shot) -> dict[str, str]:
        """Return what lets a request in everywhere: it comes through the gateway, and from a service."""
        return {"X-Internal-Secret": SECRET, **self.signed(shot.target, shot.method)}

    async def ask(self, target: str, headers: Mapping[str, str]) -> Said:
        """Ask directly."""
        async with wired(self.url) as wire:
            await wire.send(Shot("GET", target).bytes(headers))
            return await wire.answer()


@asynccontextmanager
async def everything(home: Path) -> AsyncIterator[Served]:
    """Serve it all over stores in memory."""
    told = {"ODDIYA_PROFILE": "memory", "ODDIYA_SERVICE_SECRETS": SECRET, "ODDIYA_HOME": str(home)}
    async with AsyncExitStack() as stack:
        opener = Opener(Settings.read(told), stack)
        containers = [await put_together(process, opener) for process in PROCESSES.values()]
        routes = [one for container in containers for one in container.routes()]
        app = http_app(await http_service("oddiya", opener, routes), routes)
        serving = await stack.enter_async_context(serve(app, "127.0.0.1", 0))
        clock: Clock = await opener.open("clock")
        too_old = ManualClock(clock.now() - HOP_LIVES - timedelta(seconds=1))
        user_id = await _somebody(opener)
        yield Served(
            url=serving.url,
            signer=await opener.open("hop_signer"),
            late=await Opener(opener.settings, stack, given={"clock": too_old}).open("hop_signer"),
            user_id=user_id,
            access_token=await _an_access_token(opener, user_id),
        )


async def _somebody(opener: Opener) -> UserId:
    directory = await opener.open("user_directory")
    user = await directory.sign_in(Proof(identity=an_identity(), email="mina@example.com", name="Mina"))
    user_id: UserId = user.user_id
    return user_id


async def _an_access_token(opener: Opener, user_id: UserId) -> str:
    signer, clock = [await opener.open(port) for port in ("token_signer", "clock")]
    now = clock.now()
    claims = AccessClaims(
        user_id=user_id,
        session_id=SESSION,
        token_id=an_id(),
        issued_at=now,
        expires_at=now + ACCESS_LIFE,
    )
    return str(signer.sign(claims))
