"""Errors as OAuth clients see them (RFC 6749 section 5.2)."""

import re
from typing import Annotated, ClassVar, Final

import attrs
import orjson
from attrs import define, frozen
from typing_extensions import Doc

from core.identity.model.errors import InvalidGrant
from entrypoints.http.problem import Problem, Written
from entrypoints.http.refusals import Refusal

TOO_MANY: Final = 429
SERVER_ERROR: Final = 500
LONGEST: Final = 500


@define(kw_only=True)
class InvalidClient(Refusal):
    """There is no such client."""

    code: ClassVar[str] = "invalid-client"
    says: ClassVar[str] = "there is one client here, whose client_id is {expected}"
    expected: str


@define(kw_only=True)
class UnsupportedGrantType(Refusal):
    """Nothing of this kind can be exchanged."""

    code: ClassVar[str] = "unsupported-grant-type"
    says: ClassVar[str] = "grant_type is {expected} here"
    expected: str


@define(kw_only=True)
class InvalidScope(Refusal):
    """More was asked for than the sign-in gave."""

    code: ClassVar[str] = "invalid-scope"
    says: ClassVar[str] = "tokens have no scopes here; leave scope out"


@define(kw_only=True)
class MissingParameter(Refusal):
    """A parameter is missing."""

    code: ClassVar[str] = "missing-parameter"
    says: ClassVar[str] = "send {name}"
    name: str


NAMES: Final = {
    error.code: error.code.replace("-", "_")
    for error in (InvalidGrant, InvalidClient, UnsupportedGrantType, InvalidScope)
}


@frozen(kw_only=True)
class OAuthError:
    """What went wrong, as RFC 6749 says."""

    error: Annotated[str, Doc("the kind of error; programs may rely on it")]
    error_description: Annotated[str, Doc("what went wrong this time, for developers")]


def oauth_error(problem: Problem) -> Written:
    """Write a problem as RFC 6749 says: what is wrong with a request is 400, whatever it is."""
    faults = "; ".join(f"{fault.pointer.lstrip('/')} {fault.detail}" for fault in problem.errors)
    error = OAuthError(error=_name(problem), error_description=_printable(faults or problem.detail))
    return Written(
        content_type="application/json",
        body=orjson.dumps(attrs.asdict(error)),
        status=problem.status if _may_pass_later(problem) else 400,
        code=error.error,
        shape=OAuthError,
    )


def _name(problem: Problem) -> str:
    if problem.status == SERVER_ERROR:
        return "server_error"
    return "temporarily_unavailable" if _may_pass_later(problem) else NAMES.get(problem.code, "invalid_request")


def _may_pass_later(problem: Problem) -> bool:
    return problem.status == TOO_MANY or problem.status >= SERVER_ERROR


def _printable(text: str) -> str:
    return re.sub(r"[^\x20-\x21\x23-\x5b\x5d-\x7e]", "'", text)[:LONGEST]
