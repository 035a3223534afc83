"""What happens around every request: its id, span, log line, numbers, and a problem when something goes wrong."""

from collections.abc import Awaitable, Callable, Mapping
from time import perf_counter
from typing import Final

import structlog
from aiohttp import web
from attrs import field, frozen
from structlog.contextvars import bind_contextvars

from core.errors import OddiyaError
from entrypoints.http.exchange import Exchange
from entrypoints.http.life import Life
from entrypoints.http.metrics import REQUEST_SECONDS
from entrypoints.http.problem_answers import ProblemAnswers
from entrypoints.http.problems import status_of
from entrypoints.http.request_id import REQUEST_ID, TRACE_ID, TRACEPARENT, request_id_of
from entrypoints.http.service import HttpService

CLIENT_GONE: Final = 499
SERVER_ERROR: Final = 500

log = structlog.get_logger()

Answer = Callable[[Exchange], Awaitable[web.StreamResponse]]


@frozen(kw_only=True)
class Front:
    """Stands before one method of one route."""

    method: str
    route: str
    _answer: Answer
    _problems: ProblemAnswers
    _service: HttpService
    _life: Life
    _span: str = field(init=False)
    _attributes: dict[str, str | int] = field(init=False)

    @_span.default
    def _name_span(self) -> str:
        return f"{self.method} {self.route}"

    @_attributes.default
    def _describe_span(self) -> dict[str, str | int]:
        return {"http.request.method": self.method, "http.route": self.route}

    async def handle(self, request: web.BaseRequest, parameters: Mapping[str, str]) -> web.StreamResponse:
        """Answer one request."""
        started = perf_counter()
        exchange = Exchange(request, parameters, self._life, self._service.hop_of)
        status = CLIENT_GONE
        self._life.active[self.method] += 1
        try:
            response = await self._response(exchange)
            status = response.status
        finally:
            self._life.active[self.method] -= 1
            self._tell(exchange, status, perf_counter() - started)
        return response

    async def _response(self, exchange: Exchange) -> web.StreamResponse:
        try:
            response = await self._traced(exchange)
        except Exception as error:
            if exchange.is_abandoned:
                raise
            exchange.request_id = exchange.request_id or self._service.ids.new()
            response = self._failure(exchange, error)
        if not exchange.begun:
            response.headers[REQUEST_ID] = exchange.request_id
            if self._life.draining:
                response.force_close()
        return response

    async def _traced(self, exchange: Exchange) -> web.StreamResponse:
        tracing = self._service.tracing
        headers = exchange.request.headers
        with tracing.span(self._span, kind="server", parent=headers.get(TRACEPARENT), attributes=self._attributes):
            traceparent = tracing.traceparent() or ""
            exchange.request_id = request_id_of(headers, traceparent) or self._service.ids.new()
            bind_contextvars(request_id=exchange.request_id, trace_id=traceparent[TRACE_ID])
            try:
                return await self._answer(exchange)
            except OddiyaError as error:
                # The span is told of failures, not of refusals.
                if exchange.begun or status_of(type(error)) >= SERVER_ERROR:
                    raise
                return self._problems.of(exchange, error)

    def _failure(self, exchange: Exchange, error: Exception) -> web.StreamResponse:
        if exchange.begun:
            log.error("a stream broke off", exc_info=error)
            raise ConnectionAbortedError from error
        if isinstance(error, OddiyaError):
            log.warning("a request failed", reason=str(error), problem=error.code)
            return self._problems.of(exchange, error)
        log.error("a request failed unexpectedly", exc_info=error)
        return self._problems.unexpected(exchange)

    def _tell(self, exchange: Exchange, status: int, seconds: float) -> None:
        self._service.meter.observe(REQUEST_SECONDS, self.method, self.route, str(status), value=seconds)
        milliseconds = round(seconds * 1000, 3)
        told = {} if exchange.code is None else {"problem": exchange.code}
        log.info("request", method=self.method, route=self.route, status=status, ms=milliseconds, **told)
