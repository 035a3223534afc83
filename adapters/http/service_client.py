"""How one service of Oddiya asks another: bounded in time and size, with the secret, within the trace it is part of."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlsplit

import orjson
import structlog
from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, DummyCookieJar
from attrs import Factory, field, frozen

from adapters.section import CannotOpen, setting
from core.errors import BadAnswer, NoAnswer, OddiyaError, Unavailable
from ports.tracing import Tracing

SECRETS_EXPECT: Final = "one or two secrets of 32 characters or more, comma-separated"
TIMEOUT: Final = timedelta(seconds=2)
TIMEOUT_EXPECTS: Final = "seconds to wait for another service, a second try included"
TRIES: Final = 2
LARGEST: Final = 16 * 1024 * 1024
PIECE: Final = 64 * 1024
REFUSED: Final = 400
FAILED: Final = 500

log = structlog.get_logger()


@frozen(kw_only=True)
class Answer:
    """What a service answered."""

    status: int
    body: bytes = field(repr=False)

    def document(self) -> dict[str, Any]:
        """Return the JSON object that the body holds, an empty one if it holds none."""
        try:
            found = orjson.loads(self.body)
        except orjson.JSONDecodeError:
            return {}
        return found if isinstance(found, dict) else {}


@frozen(kw_only=True)
class ServiceClient:
    """Asks one service what may be asked twice. It is, once, when the first answer is lost or a failure.

    `refusals` are the errors, by their code, that its problems stand for; any other problem is `BadAnswer`.
    """

    session: ClientSession = field(repr=False)
    what: str
    tracing: Tracing
    refusals: Mapping[str, type[OddiyaError]] = Factory(dict)

    async def ask(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        """Return the object that the service answers, an empty one when it has nothing to say."""
        with self.tracing.span(f"ask {self.what}", kind="client"):
            answer = await self._insist(method, path, None if body is None else orjson.dumps(body))
        if answer.status >= FAILED:
            raise Unavailable(what=self.what)
        if answer.status >= REFUSED:
            raise self._refusal(answer)
        return answer.document()

    def bad(self, why: str) -> BadAnswer:
        """Return the error of an answer that cannot be right, told to the operator too."""
        log.error("another service answered what cannot be right", service=self.what, why=why)
        return BadAnswer(what=self.what)

    def _refusal(self, answer: Answer) -> OddiyaError:
        code = answer.document().get("code")
        known = self.refusals.get(code) if isinstance(code, str) else None
        return self.bad(f"status {answer.status}") if known is None else known()

    async def _insist(self, method: str, path: str, body: bytes | None) -> Answer:
        try:
            first = await self._try(method, path, body)
        except BadAnswer:
            raise
        except Unavailable:
            return await self._try(method, path, body)
        return first if first.status < FAILED else await self._try(method, path, body)

    async def _try(self, method: str, path: str, body: bytes | None) -> Answer:
        try:
            async with self.session.request(
                method, path, data=body, headers=self._headers(), allow_redirects=False
            ) as response:
                return Answer(status=self._status(response), body=await self._body(response))
        except TimeoutError as error:
            raise NoAnswer(what=self.what) from error
        except (ClientError, OSError) as error:
            raise Unavailable(what=self.what) from error

    def _status(self, response: ClientResponse) -> int:
        if 300 <= response.status < REFUSED:  # noqa: PLR2004 - redirects
            raise self.bad(f"status {response.status}")
        return response.status

    async def _body(self, response: ClientResponse) -> bytes:
        body = b""
        async for piece in response.content.iter_chunked(PIECE):
            body += piece
            if len(body) > LARGEST:
                raise self.bad(f"a body of more than {LARGEST} bytes")
        return body

    def _headers(self) -> dict[str, str]:
        known = {
            "traceparent": self.tracing.traceparent(),
            "X-Request-Id": structlog.contextvars.get_contextvars().get("request_id"),
        }
        return {name: value for name, value in known.items() if value is not None}


@frozen(kw_only=True)
class ServiceSection:
    """What it takes to be let in, and how long to wait."""

    secrets: tuple[str, ...] = setting("ODDIYA_SERVICE_SECRETS", SECRETS_EXPECT, secret=True)
    timeout: timedelta = setting("ODDIYA_SERVICE_TIMEOUT", TIMEOUT_EXPECTS, default=TIMEOUT)


@asynccontextmanager
async def service_session(url: str, env: str, section: ServiceSection) -> AsyncIterator[ClientSession]:
    """Open the connections to one service, on which nothing that it says is remembered."""
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc:
        raise CannotOpen(f"{env} is no URL: it expects one such as http://users:8080")
    if not section.secrets:
        raise CannotOpen(f"ODDIYA_SERVICE_SECRETS is empty: it expects {SECRETS_EXPECT}")
    async with ClientSession(
        url,
        cookie_jar=DummyCookieJar(),
        timeout=ClientTimeout(total=section.timeout.total_seconds() / TRIES),
        headers={
            "Accept-Encoding": "identity",
            "Content-Type": "application/json",
            # The first of two is the one that stays; see entrypoints/service_secret.py.
            "X-Internal-Secret": section.secrets[0],
        },
    ) as session:
        yield session
