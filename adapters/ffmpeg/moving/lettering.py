"""Words that stand still above a picture that moves."""

from typing import Self

from attrs import frozen
from PIL import Image

from adapters.ffmpeg.moving.planes import BT709, Planes, Size


@frozen
class Lettering:
    """The part of the canvas that has words on it, and how thick they cover what is below, pixel by pixel."""

    words: Planes
    cover: Image.Image
    cover_of_colours: Image.Image
    left: int
    top: int

    @classmethod
    def of_rgba(cls, data: bytes, size: Size) -> Self | None:
        """Read a canvas with words on it; None where there are none to be seen."""
        canvas = Image.frombytes("RGBA", size, data)
        seen = canvas.getchannel("A").getbbox()
        if seen is None:
            return None
        left, top = seen[0] // 2 * 2, seen[1] // 2 * 2
        part = canvas.crop((left, top, -(-seen[2] // 2) * 2, -(-seen[3] // 2) * 2))
        half = part.reduce(2)  # which weighs colours by their thickness
        luma = part.convert("RGB").convert("RGB", BT709).getchannel(0)
        _, blue, red = half.convert("RGB").convert("RGB", BT709).split()
        return cls(Planes(luma, blue, red), part.getchannel("A"), half.getchannel("A"), left, top)

    def cover_up(self, picture: Planes) -> None:
        """Write the words onto a picture."""
        picture.luma.paste(self.words.luma, (self.left, self.top), self.cover)
        place = (self.left // 2, self.top // 2)
        picture.blue.paste(self.words.blue, place, self.cover_of_colours)
        picture.red.paste(self.words.red, place, self.cover_of_colours)
