"""Files on their way to where films are made of them, and frames."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from attrs import frozen
from typing_extensions import Doc

from core.identity.model.user import UserId
from core.video.model.errors import BadUpload
from core.video.model.sizes import LARGEST, LARGEST_VIDEO
from core.video.model.uploads import ENDINGS, MOST_FILES, FileToSend
from core.video.use_cases.uploads.sign_uploads import SignedUpload, SignUploads
from entrypoints.http.caller import Caller
from entrypoints.http.route import post
from entrypoints.http.shapes.constraints import Example, Items, Length

ContentType = Annotated[str, Length(min=1, max=100), Example("image/jpeg"), Doc(f"one of {', '.join(ENDINGS)}")]


@frozen(kw_only=True)
class NewFile:
    """A file to be sent."""

    name: Annotated[str, Length(min=1, max=255), Example("IMG_0001.jpg"), Doc("for its owner alone; nothing keeps it")]
    content_type: ContentType
    size: Annotated[
        int, Example(2_345_678), Doc(f"exactly how many bytes it has: 1 to {LARGEST}, of a video to {LARGEST_VIDEO}")
    ]


@frozen(kw_only=True)
class NewFiles:
    """Files to be sent."""

    files: Annotated[tuple[NewFile, ...], Items(min=1, max=MOST_FILES)]


@frozen(kw_only=True)
class UploadOut:
    """A request that puts one file where it belongs, once it is made exactly so, until `expires_at`."""

    key: Annotated[str, Doc("what the file is called when a film, or frames of it, are ordered")]
    method: str
    url: str
    headers: Mapping[str, str]
    expires_at: datetime


@frozen(kw_only=True)
class UploadRoutes:
    """Sending files."""

    sign_uploads: SignUploads

    @post("/api/v1/uploads", status=201, tags="films", raises=(BadUpload,))
    async def post_uploads(self, caller: Caller, body: NewFiles) -> tuple[UploadOut, ...]:
        """Ask for a place for each of my files.

        The answer has a request for each, in the same order, that puts the file straight into storage.
        """
        files = [FileToSend(name=file.name, content_type=file.content_type, size=file.size) for file in body.files]
        signed = await self.sign_uploads(caller=UserId(caller.user_id), files=files)
        return tuple(map(upload_out, signed))


def upload_out(upload: SignedUpload) -> UploadOut:
    """Present a place for a file."""
    request = upload.request
    return UploadOut(
        key=upload.key,
        method=request.method,
        url=request.url,
        headers=request.headers,
        expires_at=request.expires_at,
    )
