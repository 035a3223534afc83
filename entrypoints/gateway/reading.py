"""What requests ask, found out once for all that ask the same in the same words."""

from collections.abc import Mapping
from typing import Final

from attrs import define, field, frozen

from entrypoints.gateway.asked.canonical import CanonicalRequest
from entrypoints.gateway.asked.cors import is_preflight
from entrypoints.gateway.http1.framing import NOTHING
from entrypoints.gateway.http1.heads import LONGEST_LINE, RequestHead
from entrypoints.gateway.http1.remembered import Remembered
from entrypoints.gateway.http1.said import (
    AUTHORIZATION,
    MOST_FIELDS,
    OWN,
    OWN_NAMES,
    Said,
    cut_out,
    is_common,
    without_own,
)
from entrypoints.gateway.passed_on.client_fields import client_fields, framing_fields
from entrypoints.gateway.table.routing import Routing
from entrypoints.gateway.table.row import Row

MOST: Final = 512
NOWHERE: Final = "unmatched"

Values = Mapping[bytes, bytes]


@frozen(kw_only=True, eq=False)
class Reading:
    """What a request asks, whoever asks it.

    - `row` is None where there is nothing; `target` is what is asked of the row's service.
    - `title` and `attributes` are those of its span.
    - `first_line` and `fields` are what its service gets of it: what the client says, and how the body is framed.
    """

    asked: CanonicalRequest
    is_1_0: bool
    row: Row | None
    target: str
    title: str
    attributes: Mapping[str, str]
    is_preflight: bool
    has_body: bool
    first_line: bytes = field(repr=False)
    fields: bytes = field(repr=False)

    @classmethod
    def of(cls, head: RequestHead, routing: Routing) -> "Reading":
        """Understand a request, or refuse it."""
        asked = CanonicalRequest.of(head)
        row, path = routing.find(asked.path, asked.segments) or (None, asked.path)
        target = path if asked.query is None else f"{path}?{asked.query}"
        route = NOWHERE if row is None else row.prefix
        return cls(
            asked=asked,
            is_1_0=head.is_1_0,
            row=row,
            target=target,
            title=f"{asked.method} {route}",
            attributes={"http.request.method": asked.method, "http.route": route},
            is_preflight=is_preflight(asked),
            has_body=head.said.framing != NOTHING,
            first_line=f"{asked.method} {target} HTTP/1.1\r\n".encode(),
            fields=client_fields(head.said) + framing_fields(head.said),
        )


@define(eq=False)
class Readings:
    """Remembers so many of what was understood by its exact bytes, without what is each client's own.

    Only what asks for a token is remembered: that is where secrets are then, and not in the path.
    """

    routing: Routing
    _known: Remembered[bytes, Reading] = field(factory=lambda: Remembered(MOST), init=False, repr=False)

    def recall(self, raw: bytes) -> tuple[Reading, Values] | None:
        """Return what a head came to before, with the values of its own fields; None when it has to be read."""
        if len(raw) > LONGEST_LINE:
            return None
        # Mostly that is all there is of a client's own.
        rest, token = cut_out(AUTHORIZATION, raw)
        reading = self._known.get(rest)
        if reading is not None and token is not None:
            return reading, {OWN[AUTHORIZATION]: token}
        rest, own = without_own(raw)
        reading = self._known.get(rest)
        return None if reading is None else (reading, own)

    def understand(self, raw: bytes, head: RequestHead) -> Reading:
        """Understand a request, of which this is the head, or refuse it."""
        reading = Reading.of(head, self.routing)
        rest, _ = without_own(raw)
        is_private = reading.row is not None and reading.row.access == "user"
        if is_private and is_common(rest) and _has_room(head.said):
            self._known.keep(rest, reading)
        return reading


def _has_room(said: Said) -> bool:
    """Tell whether any of the clients' own fields may come along."""
    return not OWN_NAMES & said.values.keys() and len(said.fields) + len(OWN) <= MOST_FIELDS
