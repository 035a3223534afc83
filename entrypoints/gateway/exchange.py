"""One request, from its head to the end of its answer."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from attrs import define

from core.errors import OddiyaError
from entrypoints.gateway.answer_to_client import answer_to_client
from entrypoints.gateway.asked.addresses import bucket_of
from entrypoints.gateway.asked.canonical import KNOWN as METHODS
from entrypoints.gateway.asked.canonical import CanonicalRequest
from entrypoints.gateway.asked.cors import is_preflight
from entrypoints.gateway.asked.websocket import wanted_upgrade
from entrypoints.gateway.forwarding import Forwarding
from entrypoints.gateway.gateway import Gateway
from entrypoints.gateway.http1.body import Body
from entrypoints.gateway.http1.faults import HttpFault
from entrypoints.gateway.http1.framing import Sized
from entrypoints.gateway.http1.heads import RequestHead, ResponseHead, request_head
from entrypoints.gateway.http1.wire import Wire
from entrypoints.gateway.passing.allowance import PREFLIGHT
from entrypoints.gateway.preflight import preflight_answer
from entrypoints.gateway.problem_answer import problem_answer
from entrypoints.gateway.relaying import Relaying
from entrypoints.gateway.request_to_service import request_to_service
from entrypoints.gateway.table.row import Row
from entrypoints.gateway.tunnel import SWITCHED, tunnel
from entrypoints.gateway.upstream.refusals import UpstreamBroke
from entrypoints.gateway.visit import Visit
from entrypoints.http.problems import status_of
from entrypoints.http.refusals import NoSuchRoute, TooLarge
from entrypoints.http.request_id import SAFE, SPAN_ID, TRACE_ID

CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"
EVENT_STREAM: Final = b"text/event-stream"
SERVER_ERROR: Final = 500


@define(eq=False)
class Exchange:
    """Answers one request of one client; when it is over, `visit.keeps` says whether there can be another."""

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
        visit.method = head.method if head.method in METHODS else visit.method
        visit.origin = head.values.get(b"origin")
        visit.address = gateway.proxies.client(visit.peer, head.values.get(b"x-forwarded-for"))
        asked = CanonicalRequest.of(head)
        found = gateway.routing.find(asked.path, asked.segments)
        if found is not None:
            visit.row, visit.path = found
        return cls(gateway, wire, visit, head, asked, Body(wire, head.framing))

    async def answer(self) -> None:
        """Answer the request."""
        try:
            await self._traced()
        except OddiyaError as error:
            self._refuse(error)

    async def _traced(self) -> None:
        visit, tracing = self.visit, self.gateway.tracing
        parent = self.head.values.get(b"traceparent")
        attributes = {"http.request.method": visit.method, "http.route": visit.route}
        with tracing.span(
            f"{visit.method} {visit.route}",
            kind="server",
            parent=None if parent is None else parent.decode("latin-1"),
            attributes=attributes,
        ):
            visit.traceparent = tracing.traceparent() or ""
            visit.trace_id = visit.traceparent[TRACE_ID]
            visit.request_id = _request_id(self.head) or visit.traceparent[SPAN_ID]
            try:
                await self._pass_on()
            except OddiyaError as error:
                # The span is told of failures, not of refusals.
                if visit.begun or status_of(type(error)) >= SERVER_ERROR:
                    raise
                self._refuse(error)

    async def _pass_on(self) -> None:
        gateway, visit = self.gateway, self.visit
        network = bucket_of(visit.address)
        if is_preflight(self.asked):
            limits, allowance = gateway.admission.limits, gateway.admission.allowances[PREFLIGHT]
            visit.left = await limits.take((allowance, network))
            self._settle()
            self.wire.write(preflight_answer(gateway, visit))
            return
        row = visit.row
        if row is None:
            raise NoSuchRoute
        passed = await gateway.admission.admit(row, self.head.values, network=network)
        visit.claims, visit.left = passed.claims, passed.left
        await self._forward(row)

    async def _forward(self, row: Row) -> None:
        framing = self.head.framing
        if isinstance(framing, Sized) and framing.length > row.body_limit:
            raise TooLarge(limit=row.body_limit)
        forwarding = self._forwarding(row)
        try:
            if self.head.expects_continue and not self.wire.holds:
                self.wire.write(CONTINUE)
            answer = await forwarding.send()
            if answer.status == SWITCHED or answer.values.get(b"content-type", b"").startswith(EVENT_STREAM):
                with self._as_stream(forwarding):
                    await self._pass_back(forwarding, answer)
            else:
                await self._pass_back(forwarding, answer)
        finally:
            forwarding.drop()

    @contextmanager
    def _as_stream(self, forwarding: Forwarding) -> Iterator[None]:
        claims = self.visit.claims
        with self.gateway.streams.one_more(bucket_of(self.visit.address) if claims is None else claims.user_id):
            forwarding.turn_into_stream()
            self.visit.is_stream = True
            yield

    def _forwarding(self, row: Row) -> Forwarding:
        gateway = self.gateway
        upstream = gateway.upstreams[row.service]
        is_upgrade = row.upgrades and wanted_upgrade(self.asked, self.head.nominated)
        return Forwarding(
            upstream=upstream,
            client=self.wire,
            method=self.visit.method,
            head=request_to_service(
                gateway, self.visit, self.head, self.asked, host=upstream.host, is_upgrade=is_upgrade
            ),
            body=self.body,
            body_limit=row.body_limit,
            answer_within=row.answer_seconds,
            body_within=gateway.pace.body,
            now=gateway.now,
            is_upgrade=is_upgrade,
        )

    async def _pass_back(self, forwarding: Forwarding, answer: ResponseHead) -> None:
        if answer.status == SWITCHED:
            await tunnel(self.gateway, self.visit, self.wire, forwarding, answer)
        else:
            await self._relay(forwarding, answer)

    async def _relay(self, forwarding: Forwarding, answer: ResponseHead) -> None:
        gateway, visit, is_1_0 = self.gateway, self.visit, self.head.is_1_0
        relaying = Relaying(client=self.wire, body=forwarding.answer_body(answer), pace=gateway.pace, now=gateway.now)
        if visit.is_stream:
            visit.hang_up = relaying.hang_up
        ends_by_closing = is_1_0 and not isinstance(answer.framing, Sized)
        visit.keeps = self._can_keep() and not forwarding.is_uploading and not ends_by_closing
        try:
            piece = relaying.body.at_hand()
        except HttpFault as fault:
            raise UpstreamBroke(what=visit.service) from fault
        visit.status, visit.begun = answer.status, True
        head = answer_to_client(gateway, visit, answer, is_1_0=is_1_0)
        await relaying.send(head, piece, is_1_0=is_1_0)
        # What was meant to be upgraded is not lent again, whatever the service made of it.
        await forwarding.finish(is_reusable=answer.keeps_alive and not forwarding.is_upgrade)

    def _refuse(self, error: OddiyaError) -> None:
        if self.visit.begun:
            raise error
        self._settle()
        self.wire.write(problem_answer(self.gateway, self.visit, error))

    def _settle(self) -> None:
        """Find out whether there can be another request: what has come of a body that nobody wants is dropped."""
        # A body that is no HTTP never becomes whole.
        with suppress(HttpFault):
            self.body.at_hand()
        self.visit.lingers = not self.body.is_whole
        self.visit.keeps = self._can_keep() and self.body.is_whole

    def _can_keep(self) -> bool:
        return self.head.keeps_alive and not self.gateway.life.draining


def _request_id(head: RequestHead) -> str:
    sent = head.values.get(b"x-request-id", b"").decode("latin-1")
    return sent if SAFE.fullmatch(sent) else ""
