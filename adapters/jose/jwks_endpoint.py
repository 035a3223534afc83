"""The keys as the auth service publishes them over HTTP: asked for within bounds, and read strictly."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from aiohttp import (
    ClientError,
    ClientHandlerType,
    ClientOSError,
    ClientRequest,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    ServerDisconnectedError,
    TCPConnector,
)
from attrs import field, frozen

from adapters.jose.public_jwk import LARGEST, PublicJwk, keys_published
from adapters.wire.answer import Answer

PATH: Final = "/.well-known/jwks.json"
PATIENCE: Final = 2.0  # seconds
OK: Final = 200


class NoKeys(Exception):  # noqa: N818 - named for the fact
    """The keys could not be had; its text says why, in words of our own."""


@frozen(kw_only=True)
class JwksEndpoint:
    """Where one auth service publishes its keys."""

    session: ClientSession = field(repr=False)
    url: str
    patience: float

    async def read(self) -> tuple[PublicJwk, ...]:
        """Return the keys that are published now, or raise `NoKeys`."""
        try:
            async with self.session.get(self.url, allow_redirects=False) as response:
                answer = await Answer.read(response, most=LARGEST, refused=NoKeys)
        except TimeoutError as error:
            raise NoKeys(f"no answer within {self.patience:g} s") from error
        except (ClientError, OSError) as error:
            raise NoKeys(type(error).__name__) from error
        if answer.status != OK:
            raise NoKeys(f"status {answer.status}")
        try:
            return keys_published(answer.body)
        except ValueError as error:
            raise NoKeys(str(error)) from error


@asynccontextmanager
async def endpoint_at(auth_url: str, *, patience: float = PATIENCE) -> AsyncIterator[JwksEndpoint]:
    """Open what asks an auth service; nothing that it says is remembered, unpacked, followed or asked twice."""
    async with ClientSession(
        connector=TCPConnector(force_close=True),  # so seldom, that the last connection is likely to be broken
        cookie_jar=DummyCookieJar(),
        timeout=ClientTimeout(total=patience),
        auto_decompress=False,
        headers={"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "Oddiya"},
        middlewares=(_once,),
    ) as session:
        yield JwksEndpoint(session=session, url=auth_url + PATH, patience=patience)


async def _once(request: ClientRequest, send: ClientHandlerType) -> ClientResponse:
    """Keep aiohttp from asking a second time by itself when a connection breaks."""
    try:
        return await send(request)
    except (ClientOSError, ServerDisconnectedError) as error:
        raise NoKeys(type(error).__name__) from error
