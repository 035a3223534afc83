"""What a client asks, understood once: every decision, and what its service is asked, come from here."""

from collections.abc import Mapping
from typing import Final, Self

from attrs import field, frozen

from entrypoints.gateway.asked.disguises import refuse_disguises
from entrypoints.gateway.asked.paths import segments_of
from entrypoints.gateway.asked.queries import check_query
from entrypoints.gateway.asked.refusals import NotOriginForm
from entrypoints.gateway.http1.heads import RequestHead
from entrypoints.gateway.http1.said import Said, once_for_common
from entrypoints.http.refusals import MethodNotAllowed

METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
KNOWN: Final = frozenset(METHODS)


@frozen(kw_only=True)
class CanonicalRequest:
    """A request that can be understood in one way only.

    - `path` is the one spelling of the decoded `segments`, and it is what was sent.
    - `query` is as it was sent, None without a question mark; nothing is decided by it.
    - `said` has fields in the order and spelling of the client, who may have written anything there.
    """

    method: str
    segments: tuple[str, ...]
    path: str
    query: str | None = field(repr=False)
    said: Said = field(repr=False)

    @classmethod
    def of(cls, head: RequestHead) -> Self:
        """Understand a request, or refuse it."""
        method, target = head.method, head.target
        if method not in KNOWN:
            raise MethodNotAllowed(allow=", ".join(METHODS))
        if target[:1] != "/":
            raise NotOriginForm
        path, mark, query = target.partition("?")
        segments = segments_of(path)
        if query:
            check_query(query)
        _refuse_disguises(head.said)
        return cls(
            method=method,
            segments=segments,
            path=path,
            query=query if mark else None,
            said=head.said,
        )

    @property
    def values(self) -> Mapping[bytes, bytes]:
        """What the fields say, but for those that are each client's own."""
        return self.said.values

    @property
    def target(self) -> str:
        """The path, and the query if there is one."""
        return self.path if self.query is None else f"{self.path}?{self.query}"


@once_for_common
def _refuse_disguises(said: Said) -> None:
    refuse_disguises(said.fields)
