"""Requests that clients may make to S3 by themselves."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from attrs import field, frozen

from adapters.aws.bucket import translated
from adapters.aws.content_disposition import saved_as
from adapters.wire.blob_keys import key_below
from ports.blob_store import SignedRequest

ANY_KEY: Final = "k"


@frozen
class SignedBlobs:
    """Signs with a client that knows the address under which S3 is reached from outside."""

    client: Any = field(repr=False)
    bucket: str

    async def get(self, key: str, *, expires_in: timedelta, download_as: str | None) -> SignedRequest:
        """Return a request that reads the object."""
        saved = {} if download_as is None else {"ResponseContentDisposition": saved_as(download_as)}
        return await self._signed("get_object", expires_in, {}, Key=key, **saved)

    async def put(self, key: str, *, content_type: str, size: int, expires_in: timedelta) -> SignedRequest:
        """Return a request that stores the object; type and size are among the headers that are signed."""
        headers = {"Content-Type": content_type, "Content-Length": str(size)}
        return await self._signed(
            "put_object", expires_in, headers, Key=key, ContentType=content_type, ContentLength=size
        )

    async def key_of(self, url: str) -> str | None:
        """Return the key that a URL leads to, if it is one that could be signed here."""
        place = (await self.get(ANY_KEY, expires_in=timedelta(seconds=1), download_as=None)).url
        return key_below(place.partition("?")[0].removesuffix(ANY_KEY), url)

    async def _signed(
        self, operation: str, expires_in: timedelta, headers: dict[str, str], **parameters: Any
    ) -> SignedRequest:
        with translated(parameters["Key"]):
            url = await self.client.generate_presigned_url(
                operation,
                Params={"Bucket": self.bucket, **parameters},
                ExpiresIn=max(1, int(expires_in.total_seconds())),
            )
        method = "PUT" if operation == "put_object" else "GET"
        return SignedRequest(method=method, url=url, headers=headers, expires_at=_expiry_of(url))


def _expiry_of(url: str) -> datetime:
    query = parse_qs(urlsplit(url).query)
    signed_at = datetime.strptime(query["X-Amz-Date"][0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return signed_at + timedelta(seconds=int(query["X-Amz-Expires"][0]))
