"""Turns samples into loudness."""

import sys
from array import array
from typing import Final

from attrs import define, field

RATE: Final = 100  # times a second
SAMPLES: Final = 12_000  # a second, of each of two channels
BLOCK: Final = SAMPLES // RATE
FULL: Final = 32_768 * BLOCK


@define
class LoudnessMeter:
    """Takes the lows and the highs of a sound as two channels, 16 bits each, in pieces of any size."""

    low: "array[float]" = field(factory=lambda: array("f"), init=False)
    high: "array[float]" = field(factory=lambda: array("f"), init=False)
    _rest: bytes = field(default=b"", init=False)

    def add(self, data: bytes) -> None:
        """Go on."""
        data = self._rest + data
        whole = len(data) - len(data) % (BLOCK * 4)
        self._rest = data[whole:]
        self._measure(data[:whole])

    def end(self) -> None:
        """Count what is left, which is less than a hundredth of a second."""
        self._measure(self._rest.ljust(BLOCK * 4, b"\0") if self._rest else b"")
        self._rest = b""

    def _measure(self, data: bytes) -> None:
        samples = array("h", data)
        if sys.byteorder == "big":
            samples.byteswap()
        for channel, loudness in ((samples[0::2], self.low), (samples[1::2], self.high)):
            loudness.extend(
                sum(map(abs, channel[start : start + BLOCK])) / FULL for start in range(0, len(channel), BLOCK)
            )
