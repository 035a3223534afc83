"""Server-sent events as another service of Oddiya sends them: each is a few lines, and the data is one of them."""

from collections.abc import AsyncGenerator, AsyncIterable, Callable

from attrs import frozen

END = b"\n\n"


@frozen
class Told:
    """One event: its name, empty where it has none, its data, and in how many seconds to ask again, 0 if untold."""

    event: str
    data: bytes
    retry: float = 0


async def events_of(
    pieces: AsyncIterable[bytes], *, most: int, refused: Callable[[str], Exception]
) -> AsyncGenerator[Told, None]:
    """Give the events of a stream; one of more than `most` bytes is raised as what `refused` makes of the reason."""
    unread, taken = bytearray(), 0
    async for piece in pieces:
        taken += len(piece)
        if taken > most:
            raise refused(f"a stream of more than {most} bytes")
        searched = max(0, len(unread) - len(END) + 1)
        unread += piece
        while (end := unread.find(END, searched)) >= 0:
            told = _told(bytes(unread[:end]))
            del unread[: end + len(END)]
            searched = 0
            if told is not None:
                yield told


def _told(block: bytes) -> Told | None:
    """Return the event of a block; a comment, such as a heartbeat, is none."""
    fields = dict(line.partition(b": ")[::2] for line in block.split(b"\n"))
    if b"data" not in fields:
        return None
    retry = fields.get(b"retry", b"")
    return Told(
        fields.get(b"event", b"").decode(errors="replace"),
        fields[b"data"],
        int(retry[:9]) / 1000 if retry.isdigit() else 0,
    )
