"""Why no frames can be taken from a video, or not those that are wanted."""

from attrs import define


@define
class Broken(Exception):  # noqa: N818 - named for the fact
    """A video that cannot be read; `reason` goes on where "the video …" begins."""

    reason: str


@define
class Many(Exception):  # noqa: N818 - named for the fact
    """More frames than may be."""

    frames: int


@define
class Nothing(Exception):  # noqa: N818 - named for the fact
    """None of the frames that are wanted are there; `reason` says why."""

    reason: str
