"""The header Idempotency-Key (draft-ietf-httpapi-idempotency-key-header), and handlers that deal with it themselves."""

import re
from typing import Final

from attrs import frozen
from typing_extensions import override

from entrypoints.http.exchange import Exchange
from entrypoints.http.operation import Operation
from entrypoints.http.parts import Assembly, Input, Take
from entrypoints.http.refusals import BadHeader
from entrypoints.http.route import Route

KEY: Final = "Idempotency-Key"
QUOTED_OR_BARE: Final = re.compile(r'("?)([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\1', re.IGNORECASE)
TOLD: Final = "a new UUID with each new request; the same again repeats the answer and nothing else"


@frozen
class IdempotencyKey:
    """A UUID that is the client's name for this one request: for a use case that keeps it with what it makes.

    What has such a key answers a repetition for as long as it is there, and no ledger is needed.
    """

    value: str


@frozen
class IdempotencyKeyInput(Input):
    """The header Idempotency-Key, without which nothing is done."""

    refusals = (BadHeader,)

    @override
    def taker(self, route: Route, assembly: Assembly) -> Take:
        return lambda exchange: IdempotencyKey(required_key(exchange))

    @override
    def publish(self, route: Route, operation: Operation) -> None:
        publish_key(operation, required=True)


def required_key(exchange: Exchange) -> str:
    """Return the key in small letters; `BadHeader` without one."""
    key = sent_key(exchange)
    if key is None:
        raise BadHeader(name=KEY, why="is missing: send a new UUID with each new request")
    return key


def sent_key(exchange: Exchange) -> str | None:
    """Return the key in small letters, if one was sent; `BadHeader` for what is none."""
    sent = exchange.header(KEY)
    if sent is None:
        return None
    key = QUOTED_OR_BARE.fullmatch(sent.strip())
    if key is None:
        raise BadHeader(name=KEY, why="is not a UUID")
    return key[2].lower()


def publish_key(operation: Operation, *, required: bool) -> None:
    """Say in the document that the header is taken."""
    operation.parameter(KEY, "header", {"type": "string", "format": "uuid"}, required=required, description=TOLD)
