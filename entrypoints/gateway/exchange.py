"""One request of one client: understood, let in or refused, and passed on."""

from contextlib import AbstractContextManager, suppress
from typing import Final

from attrs import define

from core.errors import OddiyaError
from entrypoints.gateway.answered.preflight import preflight_answer
from entrypoints.gateway.answered.problem_answer import problem_answer
from entrypoints.gateway.asked.addresses import bucket_of
from entrypoints.gateway.asked.canonical import KNOWN
from entrypoints.gateway.gateway import Gateway
from entrypoints.gateway.http1.body import Body
from entrypoints.gateway.http1.faults import HttpFault
from entrypoints.gateway.http1.heads import request_head
from entrypoints.gateway.http1.wire import Wire
from entrypoints.gateway.passed_on.passage import Passage
from entrypoints.gateway.passing.allowance import PREFLIGHT
from entrypoints.gateway.reading import Reading, Values
from entrypoints.gateway.visit import Visit
from entrypoints.http.problems import status_of
from entrypoints.http.refusals import NoSuchRoute
from entrypoints.http.request_id import SAFE, SPAN_ID

SERVER_ERROR: Final = 500


@define(eq=False)
class Exchange:
    """Answers one request; when it is over, `visit` says whether there can be another.

    `own` has at least those of its fields that the reading leaves out; `body` is None where there is none.
    """

    gateway: Gateway
    wire: Wire
    visit: Visit
    reading: Reading
    own: Values
    body: Body | None

    @classmethod
    def read(cls, gateway: Gateway, wire: Wire, visit: Visit, raw: bytes) -> "Exchange":
        """Read a request's head; an `HttpFault` or a refusal says what is wrong with it."""
        reading, own = gateway.readings.recall(raw) or _read_anew(gateway, visit, raw)
        said = reading.asked.said
        _note(visit, gateway, reading.asked.method, said.values.get(b"origin"), own)
        visit.row = reading.row
        return cls(gateway, wire, visit, reading, own, Body(wire, said.framing) if reading.has_body else None)

    async def answer(self) -> None:
        """Answer the request."""
        visit, tracing = self.visit, self.gateway.tracing
        try:
            with self._span():
                visit.traceparent = tracing.traceparent() or ""
                visit.request_id = _request_id(self.own) or visit.traceparent[SPAN_ID]
                try:
                    await self._let_in(bucket_of(visit.address))
                except OddiyaError as error:
                    # The span is told of failures, not of refusals.
                    if visit.begun or status_of(type(error)) >= SERVER_ERROR:
                        raise
                    self._refuse(error)
        except OddiyaError as error:
            self._refuse(error)

    def _span(self) -> AbstractContextManager[None]:
        reading, parent = self.reading, self.own.get(b"traceparent")
        return self.gateway.tracing.span(
            reading.title,
            kind="server",
            parent=None if parent is None else parent.decode("latin-1"),
            attributes=reading.attributes,
        )

    async def _let_in(self, network: str) -> None:
        visit, reading, row = self.visit, self.reading, self.reading.row
        if row is None or reading.is_preflight:
            await self._answer_here(network)
            return
        admission = self.gateway.admission
        visit.claims, visit.left = await admission.admit(row, self.own, network=network, method=visit.method)
        await Passage(self.gateway, self.wire, visit, reading, row, self.body).through()

    async def _answer_here(self, network: str) -> None:
        gateway, visit = self.gateway, self.visit
        if not self.reading.is_preflight:
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
        body = self.body
        if body is not None:
            with suppress(HttpFault):  # a body that is no HTTP never becomes whole
                body.at_hand()
        may_keep = self.reading.asked.said.keeps_alive and not self.gateway.life.draining
        self.visit.settle(may_keep=may_keep, is_whole=body is None or body.is_whole)


def _read_anew(gateway: Gateway, visit: Visit, raw: bytes) -> tuple[Reading, Values]:
    head = request_head(raw)
    # A refusal is told of as well, and a page may read it.
    _note(
        visit, gateway, head.method if head.method in KNOWN else visit.method, head.values.get(b"origin"), head.values
    )
    return gateway.readings.understand(raw, head), head.values


def _note(visit: Visit, gateway: Gateway, method: str, origin: bytes | None, own: Values) -> None:
    visit.method = method
    visit.origin = origin
    visit.address = gateway.proxies.client(visit.peer, own.get(b"x-forwarded-for"))


def _request_id(own: Values) -> str:
    sent = own.get(b"x-request-id")
    if sent is None:
        return ""
    text = sent.decode("latin-1")
    return text if SAFE.fullmatch(text) else ""
