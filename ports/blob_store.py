"""Files of any size, kept under keys."""

from collections.abc import AsyncIterable, AsyncIterator, Iterable, Mapping
from datetime import datetime, timedelta
from typing import ClassVar, Protocol

from attrs import define, frozen

from core.errors import Invalid, NotFound


@frozen(kw_only=True)
class Blob:
    """What is known of an object without reading it; `etag` changes whenever its bytes do."""

    key: str
    size: int
    content_type: str
    etag: str
    modified_at: datetime


@frozen(kw_only=True)
class SignedRequest:
    """An HTTP request that a client may make by itself, once it sends exactly these headers, until `expires_at`."""

    method: str
    url: str
    headers: Mapping[str, str]
    expires_at: datetime


@define(kw_only=True)
class BlobNotFound(NotFound):
    """There is no object under this key."""

    code: ClassVar[str] = "blob-not-found"
    says: ClassVar[str] = "there is no object {key!r}"
    key: str


@define(kw_only=True)
class InvalidKey(Invalid):
    """A key that no blob store accepts."""

    code: ClassVar[str] = "invalid-key"
    says: ClassVar[str] = "{key!r} is no key: use up to 512 of a-z A-Z 0-9 . _ - / without empty or dotted segments"
    key: str


@frozen(kw_only=True)
class UnfinishedUpload:
    """An upload in parts that was begun and neither completed nor aborted yet; `upload_id` is the store's own."""

    key: str
    upload_id: str
    begun_at: datetime


class BlobUpload(Protocol):
    """An object being written in parts.

    - Nothing is visible under the key before `complete`, which replaces what was there in one step.
    - Parts are numbered from 1 and may be sent in any order and at once; the same number again replaces the part.
    - Every part but the last is at least `MIN_PART` bytes. An upload without parts makes an empty object.
    - Numbers go to 10,000; another number, or a part that is too small, is a `ValueError`, here or at `complete`.
    - `abort` forgets the parts; it may be called at any time, also twice and after `complete`, which it does not undo.
    - `part` and `complete` raise `NotFound` once the upload is complete, aborted, or gone with its prefix.
    """

    async def part(self, number: int, data: bytes) -> None:
        """Store one part."""
        ...

    async def complete(self) -> Blob:
        """Make the object visible."""
        ...

    async def abort(self) -> None:
        """Forget the upload."""
        ...


MIN_PART = 5 * 1024 * 1024


class BlobStore(Protocol):
    """Keeps objects under keys.

    - A key is up to 512 of a-z A-Z 0-9 . _ - and "/", without empty segments and without "." or ".." as a segment;
      any other is `InvalidKey`. A key and a longer key below it ("a", "a/b") may exist together.
    - `write` and `copy` are atomic: readers see the whole old object or the whole new one; a failed or cancelled write
      leaves what was there and no leftovers.
    - `write` and `read` hold only a bounded part in memory, whatever the size.
    - `head`, `read` and `copy` of what does not exist raise `BlobNotFound`; deleting it is quiet.
    - `read` gives bytes `start` (included) to `stop` (excluded; None: to the end); beyond the end there is nothing,
      and a negative `start` is a `ValueError`.
    - `list` goes through the keys that begin with `prefix`, ascending.
    - `delete_prefix` also forgets unfinished uploads below the prefix; an empty prefix is a `ValueError`.
    - `unfinished` goes through the uploads in parts below the prefix that were begun in any process and are neither
      complete nor aborted, in any order, and with them what a `write` of a process that died has left; a `write` that
      goes on may be among them. `abandon` forgets one with all its parts, and is quiet about one that is not there any
      more.
    - `sign_get` answers the object's bytes, ranges included, with its content type; with `download_as` the answer asks
      browsers to save it under that name.
    - `sign_put` stores exactly `size` bytes of exactly `content_type`; another size or type, another key or method, a
      changed or expired signature are refused with 403, 400, 411 or 413 and nothing is stored.
    - `key_of` returns the key to which a URL of this store's leads: one that it signed, with or without its query,
      whether or not the object is there, character for character. Of any other text, None.
    - `Unavailable` is raised when the store does not answer.
    """

    async def head(self, key: str) -> Blob:
        """Look at the object."""
        ...

    def read(self, key: str, *, start: int = 0, stop: int | None = None) -> AsyncIterator[bytes]:
        """Stream the object's bytes."""
        ...

    async def write(self, key: str, chunks: AsyncIterable[bytes], *, content_type: str) -> Blob:
        """Store the object, replacing what was there."""
        ...

    async def begin_upload(self, key: str, *, content_type: str) -> BlobUpload:
        """Begin to write the object in parts."""
        ...

    async def copy(self, source: str, target: str) -> Blob:
        """Store the source's bytes and type under the target too."""
        ...

    async def delete(self, keys: Iterable[str]) -> None:
        """Forget the objects."""
        ...

    async def delete_prefix(self, prefix: str) -> int:
        """Forget everything whose key begins with the prefix; tell how many objects that was."""
        ...

    def list(self, prefix: str = "") -> AsyncIterator[Blob]:
        """Go through the objects whose key begins with the prefix."""
        ...

    def unfinished(self, prefix: str = "") -> AsyncIterator[UnfinishedUpload]:
        """Go through the uploads that somebody has begun."""
        ...

    async def abandon(self, upload: UnfinishedUpload) -> None:
        """Forget an upload, whoever began it."""
        ...

    async def sign_get(self, key: str, *, expires_in: timedelta, download_as: str | None = None) -> SignedRequest:
        """Return a request that reads the object."""
        ...

    async def sign_put(self, key: str, *, content_type: str, size: int, expires_in: timedelta) -> SignedRequest:
        """Return a request that stores the object."""
        ...

    async def key_of(self, url: str) -> str | None:
        """Return the key that a URL of this store's leads to."""
        ...
