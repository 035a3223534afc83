"""What a client asks, understood once: every decision, and what its service is asked, come from here."""

from collections.abc import Mapping
from typing import Final, Self

from attrs import field, frozen

from entrypoints.gateway.asked.disguises import refuse_disguises
from entrypoints.gateway.asked.paths import segments_of
from entrypoints.gateway.asked.queries import check_query, pairs_of
from entrypoints.gateway.asked.refusals import NotOriginForm
from entrypoints.gateway.http1.fields import Field
from entrypoints.gateway.http1.heads import RequestHead
from entrypoints.http.refusals import MethodNotAllowed

METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
KNOWN: Final = frozenset(METHODS)


@frozen(kw_only=True)
class CanonicalRequest:
    """A request that can be understood in one way only.

    - `path` is the one spelling of the decoded `segments`, and it is what was sent.
    - `query` is as it was sent, None without a question mark; nothing is decided by it.
    - `fields` are in the order and spelling of the client, who may have written anything there.
    """

    method: str
    segments: tuple[str, ...]
    path: str
    query: str | None = field(repr=False)
    fields: tuple[Field, ...] = field(repr=False)
    values: Mapping[bytes, bytes] = field(repr=False)

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
        refuse_disguises(head.fields)
        return cls(
            method=method,
            segments=segments,
            path=path,
            query=query if mark else None,
            fields=head.fields,
            values=head.values,
        )

    @property
    def target(self) -> str:
        """The path, and the query if there is one."""
        return self.path if self.query is None else f"{self.path}?{self.query}"

    @property
    def query_pairs(self) -> tuple[tuple[str, str], ...]:
        """The names and values in the query, decoded."""
        return pairs_of(self.query)
