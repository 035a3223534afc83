"""How the program that knows videos is spoken to: lines of JSON, each with as many bytes behind it as it says."""

import json
from collections.abc import Mapping
from math import isfinite
from threading import Lock
from typing import BinaryIO, Final

from attrs import asdict, define, field, frozen

from core.video.model.frames.wishes import FrameFormat, FrameMode, FrameWishes

LONGEST_LINE: Final = 4096
MOST_DATA: Final = 160 << 20  # more than any frame has whose pixels are not too many


class Nonsense(ValueError):  # noqa: N818 - named for the fact
    """Something that no such program says, unless a video has led it astray."""


@frozen(kw_only=True)
class Order:
    """What is to be done: the file, what is wanted of it, and how many threads may work on it."""

    video: str
    wishes: FrameWishes
    threads: int


@frozen(kw_only=True)
class Word:
    """Something that was said: what it is, its facts, and its bytes."""

    what: str
    facts: Mapping[str, object]
    data: bytes = b""

    def text(self, name: str, *, most: int = 300) -> str:
        """Return a fact that is a text for people."""
        fact = self.facts.get(name)
        if not isinstance(fact, str) or len(fact) > most or not fact.isprintable():
            raise Nonsense(name)
        return fact

    def whole(self, name: str, *, least: int = 0, most: int = 1 << 53) -> int:
        """Return a fact that is a whole number."""
        fact = self.facts.get(name)
        if type(fact) is not int or not least <= fact <= most:
            raise Nonsense(name)
        return fact

    def number(self, name: str) -> float:
        """Return a fact that is a number, and not a negative one."""
        fact = self.facts.get(name)
        if type(fact) not in {int, float} or not isinstance(fact, int | float) or not isfinite(fact) or fact < 0:
            raise Nonsense(name)
        return float(fact)

    def flag(self, name: str) -> bool:
        """Return a fact that is so or not."""
        fact = self.facts.get(name)
        if not isinstance(fact, bool):
            raise Nonsense(name)
        return fact


def order_line(order: Order) -> bytes:
    """Write an order."""
    return json.dumps(asdict(order)).encode() + b"\n"


def order_of(line: bytes) -> Order:
    """Read an order, which comes from us."""
    said = json.loads(line)
    wishes = said["wishes"]
    mode: FrameMode = wishes["mode"]
    form: FrameFormat = wishes["format"]
    return Order(
        video=said["video"],
        wishes=FrameWishes(
            mode=mode, every=wishes["every"], at=tuple(wishes["at"]), width=wishes["width"], format=form
        ),
        threads=said["threads"],
    )


@define
class Mouth:
    """Says one thing after another, whichever thread it comes from."""

    _out: BinaryIO
    _turn: Lock = field(factory=Lock)

    def say(self, what: str, data: bytes = b"", **facts: object) -> None:
        """Say something, once there is room for it."""
        with self._turn:
            self._out.write(json.dumps({"is": what, "bytes": len(data), **facts}).encode() + b"\n")
            self._out.write(data)
            self._out.flush()


def word_of(line: bytes) -> tuple[Word, int]:
    """Read what is said, and how many bytes there are behind it."""
    try:
        said = json.loads(line)
    except ValueError as error:
        raise Nonsense("no JSON") from error
    except RecursionError as error:
        raise Nonsense("too deep") from error
    if not isinstance(said, dict):
        raise Nonsense("no object")
    word = Word(what="", facts=said)
    return Word(what=word.text("is"), facts=said), word.whole("bytes", most=MOST_DATA)
