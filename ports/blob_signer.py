"""Proof that Oddiya itself allowed a request to one of its own objects."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, Protocol

from attrs import frozen


@frozen(kw_only=True)
class Grant:
    """Leave to read or write one object until a moment; a write is bound to a type and a size."""

    method: Literal["GET", "PUT"]
    key: str
    expires_at: datetime
    content_type: str | None = None
    size: int | None = None
    download_as: str | None = None


class BlobSigner(Protocol):
    """Turns grants into URLs of Oddiya's own and back.

    - `read` returns the grant that `url` was given, whole; anything changed, or an expired grant, is `Forbidden`.
    - Signatures are compared in constant time. A HEAD request may use a grant for GET.
    """

    def url(self, grant: Grant) -> str:
        """Return an absolute URL that carries the grant."""
        ...

    def read(self, *, method: str, key: str, query: Mapping[str, str]) -> Grant:
        """Return the grant that a request carries."""
        ...
