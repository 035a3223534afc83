"""Photos and sounds, as far as a film must know them."""

from attrs import frozen


@frozen(kw_only=True)
class StoredFile:
    """A file of the caller's in the blob store, as it was when it was looked at."""

    key: str
    etag: str
    size: int
    content_type: str


@frozen(kw_only=True)
class PhotoShape:
    """A photo's size as it is looked at, turned upright."""

    width: int
    height: int


@frozen(kw_only=True)
class Music:
    """How long a piece of music is, and the moments, in seconds, at which its beats fall."""

    seconds: float
    beats: tuple[float, ...] = ()
