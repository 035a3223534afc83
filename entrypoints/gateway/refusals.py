"""What the gateway itself refuses, beside what every HTTP server here does."""

from collections.abc import Mapping
from typing import ClassVar, Final

from attrs import define

from core.errors import Forbidden
from entrypoints.gateway.http1.faults import (
    AuthorizationTwice,
    ExpectationUnknown,
    FieldsTooLarge,
    HeadTooLong,
    HttpFault,
    TargetTooLong,
    TooLate,
)
from entrypoints.gateway.http1.heads import too_long
from entrypoints.http import refusals
from entrypoints.http.refusals import BadHeader, BadRequest, HeadersTooLarge, Refusal, TooSlow


@define(kw_only=True)
class ExpectationFailed(Refusal):
    """Something is expected that is not done here."""

    code: ClassVar[str] = "expectation-failed"
    says: ClassVar[str] = "the header Expect may ask for 100-continue only"
    status: ClassVar[int] = 417


REFUSALS: Final[Mapping[type[HttpFault], Refusal]] = {
    TargetTooLong: refusals.TargetTooLong(),
    FieldsTooLarge: HeadersTooLarge(),
    ExpectationUnknown: ExpectationFailed(),
    AuthorizationTwice: BadHeader(name="Authorization", why="has more than one value"),
}


def refusal_of(fault: HttpFault, *, patience: float) -> Refusal:
    """Return how a client is told what is wrong with its request; `patience` is how long it had, in seconds."""
    if isinstance(fault, HeadTooLong):
        fault = too_long(*fault.args)
    if isinstance(fault, TooLate):
        return TooSlow(part="request", seconds=patience)
    return REFUSALS.get(type(fault)) or BadRequest()


@define(kw_only=True)
class OriginRefused(Forbidden):
    """A page of somebody else's asked for a WebSocket."""

    code: ClassVar[str] = "origin-refused"
    says: ClassVar[str] = "pages of this origin may not open a WebSocket here"
