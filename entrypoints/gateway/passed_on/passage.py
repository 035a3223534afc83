"""A request that was let in: to its service, and the answer back."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from attrs import define

from entrypoints.gateway.answered.answer_to_client import answer_to_client
from entrypoints.gateway.asked.addresses import bucket_of
from entrypoints.gateway.asked.canonical import CanonicalRequest
from entrypoints.gateway.asked.websocket import wanted_upgrade
from entrypoints.gateway.gateway import Gateway
from entrypoints.gateway.http1.body import Body
from entrypoints.gateway.http1.faults import HttpFault
from entrypoints.gateway.http1.framing import Sized
from entrypoints.gateway.http1.heads import RequestHead, ResponseHead
from entrypoints.gateway.http1.wire import Wire
from entrypoints.gateway.passed_on.forwarding import SWITCHED, Forwarding
from entrypoints.gateway.passed_on.relaying import Relaying
from entrypoints.gateway.passed_on.request_to_service import request_to_service
from entrypoints.gateway.passed_on.tunnel import tunnel
from entrypoints.gateway.passed_on.uploading import Uploading
from entrypoints.gateway.table.row import Row
from entrypoints.gateway.upstream.refusals import UpstreamBroke
from entrypoints.gateway.visit import Visit
from entrypoints.http.refusals import TooLarge

CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"
EVENT_STREAM: Final = b"text/event-stream"


@define(eq=False)
class Passage:
    """Carries one request and its answer."""

    gateway: Gateway
    wire: Wire
    visit: Visit
    head: RequestHead
    asked: CanonicalRequest
    body: Body
    row: Row

    async def through(self) -> None:
        """Pass the request on, and the answer back."""
        framing = self.head.framing
        if isinstance(framing, Sized) and framing.length > self.row.body_limit:
            raise TooLarge(limit=self.row.body_limit)
        forwarding = self._forwarding()
        try:
            if forwarding.uploading.is_small:
                await self._there_and_back(forwarding)
            else:
                with self.gateway.uploads.one_more(self._whose()):
                    await self._there_and_back(forwarding)
        finally:
            await forwarding.close()

    async def _there_and_back(self, forwarding: Forwarding) -> None:
        if self.head.expects_continue and not self.wire.holds:
            self.wire.write(CONTINUE)
        answer = await forwarding.send()
        if not _is_endless(answer):
            await self._relay(forwarding, answer)
            return
        with self._as_stream(forwarding):
            if answer.status == SWITCHED:
                await tunnel(self.gateway, self.visit, self.wire, forwarding, answer)
            else:
                await self._relay(forwarding, answer)

    @contextmanager
    def _as_stream(self, forwarding: Forwarding) -> Iterator[None]:
        with self.gateway.streams.one_more(self._whose()):
            forwarding.upstream.turns_into_stream(forwarding.lent)
            self.visit.is_stream = True
            yield

    def _whose(self) -> str:
        claims = self.visit.claims
        return bucket_of(self.visit.address) if claims is None else claims.user_id

    def _forwarding(self) -> Forwarding:
        gateway, row = self.gateway, self.row
        upstream = gateway.upstreams[row.service]
        is_upgrade = row.upgrades and wanted_upgrade(self.asked, self.head.nominated)
        return Forwarding(
            upstream=upstream,
            method=self.visit.method,
            head=request_to_service(
                gateway, self.visit, self.head, self.asked, host=upstream.host, is_upgrade=is_upgrade
            ),
            uploading=Uploading(
                body=self.body,
                limit=row.body_limit,
                patience=gateway.pace.patience(gateway.now),
            ),
            answer_within=row.answer_seconds,
            now=gateway.now,
            is_upgrade=is_upgrade,
        )

    async def _relay(self, forwarding: Forwarding, answer: ResponseHead) -> None:
        gateway, visit, is_1_0 = self.gateway, self.visit, self.head.is_1_0
        is_endless = not isinstance(answer.framing, Sized)
        relaying = Relaying(
            client=self.wire,
            body=forwarding.answer_body(answer),
            is_chunked=is_endless and not is_1_0,
            pace=gateway.pace,
            now=gateway.now,
        )
        visit.hang_up = relaying.hang_up if visit.is_stream else None
        try:
            piece = relaying.body.at_hand()
        except HttpFault as fault:
            raise UpstreamBroke(what=visit.service) from fault
        may_keep = self.head.keeps_alive and not gateway.life.draining and not (is_1_0 and is_endless)
        visit.settle(may_keep=may_keep, is_whole=self.body.is_whole)
        visit.status, visit.begun = answer.status, True
        await relaying.send(answer_to_client(gateway, visit, answer, is_1_0=is_1_0), piece)
        visit.lingers = not self.body.is_whole
        # What was meant to be upgraded is not lent again, whatever the service made of it.
        forwarding.finish(is_reusable=answer.keeps_alive and not forwarding.is_upgrade)


def _is_endless(answer: ResponseHead) -> bool:
    return answer.status == SWITCHED or answer.values.get(b"content-type", b"").startswith(EVENT_STREAM)
