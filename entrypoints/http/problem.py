"""An error as clients see it."""

from collections.abc import Callable
from typing import Annotated

from attrs import frozen
from typing_extensions import Doc

from core.errors import Fault


@frozen(kw_only=True)
class Problem:
    """What went wrong, for people and for programs (RFC 9457)."""

    type: Annotated[str, Doc("names the kind of problem; never changes")]
    title: Annotated[str, Doc("the kind of problem in words")]
    status: Annotated[int, Doc("the HTTP status")]
    detail: Annotated[str, Doc("what went wrong this time")]
    code: Annotated[str, Doc("the last part of the type; programs may rely on it")]
    request_id: Annotated[str, Doc("what support will ask for")]
    errors: Annotated[
        tuple[Fault, ...],
        Doc("each place that is wrong, as an RFC 6901 pointer into the body; those of the query begin with /query"),
    ] = ()


@frozen(kw_only=True)
class Written:
    """A problem in the words of some format.

    - `status` and `code` are those of the problem unless the format has others.
    - `shape` is the type of the body, for the published document.
    """

    content_type: str
    body: bytes
    status: int | None = None
    code: str | None = None
    shape: type | None = None


ProblemFormat = Callable[[Problem], Written]
