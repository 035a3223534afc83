"""What an outside service answered, before anybody has read it."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import Any, Final

from aiohttp import ClientResponse
from attrs import field, frozen

from adapters.wire.answer import Answer
from adapters.wire.outside.trouble import Trouble, failing, nonsense

LARGEST: Final = 4 * 1024 * 1024


@frozen(kw_only=True)
class Heard:
    """A status, a body, and after how many seconds we are asked to come again, if we are."""

    status: int
    body: bytes = field(repr=False)
    retry_after: float | None = None

    @classmethod
    async def read(cls, response: ClientResponse, *, now: datetime) -> "Heard":
        """Read an answer whole; one that is too large is `Trouble`."""
        answer = await Answer.read(response, most=LARGEST, refused=nonsense)
        return cls(
            status=answer.status,
            body=answer.body,
            retry_after=_seconds(response.headers.get("Retry-After"), now),
        )

    def document(self) -> dict[str, Any] | None:
        """Return the JSON object that the body holds, if it holds one."""
        return Answer(status=self.status, body=self.body).document()

    def text(self) -> str:
        """Return the body as text, whatever it is."""
        return self.body.decode(errors="replace")

    def expected(self, document: object) -> Trouble:
        """Return the trouble of a status or a body that no rule of the service explains."""
        if self.status >= 500 or self.status == 408:  # noqa: PLR2004 - server errors, and Request Timeout
            return failing(f"it answers status {self.status}", retry_after=self.retry_after or 0.0)
        what = "JSON of another shape" if document is not None else "no JSON"
        return nonsense(f"it answers status {self.status} and {what}: is the URL right?")


def number(value: object) -> float:
    """Return a number that a service writes as such or as text; a `TypeError` or `ValueError` where it is none."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise TypeError(f"{type(value).__name__} is no number")
    found = float(value)
    if not isfinite(found):
        raise ValueError("a number is finite")
    return found


def text(value: object) -> str:
    """Return a text; a `TypeError` where it is none."""
    if not isinstance(value, str):
        raise TypeError(f"{type(value).__name__} is no text")
    return value


def _seconds(header: str | None, now: datetime) -> float | None:
    """Read a Retry-After header (RFC 9110, section 10.2.3): seconds, or a date."""
    if header is None:
        return None
    if header.isdecimal() and header.isascii():
        return float(header[:9])
    try:
        at = parsedate_to_datetime(header)
    except ValueError:
        return None
    return max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds())
