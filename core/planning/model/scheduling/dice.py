"""Numbers that look thrown but repeat: the same seed gives the same row of them on every machine."""

from typing import Final

from attrs import define

# Knuth's MMIX; the high bits are the good ones (The Art of Computer Programming, volume 2, 3.3.4).
FACTOR: Final = 6364136223846793005
STEP: Final = 1442695040888963407
MASK: Final = (1 << 64) - 1
LOW_BITS: Final = 11
SHARE: Final = 1.0 / (1 << 53)


@define
class Dice:
    """A linear congruential generator."""

    state: int

    def share(self) -> float:
        """Return a number from 0 up to, but not including, 1."""
        self.state = state = (self.state * FACTOR + STEP) & MASK
        return (state >> LOW_BITS) * SHARE

    def below(self, count: int) -> int:
        """Return a whole number from 0 up to, but not including, `count`."""
        return int(self.share() * count)


def dice_of(seed: int) -> Dice:
    """Return dice whose first throws differ much, also where the seeds differ little."""
    dice = Dice(seed & MASK)
    for _ in range(4):
        dice.share()
    return dice
