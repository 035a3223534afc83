"""What may be asked for with some bytes, read with a model of its own: only what has one plain meaning."""

import re
from collections.abc import Iterator
from typing import Final

from attrs import field, frozen

LINE: Final = re.compile(rb"(GET|POST|PUT|PATCH|DELETE|OPTIONS) (/[!-~]*) HTTP/1\.([01])")
FIELD: Final = re.compile(
    rb"([A-Za-z0-9!#$%&'*+.^_`|~-]+):[ \t]*((?:[!-~\x80-\xff](?:[ \t!-~\x80-\xff]*[!-~\x80-\xff])?)?)[ \t]*"
)
SIZE: Final = re.compile(rb"([0-9A-Fa-f]{1,8})(?:;[ -~]*)?\r\n")
LENGTH: Final = re.compile(rb"[0-9]{1,9}")
END: Final = b"\r\n\r\n"


class NotPlain(Exception):  # noqa: N818 - named for the fact
    """From here on the bytes mean nothing, or more than one thing."""


@frozen
class Asked:
    """One request; the names of its fields are in lower case. One that is not whole has no plain end."""

    method: str
    target: str
    fields: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)
    is_whole: bool

    def all(self, name: str) -> list[str]:
        """Return every value of a field."""
        return [value for known, value in self.fields if known == name]


def plainly_asked(data: bytes) -> list[Asked]:
    """Return the requests up to the first that is not plain; it is the last of them if its head is."""
    return list(_asked(data))


def _asked(data: bytes) -> Iterator[Asked]:
    left: bytes | None = data
    while left:
        head, end, rest = left.removeprefix(b"\r\n").partition(END)
        line, *lines = head.split(b"\r\n")
        first, fields = LINE.fullmatch(line), [FIELD.fullmatch(one) for one in lines]
        if not end or first is None or not all(fields):
            return
        named = tuple((one[1].decode().lower(), one[2].decode("latin-1")) for one in fields if one is not None)
        try:
            body, left = _body(named, rest)
        except NotPlain:
            return
        yield Asked(first[1].decode(), first[2].decode(), named, body, is_whole=left is not None)


def _body(fields: tuple[tuple[str, str], ...], data: bytes) -> tuple[bytes, bytes | None]:
    """Return the body, and what comes after it; None if it is not plain where that is."""
    lengths = [value for name, value in fields if name == "content-length"]
    codings = [value.lower() for name, value in fields if name == "transfer-encoding"]
    if codings == ["chunked"] and not lengths:
        return _chunks(data)
    if codings or len(set(lengths)) > 1 or not all(LENGTH.fullmatch(one.encode("latin-1")) for one in lengths):
        raise NotPlain
    size = int(lengths[0]) if lengths else 0
    return data[:size], data[size:] if len(data) >= size else None


def _chunks(data: bytes) -> tuple[bytes, bytes | None]:
    body = b""
    while (line := SIZE.match(data)) is not None:
        size, data = int(line[1], 16), data[line.end() :]
        if not size:
            return body, _after_trailers(data)
        body, data = body + data[:size], data[size:]
        if not data.startswith(b"\r\n"):
            break
        data = data[2:]
    return body, None


def _after_trailers(data: bytes) -> bytes | None:
    while not data.startswith(b"\r\n"):
        line, end, data = data.partition(b"\r\n")
        if not end or FIELD.fullmatch(line) is None:
            return None
    return data[2:]
