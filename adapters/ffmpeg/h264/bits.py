"""Bits as text of 0 and 1, written and read the way H.264 does (ITU-T H.264, 7.2 and 9.1)."""

from functools import lru_cache
from typing import Final

from attrs import define

from adapters.ffmpeg.h264.not_as_written import NotAsWritten

BYTE: Final = 8
LONGEST: Final = 32  # bits of zeros before a number; no number in a header is longer


def u(width: int, value: int) -> str:
    """Write a number with a fixed width."""
    return f"{value:0{width}b}"


@lru_cache(maxsize=256)
def ue(value: int) -> str:
    """Write a number whose length says how long it is: small ones are short."""
    code = f"{value + 1:b}"
    return "0" * (len(code) - 1) + code


def se(value: int) -> str:
    """Write a number that may be negative, likewise."""
    return ue(2 * value - 1 if value > 0 else -2 * value)


def packed(bits: str, *, filler: str) -> bytes:
    """Turn bits into bytes; the last one is filled up."""
    whole = bits + filler * (-len(bits) % BYTE)
    return int(whole, 2).to_bytes(len(whole) // BYTE, "big")


def ended(bits: str) -> bytes:
    """Turn the bits of a whole unit into bytes."""
    return packed(bits + "1", filler="0")


@define
class Bits:
    """Bits that are read from the left; what is cut off is `NotAsWritten`."""

    _text: str
    place: int = 0

    @classmethod
    def of(cls, data: bytes) -> "Bits":
        """Return the bits of some bytes."""
        return cls(text=f"{int.from_bytes(data, 'big'):0{len(data) * BYTE}b}" if data else "")

    def u(self, width: int) -> int:
        """Read a number with a fixed width."""
        end = self.place + width
        if end > len(self._text):
            raise NotAsWritten("a unit is cut off")
        value = int(self._text[self.place : end] or "0", 2)
        self.place = end
        return value

    def flag(self) -> bool:
        """Read one bit."""
        return self.u(1) == 1

    def ue(self) -> int:
        """Read a number whose length says how long it is."""
        zeros = self._text.find("1", self.place) - self.place
        if not 0 <= zeros <= LONGEST:
            raise NotAsWritten("a number in a unit has no end")
        self.place += zeros
        return self.u(zeros + 1) - 1

    def se(self) -> int:
        """Read a number that may be negative."""
        code = self.ue()
        return (code + 1) // 2 if code % 2 else -(code // 2)
