"""What Redis answers to a script that returns numbers, cut out of a connection's bytes (RESP 2)."""

from redis.exceptions import InvalidResponse, NoScriptError, ResponseError

Answer = list[int] | ResponseError


class Answers:
    """Cuts bytes into answers as they come in, wherever they are broken."""

    def __init__(self) -> None:
        self._rest = b""
        self._lines: list[bytes] = []

    def cut(self, data: bytes) -> list[Answer]:
        """Return the answers that are complete now."""
        *lines, self._rest = (self._rest + data).split(b"\r\n")
        self._lines += lines
        answers: list[Answer] = []
        start = 0
        while start < len(self._lines):
            end = start + 1 + _size(self._lines[start])
            if end > len(self._lines):
                break
            answers.append(_answer(self._lines[start:end]))
            start = end
        del self._lines[:start]
        return answers


def _size(head: bytes) -> int:
    return int(head[1:]) if head.startswith(b"*") else 0


def _answer(lines: list[bytes]) -> Answer:
    head, *numbers = lines
    if head.startswith(b"*"):
        return [int(number.removeprefix(b":")) for number in numbers]
    if not head.startswith(b"-"):
        raise InvalidResponse(f"{head[:100]!r} is neither numbers nor a refusal")
    refusal = NoScriptError if head.startswith(b"-NOSCRIPT") else ResponseError
    return refusal(head[1:].decode(errors="replace"))
