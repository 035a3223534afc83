"""Which request all this belongs to."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Literal, Protocol

SpanKind = Literal["server", "client", "producer", "consumer", "internal"]


class Tracing(Protocol):
    """Follows one request through threads of work, in the format of W3C Trace Context.

    - Inside `span` the trace is the parent's; without a valid parent, that of the span around; without one, a new one.
    - `traceparent` names the innermost open span, or is None outside of any; each asyncio task keeps its own.
    - A span that is left by an exception is marked as failed and lets it pass.
    """

    def span(
        self,
        name: str,
        *,
        kind: SpanKind = "internal",
        parent: str | None = None,
        attributes: Mapping[str, str | int] | None = None,
    ) -> AbstractContextManager[None]:
        """Open a span around what happens in the block."""
        ...

    def traceparent(self) -> str | None:
        """Return what the next process needs in order to continue this trace."""
        ...
