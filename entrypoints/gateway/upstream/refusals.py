"""What clients are told when a service cannot be asked, or does not answer as it should."""

from collections.abc import Mapping
from typing import ClassVar

from attrs import define
from typing_extensions import override

from entrypoints.http.refusals import Refusal


@define(kw_only=True)
class UpstreamFault(Refusal):
    """A service behind the gateway failed.

    `what` is the service's name as clients may know it, `error` the word for what happened in RFC 9209 section 2.3.
    """

    code: ClassVar[str] = "upstream-fault"
    says: ClassVar[str] = "{what} failed"
    status: ClassVar[int] = 502
    what: str
    error: str

    @override
    def headers(self) -> Mapping[str, str]:
        return {"Proxy-Status": f'oddiya; error={self.error}; next-hop="{self.what}"'}


@define(kw_only=True)
class UpstreamRefused(UpstreamFault):
    """A service cannot be reached."""

    code: ClassVar[str] = "upstream-refused"
    says: ClassVar[str] = "{what} cannot be reached"


@define(kw_only=True)
class UpstreamBroke(UpstreamFault):
    """A service hung up before its answer was complete, or answered what is not HTTP."""

    code: ClassVar[str] = "upstream-broke"
    says: ClassVar[str] = "{what} broke off, or answered what cannot be understood"
    error: str = "http_response_incomplete"


@define(kw_only=True)
class UpstreamSlow(UpstreamFault):
    """A service did not answer in time."""

    code: ClassVar[str] = "upstream-slow"
    says: ClassVar[str] = "{what} did not answer in time"
    status: ClassVar[int] = 504
    error: str = "http_response_timeout"


@define(kw_only=True)
class UpstreamAway(UpstreamFault):
    """A service is not asked now; the same request may pass after `retry_after` seconds."""

    code: ClassVar[str] = "upstream-away"
    says: ClassVar[str] = "{what} is not available right now; try again in {retry_after} s"
    status: ClassVar[int] = 503
    error: str = "destination_unavailable"
    retry_after: int = 1

    @override
    def headers(self) -> Mapping[str, str]:
        return {**super().headers(), "Retry-After": str(self.retry_after)}


@define(kw_only=True)
class UpstreamFull(UpstreamAway):
    """A service has as many connections as it may have."""

    code: ClassVar[str] = "upstream-full"
    says: ClassVar[str] = "{what} has too much to do right now; try again in {retry_after} s"
    error: str = "connection_limit_reached"


@define(kw_only=True)
class ServiceDown(UpstreamAway):
    """A service could not be reached several times in a row; until it can be, it is not asked."""

    code: ClassVar[str] = "service-down"
    says: ClassVar[str] = "{what} is down; try again in {retry_after} s"
