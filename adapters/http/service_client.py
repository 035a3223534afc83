"""How one service of Oddiya asks another: bounded in time and size, with the secret, within the trace it is part of."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlsplit

import orjson
import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar
from attrs import Factory, field, frozen

from adapters.section import CannotOpen, setting
from adapters.wire.answer import Answer
from adapters.wire.service_secrets import Secrets, service_secrets
from core.errors import BadAnswer, NoAnswer, OddiyaError, Unavailable
from ports.tracing import Tracing

USERS_URL: Final = "ODDIYA_USERS_URL"
TIMEOUT: Final = timedelta(seconds=2)
TIMEOUT_EXPECTS: Final = "seconds to wait for another service, a second try included"
TRIES: Final = 2
LARGEST: Final = 16 * 1024 * 1024
REDIRECTED: Final = 300
REFUSED: Final = 400
FAILED: Final = 500

log = structlog.get_logger()


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
        return answer.document() or {}

    def bad(self, why: str) -> BadAnswer:
        """Return the error of an answer that cannot be right, told to the operator too."""
        log.error("another service answered what cannot be right", service=self.what, why=why)
        return BadAnswer(what=self.what)

    def _refusal(self, answer: Answer) -> OddiyaError:
        code = (answer.document() or {}).get("code")
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
                if REDIRECTED <= response.status < REFUSED:
                    raise self.bad(f"status {response.status}")
                return await Answer.read(response, most=LARGEST, refused=self.bad)
        except TimeoutError as error:
            raise NoAnswer(what=self.what) from error
        except (ClientError, OSError) as error:
            raise Unavailable(what=self.what) from error

    def _headers(self) -> dict[str, str]:
        known = {
            "traceparent": self.tracing.traceparent(),
            "X-Request-Id": structlog.contextvars.get_contextvars().get("request_id"),
        }
        return {name: value for name, value in known.items() if value is not None}


@frozen(kw_only=True)
class ServiceSection:
    """What it takes to be let in, and how long to wait."""

    secrets: Secrets = service_secrets()
    timeout: timedelta = setting("ODDIYA_SERVICE_TIMEOUT", TIMEOUT_EXPECTS, default=TIMEOUT)


def users_url() -> Any:
    """Declare a field of a section that holds where the users service is."""
    return setting(USERS_URL, "the URL of the users service, such as http://users:8080")


@asynccontextmanager
async def service_session(url: str, env: str, section: ServiceSection) -> AsyncIterator[ClientSession]:
    """Open the connections to one service, on which nothing that it says is remembered."""
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc:
        raise CannotOpen(f"{env} is not a URL: it expects one such as http://users:8080")
    async with ClientSession(
        url,
        cookie_jar=DummyCookieJar(),
        timeout=ClientTimeout(total=section.timeout.total_seconds() / TRIES),
        headers={
            "Accept-Encoding": "identity",
            "Content-Type": "application/json",
            # The first of two is the one that stays; see entrypoints/service_secret.py.
            "X-Internal-Secret": section.secrets.texts[0],
        },
    ) as session:
        yield session
