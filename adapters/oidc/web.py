"""Calls to a provider: bounded in time and size, without redirects, cookies or compression."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import structlog
from aiohttp import ClientConnectionError, ClientError, ClientSession, ClientTimeout, DummyCookieJar
from attrs import field, frozen

from adapters.wire.answer import Answer
from core.errors import BadAnswer, NoAnswer

LARGEST = 256 * 1024
RETRY = timedelta(seconds=5)
HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "Oddiya"}

log = structlog.get_logger()


@asynccontextmanager
async def open_session(patience: timedelta) -> AsyncIterator[ClientSession]:
    """Open what all providers are called with; nothing that one of them says is remembered by it."""
    async with ClientSession(
        cookie_jar=DummyCookieJar(),
        timeout=ClientTimeout(total=patience.total_seconds()),
        auto_decompress=False,  # what is not unpacked cannot burst
        headers=HEADERS,
    ) as session:
        yield session


@frozen(kw_only=True)
class Web:
    """Calls one provider; its name is what errors and log lines know it by."""

    session: ClientSession = field(repr=False)
    name: str

    async def get(self, url: str, *, bearer: str | None = None) -> dict[str, Any]:
        """Return the document at a URL."""
        headers = {} if bearer is None else {"Authorization": f"Bearer {bearer}"}
        answer = await self._ask("GET", url, headers=headers)
        document = answer.document()
        if answer.status != 200 or document is None:  # noqa: PLR2004 - OK
            raise self.bad(f"status {answer.status} and {'no' if document is None else 'a'} JSON object")
        return document

    async def post(self, url: str, *, form: str, headers: Mapping[str, str]) -> Answer:
        """Return what a form is answered with."""
        return await self._ask("POST", url, data=form, headers=headers)

    def bad(self, why: str) -> BadAnswer:
        """Return the error of an answer that cannot be right, told to the operator in words of our own."""
        log.error("sign-in provider answered what cannot be right", provider=self.name, why=why)
        return BadAnswer(what=self.name, retry_after=RETRY.total_seconds())

    async def _ask(self, method: str, url: str, **more: Any) -> Answer:
        try:
            async with self.session.request(method, url, allow_redirects=False, **more) as response:
                return await Answer.read(response, most=LARGEST, refused=self.bad)
        except (TimeoutError, ClientConnectionError) as error:
            log.warning("sign-in provider did not answer", provider=self.name, error=type(error).__name__)
            raise NoAnswer(what=self.name, retry_after=RETRY.total_seconds()) from None
        except (ClientError, ValueError) as error:  # its text may quote the provider's
            raise self.bad(type(error).__name__) from None
