"""What HTTP itself refuses: errors that only this layer knows, each with its status."""

from collections.abc import Mapping
from typing import ClassVar

from attrs import define
from typing_extensions import override

from core.errors import Invalid, OddiyaError
from entrypoints.http.problem import Problem


@define(kw_only=True)
class Malformed(Invalid):
    """The request does not have the shape that is published."""

    code: ClassVar[str] = "malformed"
    says: ClassVar[str] = "the request does not have the published shape; `errors` names each place"


@define(kw_only=True)
class Refusal(OddiyaError):  # noqa: N818 - named for the fact, like the errors of core
    """The request breaks a rule of HTTP or of this API's conventions."""

    status: ClassVar[int] = 400

    def headers(self) -> Mapping[str, str]:
        """Return the headers that go with the answer."""
        return {}

    def described(self, problem: Problem) -> Problem:
        """Return the problem with whatever else there is to say."""
        return problem


@define(kw_only=True)
class BadRequest(Refusal):
    """The request is not HTTP that this server understands."""

    code: ClassVar[str] = "bad-request"
    says: ClassVar[str] = "the request is not well-formed HTTP"


@define(kw_only=True)
class NotJson(Refusal):
    """The body is not JSON."""

    code: ClassVar[str] = "not-json"
    says: ClassVar[str] = "the body is not JSON: {why}"
    why: str


@define(kw_only=True)
class NotForm(Refusal):
    """The body is not a form."""

    code: ClassVar[str] = "not-form"
    says: ClassVar[str] = "the body is not a form in UTF-8 of up to {most} fields"
    most: int


@define(kw_only=True)
class BadHeader(Refusal):
    """A header cannot be understood."""

    code: ClassVar[str] = "bad-header"
    says: ClassVar[str] = "the header {name} {why}"
    name: str
    why: str


@define(kw_only=True)
class BadCursor(Refusal):
    """The cursor was not made by this list."""

    code: ClassVar[str] = "bad-cursor"
    says: ClassVar[str] = "this cursor was not made by this list; begin again without one"


@define(kw_only=True)
class NoSuchRoute(Refusal):
    """There is nothing at this path."""

    code: ClassVar[str] = "no-such-route"
    says: ClassVar[str] = "there is nothing at this path"
    status: ClassVar[int] = 404


@define(kw_only=True)
class MethodNotAllowed(Refusal):
    """The path does not answer this method."""

    code: ClassVar[str] = "method-not-allowed"
    says: ClassVar[str] = "this path answers {allow} only"
    status: ClassVar[int] = 405
    allow: str

    @override
    def headers(self) -> Mapping[str, str]:
        return {"Allow": self.allow}


@define(kw_only=True)
class TooSlow(Refusal):
    """The request did not arrive in time."""

    code: ClassVar[str] = "too-slow"
    says: ClassVar[str] = "the {part} did not arrive within {seconds:g} s"
    status: ClassVar[int] = 408
    part: str
    seconds: float


@define(kw_only=True)
class PreconditionFailed(Refusal):
    """The If-Match header names a version that never was the newest."""

    code: ClassVar[str] = "precondition-failed"
    says: ClassVar[str] = "If-Match names no version that could be the newest; read the resource again"
    status: ClassVar[int] = 412


@define(kw_only=True)
class TooLarge(Refusal):
    """The body is larger than this path takes."""

    code: ClassVar[str] = "too-large"
    says: ClassVar[str] = "the body may have at most {limit} bytes"
    status: ClassVar[int] = 413
    limit: int


@define(kw_only=True)
class TargetTooLong(Refusal):
    """The URL is too long."""

    code: ClassVar[str] = "target-too-long"
    says: ClassVar[str] = "the URL is too long"
    status: ClassVar[int] = 414


@define(kw_only=True)
class WrongMediaType(Refusal):
    """The body's media type is not one that this path takes."""

    code: ClassVar[str] = "wrong-media-type"
    says: ClassVar[str] = "send the body as {expected}"
    status: ClassVar[int] = 415
    expected: str

    @override
    def headers(self) -> Mapping[str, str]:
        # RFC 9110 section 15.5.16.
        return {"Accept": self.expected}


@define(kw_only=True)
class EncodedBody(Refusal):
    """The body is compressed."""

    code: ClassVar[str] = "encoded-body"
    says: ClassVar[str] = "send the body without Content-Encoding"
    status: ClassVar[int] = 415

    @override
    def headers(self) -> Mapping[str, str]:
        return {"Accept-Encoding": "identity"}


@define(kw_only=True)
class RangeNotSatisfiable(Refusal):
    """The range begins after the end."""

    code: ClassVar[str] = "range-not-satisfiable"
    says: ClassVar[str] = "there are {length} bytes, and the range begins after them"
    status: ClassVar[int] = 416
    length: int

    @override
    def headers(self) -> Mapping[str, str]:
        return {"Content-Range": f"bytes */{self.length}"}


@define(kw_only=True)
class PreconditionRequired(Refusal):
    """The edit does not say which version it edits."""

    code: ClassVar[str] = "precondition-required"
    says: ClassVar[str] = "send If-Match with the ETag of the version you edited"
    status: ClassVar[int] = 428


@define(kw_only=True)
class HeadersTooLarge(Refusal):
    """The headers are too many or too long."""

    code: ClassVar[str] = "headers-too-large"
    says: ClassVar[str] = "the headers are too many or too long"
    status: ClassVar[int] = 431
