"""One client's connection: its requests, one after the other."""

import asyncio
from contextlib import suppress
from time import perf_counter

import structlog
from attrs import define, field

from core.errors import OddiyaError
from entrypoints.gateway.answered.problem_answer import problem_answer, unexpected_answer
from entrypoints.gateway.exchange import Exchange
from entrypoints.gateway.gateway import Gateway
from entrypoints.gateway.http1.faults import BrokenOff, HttpFault, TooLate
from entrypoints.gateway.http1.wire import Wire
from entrypoints.gateway.refusals import refusal_of
from entrypoints.gateway.visit import CLIENT_GONE, Visit

log = structlog.get_logger()


@define(eq=False)
class Door:
    """Answers a client until one of them hangs up; `visit` is the request under way, if any is."""

    gateway: Gateway
    wire: Wire
    peer: str
    visit: Visit | None = field(default=None, init=False)
    has_asked: bool = field(default=False, init=False)

    async def serve(self) -> None:
        """Answer all requests."""
        try:
            while await self._serve_one():
                pass
        finally:
            self.wire.close(by=self.gateway.now() + self.gateway.pace.send)

    async def _serve_one(self) -> bool:
        """Answer the next request; tell whether there can be another."""
        try:
            raw = await self._next_head()
        except HttpFault as fault:
            await self._turn_away(fault)
            return False
        if not raw:
            return False
        visit = self.visit = Visit(perf_counter(), self.peer)
        try:
            exchange = self._understood(visit, raw)
            if exchange is not None:
                await exchange.answer()
        except asyncio.CancelledError:
            visit.status = CLIENT_GONE
            raise
        except (HttpFault, OddiyaError):
            # It broke off in the middle of the answer, and the client is not to take that for the end.
            self._break_off(visit, code="broke-off")
        except Exception:
            log.exception("a request failed unexpectedly", request_id=visit.request_id)
            self._fail(visit)
        finally:
            self.gateway.telling.tell(visit)
        if visit.lingers:
            await self._linger()
        self.visit = None
        return visit.keeps

    async def _next_head(self) -> bytes:
        wire, now, pace = self.wire, self.gateway.now, self.gateway.pace
        if wire.is_full:
            await wire.room(by=now() + pace.send)
        if wire.holds:
            # Whoever sends request upon request has to let others have their turns.
            await asyncio.sleep(0)
        elif not wire.is_over:
            await wire.more(now() + (pace.idle if self.has_asked else pace.head))
        self.has_asked = True
        return wire.head_at_hand() or await wire.head(by=now() + pace.head)

    def _understood(self, visit: Visit, raw: bytes) -> Exchange | None:
        """Return what a request is about; one that cannot be understood is refused at once."""
        try:
            return Exchange.read(self.gateway, self.wire, visit, raw)
        except HttpFault as fault:
            self._refuse(visit, refusal_of(fault, patience=self.gateway.pace.head))
        except OddiyaError as refusal:
            self._refuse(visit, refusal)
        return None

    def _fail(self, visit: Visit) -> None:
        if visit.begun:
            self._break_off(visit, code="internal")
        else:
            visit.settle(may_keep=False, is_whole=False)
            self.wire.write(unexpected_answer(self.gateway, visit))

    def _break_off(self, visit: Visit, *, code: str) -> None:
        visit.settle(may_keep=False, is_whole=True)
        visit.code = code
        self.wire.abort()

    def _refuse(self, visit: Visit, refusal: OddiyaError) -> None:
        visit.request_id = self.gateway.ids.new()
        visit.settle(may_keep=False, is_whole=False)
        self.wire.write(problem_answer(self.gateway, visit, refusal))

    async def _turn_away(self, fault: HttpFault) -> None:
        if isinstance(fault, BrokenOff) or (isinstance(fault, TooLate) and not self.wire.holds):
            return
        visit = Visit(perf_counter(), self.peer)
        self._refuse(visit, refusal_of(fault, patience=self.gateway.pace.head))
        self.gateway.telling.tell(visit)
        await self._linger()

    async def _linger(self) -> None:
        """Take in what the client still sends: hanging up on it could lose the answer on its way."""
        by = self.gateway.now() + self.gateway.pace.linger
        self.wire.end()
        with suppress(HttpFault):
            while await self.wire.piece(by=by):
                pass
