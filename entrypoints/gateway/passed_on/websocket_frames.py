"""Where WebSocket frames begin and end (RFC 6455 section 5.2); what is in them is none of the gateway's business."""

from typing import Final

LONGEST_FRAME: Final = 1024 * 1024
MASKED: Final = 0x80
SHORT: Final = 0x7F
TWO_BYTES: Final = 126
EIGHT_BYTES: Final = 127
GOING_AWAY: Final = bytes((0x88, 2)) + (1001).to_bytes(2)
TOO_BIG: Final = bytes((0x88, 2)) + (1009).to_bytes(2)


class FrameTooLong(Exception):  # noqa: N818 - named for the fact
    """A frame is longer than anybody here would take; `before` is what came with it and may pass."""

    def __init__(self, before: bytes) -> None:
        super().__init__()
        self.before = before


class Frames:
    """Follows one direction, however the bytes are cut."""

    def __init__(self) -> None:
        self._head = b""
        self._left = 0

    @property
    def at_border(self) -> bool:
        """Tell whether a frame of ours could stand here."""
        return not self._head and not self._left

    def follow(self, data: bytes) -> None:
        """Take note of what passes; raise `FrameTooLong` at the head of such a frame.

        If all of that head came now, it does not pass, and what stands before it ends at a border.
        """
        rest = data
        while rest:
            if self._left:
                passed = min(self._left, len(rest))
                self._left -= passed
                rest = rest[passed:]
                continue
            before = len(data) - len(rest) - len(self._head)
            self._head += rest
            needed = _head_length(self._head)
            if len(self._head) < needed:
                return
            rest, self._head = self._head[needed:], self._head[:needed]
            self._left = _length(self._head)
            self._head = b""
            if self._left > LONGEST_FRAME:
                self._left = self._left if before < 0 else 0
                raise FrameTooLong(data[: max(0, before)])


def _head_length(head: bytes) -> int:
    """Return how long a frame's head is, as far as its beginning tells."""
    if len(head) < 2:  # noqa: PLR2004 - the two bytes that every head has
        return 2
    extended = {TWO_BYTES: 2, EIGHT_BYTES: 8}.get(head[1] & SHORT, 0)
    return 2 + extended + (4 if head[1] & MASKED else 0)


def _length(head: bytes) -> int:
    short = head[1] & SHORT
    if short == TWO_BYTES:
        return int.from_bytes(head[2:4])
    return int.from_bytes(head[2:10]) if short == EIGHT_BYTES else short
