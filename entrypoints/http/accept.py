"""Which media type the client would rather have (RFC 9110 section 12.5.1)."""

from aiohttp import hdrs
from attrs import frozen
from typing_extensions import override

from entrypoints.http.operation import Operation
from entrypoints.http.parts import Assembly, Input, Take
from entrypoints.http.route import Route


@frozen
class Accept:
    """The header Accept; what is missing accepts everything."""

    header: str = "*/*"

    def prefers(self, media: str, *, over: str) -> bool:
        """Tell whether the client would rather have one media type than another; on a tie it would not."""
        return self.quality(media) > self.quality(over)

    def quality(self, media: str) -> float:
        """Return the weight of a media type, as the most specific range that covers it says."""
        ranges = dict(_range(part) for part in self.header.lower().split(",") if part.strip())
        for covering in (media, media.partition("/")[0] + "/*", "*/*"):
            if covering in ranges:
                return ranges[covering]
        return 0.0


@frozen
class AcceptInput(Input):
    """The header Accept."""

    @override
    def taker(self, route: Route, assembly: Assembly) -> Take:
        return lambda exchange: Accept(exchange.header(hdrs.ACCEPT) or "*/*")

    @override
    def publish(self, route: Route, operation: Operation) -> None:
        """Add nothing: the media types of the answers say it."""


def _range(part: str) -> tuple[str, float]:
    media, *parameters = (piece.strip() for piece in part.split(";"))
    weights = [parameter[2:] for parameter in parameters if parameter.startswith("q=")]
    try:
        return media, float(weights[0]) if weights else 1.0
    except ValueError:
        return media, 0.0
