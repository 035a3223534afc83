"""Calls of one OpenAI-compatible server: bounded in size, without redirects, which would give the key away."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Final

import orjson
from aiohttp import ClientConnectionError, ClientError, ClientSession, ClientTimeout, DummyCookieJar
from attrs import field, frozen

from adapters.wire.outside.heard import Heard
from adapters.wire.outside.key import ServiceKey
from adapters.wire.outside.trouble import failing, nonsense, silent
from ports.clock import Clock

HEADERS: Final = {"Accept-Encoding": "identity", "Content-Type": "application/json", "User-Agent": "Oddiya"}


@frozen(kw_only=True)
class Server:
    """Completes chats."""

    session: ClientSession = field(repr=False)
    url: str
    clock: Clock

    async def complete(self, request: Mapping[str, Any]) -> Heard:
        """Return what is answered, whatever its status; `Trouble` where nothing is."""
        try:
            async with self.session.post(self.url, data=orjson.dumps(request), allow_redirects=False) as response:
                return await Heard.read(response, now=self.clock.now())
        except TimeoutError:
            trouble = silent("it did not answer in time")
        except ClientConnectionError as error:
            trouble = failing(f"no connection ({type(error).__name__}): is it down, or the URL wrong?")
        except (ClientError, OSError, ValueError) as error:
            trouble = nonsense(f"it does not speak HTTP as it should ({type(error).__name__})")
        raise trouble  # out here, so that it does not carry the vendor's error, which may quote what was asked


@asynccontextmanager
async def server_at(url: str, *, key: ServiceKey | None, clock: Clock, patience: timedelta) -> AsyncIterator[Server]:
    """Open the connections to a server, on which nothing that it says is remembered."""
    async with ClientSession(
        cookie_jar=DummyCookieJar(),
        timeout=ClientTimeout(total=patience.total_seconds()),
        auto_decompress=False,  # what is not unpacked cannot burst
        headers=HEADERS | ({"Authorization": f"Bearer {key.text}"} if key else {}),
    ) as session:
        yield Server(session=session, url=f"{url.rstrip('/')}/chat/completions", clock=clock)
