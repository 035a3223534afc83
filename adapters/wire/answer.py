"""What another server answered over HTTP: read whole, but never more of it than was agreed."""

from collections.abc import Callable
from typing import Any, Final, Self

import orjson
from aiohttp import ClientResponse
from attrs import field, frozen

PIECE: Final = 64 * 1024


@frozen(kw_only=True)
class Answer:
    """A status and a body."""

    status: int
    body: bytes = field(repr=False)

    @classmethod
    async def read(cls, response: ClientResponse, *, most: int, refused: Callable[[str], Exception]) -> Self:
        """Read an answer; one of more than `most` bytes is raised as what `refused` makes of the reason."""
        body = b""
        async for piece in response.content.iter_chunked(PIECE):
            body += piece
            if len(body) > most:
                raise refused(f"a body of more than {most} bytes")
        return cls(status=response.status, body=body)

    def document(self) -> dict[str, Any] | None:
        """Return the JSON object that the body holds, if it holds one."""
        try:
            found = orjson.loads(self.body)
        except orjson.JSONDecodeError:
            return None
        return found if isinstance(found, dict) else None
