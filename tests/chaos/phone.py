"""An app on a telephone: it asks, and where there is no good answer it asks again, with the same key."""

import asyncio
import json
from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any, Final

from aiohttp import ClientError, ClientSession
from attrs import field, frozen
from yarl import URL

from tests.chaos.ledger import Ledger, Seen, outcome_of

STREAM: Final = "text/event-stream"
LONGEST_PAUSE: Final = 2.0
PAUSE: Final = 0.3
GONE: Final = (ClientError, OSError, TimeoutError, asyncio.IncompleteReadError)


@frozen(kw_only=True)
class Reply:
    """What was answered; 0 where nothing was."""

    status: int
    headers: Mapping[str, str] = field(factory=dict)
    body: bytes = field(default=b"", repr=False)

    @property
    def json(self) -> Any:
        """The document in it."""
        return json.loads(self.body)

    @property
    def good(self) -> bool:
        """Tell whether there is nothing to try again."""
        return 0 < self.status < 400

    @property
    def passing(self) -> bool:
        """Tell whether another time may do better."""
        return self.status in (0, 408, 409, 429) or self.status >= 500


Read = Callable[[Reply], Reply]


def as_it_is(reply: Reply) -> Reply:
    """Take an answer for what it says that it is."""
    return reply


@frozen(kw_only=True)
class Wish:
    """Something to ask for, and what kind of request that is."""

    kind: str
    method: str
    path: str
    body: object = None
    headers: Mapping[str, str] = field(factory=dict)


@frozen(kw_only=True)
class Phone:
    """Asks a gateway, or whoever is at an absolute URL, and writes down what it sees."""

    session: ClientSession
    gateway: str
    ledger: Ledger

    async def ask(self, wish: Wish, *, read: Read = as_it_is) -> Reply:
        """Ask once, and take the answer for what `read` makes of it."""
        began = monotonic()
        try:
            reply = read(await self._asked(wish))
        except GONE as lost:
            reply = Reply(status=0, body=repr(lost).encode())
        self._note(wish, reply, began)
        return reply

    async def insist(self, wish: Wish, *, read: Read = as_it_is) -> Reply:
        """Ask until there is an answer that another try would not better."""
        pause = PAUSE
        while (reply := await self.ask(wish, read=read)).passing:
            told = reply.headers.get("Retry-After", "")
            await asyncio.sleep(min(LONGEST_PAUSE, float(told)) if told.isdigit() else pause)
            pause = min(LONGEST_PAUSE, pause * 2)
        return reply

    async def _asked(self, wish: Wish) -> Reply:
        data = wish.body if isinstance(wish.body, bytes) or wish.body is None else json.dumps(wish.body).encode()
        json_type = {"Content-Type": "application/json"} if data is not wish.body else {}
        url = wish.path if "://" in wish.path else self.gateway + wish.path
        headers = {**json_type, **wish.headers}
        async with self.session.request(
            wish.method, _exact(url), data=data, headers=headers, allow_redirects=False
        ) as it:
            return Reply(status=it.status, headers=it.headers.copy(), body=await it.read())

    def _note(self, wish: Wish, reply: Reply, began: float) -> None:
        now = monotonic()
        seconds = now - began
        outcome = outcome_of(reply.status, retry_after="Retry-After" in reply.headers, seconds=seconds)
        detail = "" if outcome == "ok" else f"{reply.status} {reply.body[-300:].decode(errors='replace')}"
        self.ledger.seen.append(Seen(kind=wish.kind, outcome=outcome, at=now, seconds=seconds, detail=detail))


def _exact(url: str) -> Any:
    return URL(url, encoded=True)


def as_it_ended(reply: Reply) -> Reply:
    """Take a stream for what its last event is: what was wished for, a problem, or nothing if it broke off."""
    if not reply.good:
        return reply
    event, told = (events_in(reply.body) or [("", None)])[-1]
    if event == "done":
        return reply
    if event == "error":
        return Reply(status=told["status"], headers={"Retry-After": "1"}, body=reply.body)
    return Reply(status=0, body=reply.body)


def events_in(body: bytes) -> list[tuple[str, Any]]:
    """Return the server-sent events of a stream that has ended."""
    told = []
    for block in body.decode(errors="replace").replace("\r\n", "\n").split("\n\n")[:-1]:
        fields = dict(line.partition(": ")[::2] for line in block.split("\n") if not line.startswith(":"))
        if "data" in fields:
            told.append((fields.get("event", ""), json.loads(fields["data"])))
    return told
