"""Streams of bytes cut anew, because a source's chunks are never of the size that a target likes."""

from collections.abc import AsyncGenerator, AsyncIterable


async def in_pieces(chunks: AsyncIterable[bytes], size: int) -> AsyncGenerator[bytes, None]:
    """Give the same bytes in pieces of exactly `size`, the last one excepted, holding no more than one of them."""
    piece = bytearray()
    async for chunk in chunks:
        rest = memoryview(chunk)
        while rest:
            taken = size - len(piece)
            piece += rest[:taken]
            rest = rest[taken:]
            if len(piece) == size:
                full = bytes(piece)
                piece.clear()
                yield full
    if piece:
        yield bytes(piece)
