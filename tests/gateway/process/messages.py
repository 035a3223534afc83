"""HTTP/1.1 messages, read by their bytes and with no leniency at all, so that nothing strange is overlooked."""

import re
from typing import Final, Literal, Self

from attrs import field, frozen

FIELD: Final = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)")
CHUNK: Final = re.compile(rb"[0-9a-fA-F]{1,16}\r\n")
NUMBER: Final = re.compile(r"[0-9]{1,18}")
END: Final = b"\r\n\r\n"

Framing = int | Literal["chunked", "none"]


class Strange(AssertionError):  # noqa: N818 - named for the fact
    """A message is not what a careful sender writes; the text says why."""


@frozen
class Head:
    """The first line and the fields of a message; the names are in lower case."""

    raw: bytes = field(repr=False)
    first: str
    fields: tuple[tuple[str, str], ...]

    @classmethod
    def read(cls, raw: bytes) -> Self:
        """Take apart what ends with an empty line."""
        if not raw.endswith(END):
            raise Strange(f"no end to the head: {raw!r}")
        first, *lines = raw.removesuffix(END).split(b"\r\n")
        if re.search(rb"[\x00-\x1f\x7f]", first):
            raise Strange(f"a control character in the first line: {first!r}")
        return cls(raw, first.decode("latin-1"), tuple(_field(line) for line in lines))

    def all(self, name: str) -> list[str]:
        """Return every value of a field, in order."""
        return [value for known, value in self.fields if known == name]

    def get(self, name: str) -> str | None:
        """Return the only value of a field, None when it is not there."""
        values = self.all(name)
        if len(values) > 1:
            raise Strange(f"{name} is there {len(values)} times: {values}")
        return values[0] if values else None

    @property
    def names(self) -> set[str]:
        """The names of all fields."""
        return {name for name, _ in self.fields}

    @property
    def framing(self) -> Framing:
        """How long the body is, as far as the fields tell."""
        length, coding = self.get("content-length"), self.get("transfer-encoding")
        if length is not None and coding is not None:
            raise Strange("both Content-Length and Transfer-Encoding")
        if coding is not None:
            if coding != "chunked":
                raise Strange(f"a transfer coding {coding!r}")
            return "chunked"
        if length is None:
            return "none"
        if not NUMBER.fullmatch(length):
            raise Strange(f"a length {length!r}")
        return int(length)


def chunk_size(line: bytes) -> int:
    """Return the size in the first line of a chunk."""
    if not CHUNK.fullmatch(line):
        raise Strange(f"a chunk that begins {line!r}")
    return int(line, 16)


def _field(line: bytes) -> tuple[str, str]:
    found = FIELD.fullmatch(line)
    if found is None:
        raise Strange(f"a field {line!r}")
    name, value = found.groups()
    return name.decode().lower(), value.decode("latin-1").rstrip(" \t")
