"""One request of one client: understood, let in or refused, and passed on."""

from contextlib import suppress
from typing import Final

from attrs import define

from core.errors import OddiyaError
from entrypoints.gateway.answered.preflight import preflight_answer
from entrypoints.gateway.answered.problem_answer import problem_answer
from entrypoints.gateway.asked.addresses import bucket_of
from entrypoints.gateway.asked.canonical import KNOWN, CanonicalRequest
from entrypoints.gateway.asked.cors import is_preflight
from entrypoints.gateway.gateway import Gateway
from entrypoints.gateway.http1.body import Body
from entrypoints.gateway.http1.faults import HttpFault
from entrypoints.gateway.http1.heads import RequestHead, request_head
from entrypoints.gateway.http1.wire import Wire
from entrypoints.gateway.passed_on.passage import Passage
from entrypoints.gateway.passing.allowance import PREFLIGHT
from entrypoints.gateway.visit import Visit
from entrypoints.http.problems import status_of
from entrypoints.http.refusals import NoSuchRoute
from entrypoints.http.request_id import SAFE, SPAN_ID, TRACE_ID

SERVER_ERROR: Final = 500


@define(eq=False)
class Exchange:
    """Answers one request; when it is over, `visit` says whether there can be another."""

    gateway: Gateway
    wire: Wire
    visit: Visit
    head: RequestHead
    asked: CanonicalRequest
    body: Body

    @classmethod
    def read(cls, gateway: Gateway, wire: Wire, visit: Visit, raw: bytes) -> "Exchange":
        """Read a request's head; an `HttpFault` or a refusal says what is wrong with it."""
        head = request_head(raw)
        visit.method = head.method if head.method in KNOWN else visit.method
        visit.origin = head.values.get(b"origin")
        visit.address = gateway.proxies.client(visit.peer, head.values.get(b"x-forwarded-for"))
        asked = CanonicalRequest.of(head)
        found = gateway.routing.find(asked.path, asked.segments)
        if found is not None:
            visit.row, visit.path = found
        return cls(gateway, wire, visit, head, asked, Body(wire, head.said.framing))

    async def answer(self) -> None:
        """Answer the request."""
        visit, tracing = self.visit, self.gateway.tracing
        route, _ = visit.led_to
        parent = self.head.values.get(b"traceparent")
        span = tracing.span(
            f"{visit.method} {route}",
            kind="server",
            parent=None if parent is None else parent.decode("latin-1"),
            attributes={"http.request.method": visit.method, "http.route": route},
        )
        try:
            with span:
                visit.traceparent = tracing.traceparent() or ""
                visit.trace_id = visit.traceparent[TRACE_ID]
                visit.request_id = _request_id(self.head) or visit.traceparent[SPAN_ID]
                await self._let_in()
        except OddiyaError as error:
            self._refuse(error)

    async def _let_in(self) -> None:
        gateway, visit = self.gateway, self.visit
        network = bucket_of(visit.address)
        try:
            if visit.row is None or is_preflight(self.asked):
                await self._answer_here(network)
                return
            method = self.asked.method
            passed = await gateway.admission.admit(visit.row, self.head.values, network=network, method=method)
            visit.claims, visit.left = passed.claims, passed.left
            await Passage(gateway, self.wire, visit, self.head, self.asked, self.body, visit.row).through()
        except OddiyaError as error:
            # The span is told of failures, not of refusals.
            if visit.begun or status_of(type(error)) >= SERVER_ERROR:
                raise
            self._refuse(error)

    async def _answer_here(self, network: str) -> None:
        gateway, visit = self.gateway, self.visit
        if not is_preflight(self.asked):
            visit.left = await gateway.admission.count(network)
            raise NoSuchRoute
        visit.left = await gateway.admission.take(PREFLIGHT, network)
        self._settle()
        self.wire.write(preflight_answer(gateway, visit))

    def _refuse(self, error: OddiyaError) -> None:
        if self.visit.begun:
            raise error
        self._settle()
        self.wire.write(problem_answer(self.gateway, self.visit, error))

    def _settle(self) -> None:
        """Drop what has come of a body that nobody wants; what is still to come is in the way of another request."""
        with suppress(HttpFault):  # a body that is no HTTP never becomes whole
            self.body.at_hand()
        may_keep = self.head.said.keeps_alive and not self.gateway.life.draining
        self.visit.settle(may_keep=may_keep, is_whole=self.body.is_whole)


def _request_id(head: RequestHead) -> str:
    sent = head.values.get(b"x-request-id", b"").decode("latin-1")
    return sent if SAFE.fullmatch(sent) else ""
