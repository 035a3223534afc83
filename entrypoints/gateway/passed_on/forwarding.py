"""One request on its way to its service."""

import asyncio
from collections.abc import Callable
from math import inf
from typing import Final

from attrs import define, field

from core.errors import OddiyaError
from entrypoints.ending import ended
from entrypoints.gateway.http1.body import Body
from entrypoints.gateway.http1.faults import BrokenOff, HttpFault, NothingSaid, TooLate
from entrypoints.gateway.http1.heads import FIRST_FINAL, SWITCHED, ResponseHead, response_head
from entrypoints.gateway.http1.wire import Wire
from entrypoints.gateway.passed_on.uploading import Uploading
from entrypoints.gateway.upstream.refusals import UpstreamBroke, UpstreamSlow
from entrypoints.gateway.upstream.upstream import Upstream

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


@define(eq=False)
class Forwarding:
    """Sends a request to a service and waits for the head of the answer; `uploading` is None where it has no body.

    It is sent once more if the service closed a connection that had been used before without a word, which happens
    when both sides were about to: only what is safe to repeat, and has no body.
    """

    upstream: Upstream
    method: str
    head: bytes
    uploading: Uploading | None
    answer_within: float
    now: Callable[[], float]
    is_upgrade: bool
    wire: Wire | None = field(default=None, init=False)
    _upload: "asyncio.Task[None] | None" = field(default=None, init=False)

    async def send(self) -> ResponseHead:
        """Return the head of the answer."""
        body = b"" if self.uploading is None else await self.uploading.gathered_if_small()
        is_again = False
        while True:
            wire = None if is_again else self.upstream.idle_one()
            wire = self.wire = wire or await self.upstream.lend(fresh=is_again)
            try:
                by = self._begun(wire, body)
                if not (wire.holds or wire.is_over):
                    await wire.more(by)
                raw = wire.head_at_hand() or await wire.head(by=by)
                if not raw:
                    raise NothingSaid
                while (head := self._final(raw)) is None:
                    raw = await wire.head(by=by)
            except HttpFault as fault:
                may_repeat = isinstance(fault, NothingSaid) and wire.was_used and self._is_repeatable
                self._drop(was_slow=isinstance(fault, TooLate) and self._failure is None)
                if not may_repeat or is_again:
                    raise self._told(fault) from fault
                is_again = True
            else:
                if self.uploading is not None and self.uploading.failure is not None:
                    raise self.uploading.failure
                return head

    def answer_body(self, answer: ResponseHead) -> Body:
        """Return the body of the answer, which is still on the wire."""
        return Body(self.lent, answer.framing)

    @property
    def lent(self) -> Wire:
        """The connection that the answer came over."""
        if self.wire is None:
            raise BrokenOff
        return self.wire

    def finish(self, *, is_reusable: bool) -> None:
        """Give the connection back after a whole answer."""
        wire = self.lent
        is_uploading = self._upload is not None and not self._upload.done()
        if is_uploading or not (is_reusable and self._is_whole):
            wire.close()
        self.upstream.give_back(wire)
        self.wire = None

    async def close(self) -> None:
        """Hang up on the service if the connection was not given back, and cut short what is still uploaded."""
        self._drop()
        if self._upload is not None:
            await ended(self._upload)

    def _begun(self, wire: Wire, body: bytes) -> float:
        """Send the head, and of the body what there is; return by when the answer must have begun."""
        uploading = self.uploading
        if uploading is not None and not uploading.body.is_whole:
            body = uploading.at_hand()
        wire.write(self.head + body)
        if uploading is None or uploading.body.is_whole:
            return self.now() + self.answer_within
        self._upload = asyncio.create_task(uploading.send_rest(wire, answer_within=self.answer_within))
        return inf

    def _final(self, raw: bytes) -> ResponseHead | None:
        """Return the head of an answer, None if another one follows it."""
        if not raw:
            raise BrokenOff
        head = response_head(raw, to=self.method)
        return head if head.status >= FIRST_FINAL or head.status == SWITCHED else None

    def _drop(self, *, was_slow: bool = False) -> None:
        if self.wire is not None:
            self.upstream.drop(self.wire, was_slow=was_slow)
            self.wire = None

    @property
    def _is_whole(self) -> bool:
        return self.uploading is None or self.uploading.body.is_whole

    @property
    def _is_repeatable(self) -> bool:
        return self.method in SAFE and (self.uploading is None or self.uploading.was_nothing)

    @property
    def _failure(self) -> OddiyaError | None:
        return None if self.uploading is None else self.uploading.failure

    def _told(self, fault: HttpFault) -> OddiyaError:
        if self._failure is not None:
            return self._failure
        what = self.upstream.name
        return UpstreamSlow(what=what) if isinstance(fault, TooLate) else UpstreamBroke(what=what)
