"""Requests to Oddiya's own door for blobs, for stores that no client can reach by themselves."""

from datetime import timedelta
from typing import Final

from attrs import frozen

from adapters.wire.blob_keys import checked, key_below
from ports.blob_signer import BlobSigner, Grant
from ports.blob_store import SignedRequest
from ports.clock import Clock

ANY_KEY: Final = "k"


@frozen(kw_only=True)
class OwnBlobUrls:
    """Signs requests that Oddiya itself will answer."""

    signer: BlobSigner
    clock: Clock

    def get(self, key: str, *, expires_in: timedelta, download_as: str | None) -> SignedRequest:
        """Return a request that reads the object."""
        grant = Grant(method="GET", key=checked(key), expires_at=self.clock.now() + expires_in, download_as=download_as)
        return self._signed(grant, {})

    def put(self, key: str, *, content_type: str, size: int, expires_in: timedelta) -> SignedRequest:
        """Return a request that stores the object."""
        grant = Grant(
            method="PUT",
            key=checked(key),
            expires_at=self.clock.now() + expires_in,
            content_type=content_type,
            size=size,
        )
        return self._signed(grant, {"Content-Type": content_type, "Content-Length": str(size)})

    def key_of(self, url: str) -> str | None:
        """Return the key that a URL of ours leads to."""
        some = Grant(method="GET", key=ANY_KEY, expires_at=self.clock.now())
        return key_below(self.signer.url(some).partition("?")[0].removesuffix(ANY_KEY), url)

    def _signed(self, grant: Grant, headers: dict[str, str]) -> SignedRequest:
        return SignedRequest(
            method=grant.method, url=self.signer.url(grant), headers=headers, expires_at=grant.expires_at
        )
