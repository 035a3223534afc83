"""Cuts a multipart body into its parts while it arrives (RFC 2046 section 5.1.1), and holds next to nothing of it."""

from collections.abc import AsyncIterator
from typing import Final

from attrs import define, field

from entrypoints.http.multipart.heads import PartHead, head_of
from entrypoints.http.multipart.refusals import BadMultipart

LINE: Final = b"\r\n"
LONGEST_HEAD: Final = 8 * 1024


@define(eq=False)
class PartsReader:
    """Reads the head of a part, then its pieces to their end, then the next head, until there is none.

    What stands before the first boundary or after the last one is refused: no client of ours has anything to say there.
    """

    _body: AsyncIterator[bytes]
    _boundary: bytes
    _delimiter: bytes = field(init=False)
    _held: bytes = field(default=LINE, init=False)  # so that the first boundary looks like the others
    _has_begun: bool = field(default=False, init=False)

    @_delimiter.default
    def _delimit(self) -> bytes:
        return LINE + b"--" + self._boundary

    async def head(self) -> PartHead | None:
        """Return the head of the next part; None once the form has come to its end, and the body too."""
        if not self._has_begun:
            await self._begin()
        while len(self._held) < len(LINE):
            await self._wait()
        if self._held.startswith(b"--"):
            await self._end()
            return None
        if not self._held.startswith(LINE):
            raise BadMultipart(why="a boundary goes on where its line should end")
        return head_of(await self._raw_head())

    async def piece(self) -> bytes:
        """Return what has come of this part; nothing at its end."""
        while True:
            at = self._held.find(self._delimiter)
            if at == 0:
                self._held = self._held[len(self._delimiter) :]
                return b""
            # The last bytes may be the beginning of a boundary.
            sure = at if at > 0 else len(self._held) - len(self._delimiter) + 1
            if sure > 0:
                piece, self._held = self._held[:sure], self._held[sure:]
                return piece
            await self._wait()

    async def _begin(self) -> None:
        while len(self._held) < len(self._delimiter):
            await self._wait()
        if not self._held.startswith(self._delimiter):
            raise BadMultipart(why="it does not begin with its boundary")
        self._held = self._held[len(self._delimiter) :]
        self._has_begun = True

    async def _raw_head(self) -> bytes:
        while (end := self._held.find(LINE + LINE, len(LINE))) < 0:
            if len(self._held) > LONGEST_HEAD:
                raise BadMultipart(why=f"the headers of a part have more than {LONGEST_HEAD} bytes")
            await self._wait()
        raw, self._held = self._held[len(LINE) : end], self._held[end + 2 * len(LINE) :]
        return raw

    async def _end(self) -> None:
        while len(self._held) <= len(b"--" + LINE):
            piece = await anext(self._body, b"")
            if not piece:
                break
            self._held += piece
        if self._held not in (b"--", b"--" + LINE):
            raise BadMultipart(why="something follows the last boundary")

    async def _wait(self) -> None:
        piece = await anext(self._body, b"")
        if not piece:
            raise BadMultipart(why="it ends in the middle")
        self._held += piece
