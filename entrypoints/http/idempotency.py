"""Requests that may be sent twice and are carried out once (draft-ietf-httpapi-idempotency-key-header)."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import ClassVar, Final

import orjson
import structlog
from aiohttp import hdrs, web
from attrs import frozen

from core.errors import OddiyaError, Unavailable
from entrypoints.http.answers import standing_headers
from entrypoints.http.exchange import Exchange
from entrypoints.http.idempotency_key import required_key, sent_key
from entrypoints.http.json_body import FORM
from entrypoints.http.refusals import BadHeader
from entrypoints.http.route import Route
from ports.idempotency_ledger import Answer, IdempotencyLedger, KeyReused, StillRunning

REPLAYED: Final = "Idempotency-Replayed"
KEPT_HEADERS: Final = (hdrs.CONTENT_TYPE, hdrs.LOCATION, hdrs.ETAG, hdrs.LINK, hdrs.RETRY_AFTER)
SERVER_ERROR: Final = 500
PAUSES: Final = (0.1, 0.3, 0.6)  # seconds between tries to tell the ledger what has become of a request
PATIENCE: Final = 2.0  # seconds after which no further try is begun

log = structlog.get_logger()

CarryOut = Callable[[], Awaitable[web.StreamResponse]]


@frozen(kw_only=True)
class Idempotency:
    """Carries out a request of one route unless the ledger already has its answer."""

    refusals: ClassVar[tuple[type[OddiyaError], ...]] = (BadHeader, StillRunning, KeyReused)

    route: Route
    ledger: IdempotencyLedger
    lease: timedelta
    server: str

    async def once(self, exchange: Exchange, carry_out: CarryOut) -> web.StreamResponse:
        """Answer as the first time, or carry the request out and keep the answer."""
        key = self._key(exchange)
        if key is None:
            return await carry_out()
        owner = exchange.owner
        print_ = fingerprint(self.route, exchange)
        known = await self.ledger.claim(owner=owner, key=key, fingerprint=print_, lease=self.lease)
        if known is not None:
            return self._replay(known)
        exchange.transcript = bytearray()
        try:
            response = await carry_out()
        except BaseException:
            await insisted(lambda: self.ledger.release(owner=owner, key=key))
            raise
        await self._keep(owner, key, response, exchange)
        return response

    def _key(self, exchange: Exchange) -> str | None:
        return sent_key(exchange) if self.route.idempotency == "honoured" else required_key(exchange)

    async def _keep(self, owner: str, key: str, response: web.StreamResponse, exchange: Exchange) -> None:
        try:
            if response.status >= SERVER_ERROR or exchange.failed:
                await insisted(lambda: self.ledger.release(owner=owner, key=key))
            else:
                answer = _answer(response, exchange)
                await insisted(lambda: self.ledger.settle(owner=owner, key=key, answer=answer))
        except Unavailable as error:
            # It has been done; saying that it has not would make the client do it again.
            log.warning("an answer could not be kept for its Idempotency-Key", reason=str(error))

    def _replay(self, known: Answer) -> web.StreamResponse:
        headers = standing_headers(self.server, None)
        headers.update(known.headers)
        headers[REPLAYED] = "true"
        return web.Response(status=known.status, headers=headers, body=known.body)


async def insisted(tell: Callable[[], Awaitable[None]]) -> None:
    """Tell a ledger something, again if need be: of what it has not heard, nobody who asks again is told."""
    loop = asyncio.get_running_loop()
    until = loop.time() + PATIENCE
    for pause in PAUSES:
        try:
            return await tell()
        except Unavailable:
            if loop.time() + pause > until:
                raise
            await asyncio.sleep(pause)
    return await tell()


def fingerprint(route: Route, exchange: Exchange) -> str:
    """Return what tells one request from another: method, route, path parameters and the body's meaning."""
    body = exchange.payload
    if body and exchange.media != FORM:
        body = orjson.dumps(orjson.loads(body), option=orjson.OPT_SORT_KEYS)
    place = orjson.dumps([route.method, route.path, dict(exchange.parameters)], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(place + b"\n" + body).hexdigest()


def _answer(response: web.StreamResponse, exchange: Exchange) -> Answer:
    headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    body = response.body if isinstance(response, web.Response) else exchange.transcript
    return Answer(status=response.status, headers=headers, body=bytes(body or b""))  # type: ignore[arg-type] # this layer makes answers of bytes only
