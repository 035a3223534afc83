"""Letting somebody send files straight to where they are kept."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from attrs import frozen

from core.identity.model.user import UserId
from core.video.model.uploads import FileToSend, check_files, key_of_upload
from ports.blob_store import BlobStore, SignedRequest
from ports.ids import Ids

LIFE: Final = timedelta(hours=1)


@frozen(kw_only=True)
class SignedUpload:
    """Where one file will lie, and the request that puts it there."""

    key: str
    request: SignedRequest


@frozen(kw_only=True)
class SignUploads:
    """Return for each file a new key of the caller's and a request bound to its type and size; else `BadUpload`."""

    store: BlobStore
    ids: Ids

    async def __call__(self, *, caller: UserId, files: Sequence[FileToSend]) -> Sequence[SignedUpload]:
        """Sign."""
        check_files(files)
        return [await self._signed(caller, file) for file in files]

    async def _signed(self, caller: UserId, file: FileToSend) -> SignedUpload:
        key = key_of_upload(self.ids.new(), owner=caller, content_type=file.content_type)
        request = await self.store.sign_put(key, content_type=file.content_type, size=file.size, expires_in=LIFE)
        return SignedUpload(key=key, request=request)
