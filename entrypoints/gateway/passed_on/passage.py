"""A request that was let in: to its service, and the answer back."""

from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Final

from attrs import define

from entrypoints.gateway.answered.answer_to_client import answer_to_client
from entrypoints.gateway.asked.addresses import bucket_of
from entrypoints.gateway.asked.websocket import wanted_upgrade
from entrypoints.gateway.gateway import Gateway
from entrypoints.gateway.http1.body import Body
from entrypoints.gateway.http1.faults import HttpFault
from entrypoints.gateway.http1.framing import Sized
from entrypoints.gateway.http1.heads import SWITCHED, ResponseHead
from entrypoints.gateway.http1.wire import Wire
from entrypoints.gateway.passed_on.forwarding import Forwarding
from entrypoints.gateway.passed_on.relaying import Relaying
from entrypoints.gateway.passed_on.request_to_service import request_to_service
from entrypoints.gateway.passed_on.tunnel import tunnel
from entrypoints.gateway.passed_on.uploading import Uploading
from entrypoints.gateway.reading import Reading
from entrypoints.gateway.streams import MOST_OF_STRANGERS
from entrypoints.gateway.table.row import Row
from entrypoints.gateway.upstream.refusals import UpstreamBroke
from entrypoints.gateway.visit import Visit
from entrypoints.http.refusals import TooLarge

CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"


@define(eq=False)
class Passage:
    """Carries one request and its answer."""

    gateway: Gateway
    wire: Wire
    visit: Visit
    reading: Reading
    row: Row
    body: Body | None

    def through(self) -> Coroutine[None, None, None]:
        """Pass the request on, and the answer back."""
        forwarding = self._forwarding()
        uploading = forwarding.uploading
        return self._carry(forwarding) if uploading is None or uploading.is_small else self._carry_large(forwarding)

    async def _carry_large(self, forwarding: Forwarding) -> None:
        with self.gateway.uploads.one_more(self._whose()):
            await self._carry(forwarding)

    async def _carry(self, forwarding: Forwarding) -> None:
        try:
            if self.body is not None and self.reading.asked.said.expects_continue and not self.wire.holds:
                self.wire.write(CONTINUE)
            answer = await forwarding.send()
            if answer.is_endless:
                await self._carry_stream(forwarding, answer)
            elif not self._is_relayed_at_once(forwarding, answer):
                await self._relay(forwarding, answer)
        finally:
            if forwarding.wire is not None or self.body is not None:
                await forwarding.close()

    async def _carry_stream(self, forwarding: Forwarding, answer: ResponseHead) -> None:
        with self._as_stream(forwarding):
            if answer.status == SWITCHED:
                await tunnel(self.gateway, self.visit, self.wire, forwarding, answer)
            else:
                await self._relay(forwarding, answer)

    @contextmanager
    def _as_stream(self, forwarding: Forwarding) -> Iterator[None]:
        most = MOST_OF_STRANGERS if self.visit.claims is None else None
        with self.gateway.streams.one_more(self._whose(), most=most):
            forwarding.upstream.turns_into_stream(forwarding.lent)
            self.visit.is_stream = True
            yield

    def _whose(self) -> str:
        claims = self.visit.claims
        return bucket_of(self.visit.address) if claims is None else claims.user_id

    def _forwarding(self) -> Forwarding:
        gateway, row, reading = self.gateway, self.row, self.reading
        uploading = None if self.body is None else self._uploading(self.body)
        upstream = gateway.upstreams[row.service]
        is_upgrade = row.upgrades and wanted_upgrade(reading.asked)
        return Forwarding(
            upstream,
            self.visit.method,
            request_to_service(gateway, self.visit, reading, host=upstream.host, is_upgrade=is_upgrade),
            uploading,
            row.answer_seconds,
            gateway.now,
            is_upgrade,
        )

    def _uploading(self, body: Body) -> Uploading:
        limit = self.row.body_limit
        if isinstance(body.framing, Sized) and body.framing.length > limit:
            raise TooLarge(limit=limit)
        return Uploading(body=body, limit=limit, pace=self.gateway.pace, now=self.gateway.now)

    @property
    def _is_whole(self) -> bool:
        """Whether all of the request has come."""
        return self.body is None or self.body.is_whole

    def _is_relayed_at_once(self, forwarding: Forwarding, answer: ResponseHead) -> bool:
        """Pass the answer on if all of it has come, which is mostly so."""
        framing = answer.framing
        body = forwarding.lent.exactly(framing.length) if isinstance(framing, Sized) else None
        if body is None:
            return False
        self.wire.write(self._begun(answer) + body)
        self._finish(forwarding, answer)
        return True

    async def _relay(self, forwarding: Forwarding, answer: ResponseHead) -> None:
        await self._relay_in_pieces(forwarding, answer)
        self._finish(forwarding, answer)

    def _finish(self, forwarding: Forwarding, answer: ResponseHead) -> None:
        self.visit.lingers = not self._is_whole
        # What was meant to be upgraded is not lent again, whatever the service made of it.
        forwarding.finish(is_reusable=answer.keeps_alive and not forwarding.is_upgrade)

    async def _relay_in_pieces(self, forwarding: Forwarding, answer: ResponseHead) -> None:
        relaying = Relaying(
            client=self.wire,
            body=forwarding.answer_body(answer),
            is_chunked=not (isinstance(answer.framing, Sized) or self.reading.is_1_0),
            pace=self.gateway.pace,
            now=self.gateway.now,
        )
        self.visit.hang_up = relaying.hang_up if self.visit.is_stream else None
        try:
            piece = relaying.body.at_hand()
        except HttpFault as fault:
            raise UpstreamBroke(what=self.row.service) from fault
        relaying.begin(self._begun(answer), piece)
        if not relaying.body.is_whole:
            await relaying.go_on()

    def _begun(self, answer: ResponseHead) -> bytes:
        """Take note that the answer begins, and return its head."""
        gateway, visit, reading = self.gateway, self.visit, self.reading
        may_keep = reading.asked.said.keeps_alive and not gateway.life.draining
        if reading.is_1_0 and not isinstance(answer.framing, Sized):
            may_keep = False
        visit.settle(may_keep=may_keep, is_whole=self._is_whole)
        visit.status, visit.begun = answer.status, True
        return answer_to_client(gateway, visit, answer, is_1_0=reading.is_1_0)
