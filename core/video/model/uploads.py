"""Which files people may send, and under which keys they lie."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from attrs import frozen

from core.errors import Fault
from core.identity.model.user import UserId
from core.video.model.errors import BadUpload
from core.video.model.sizes import LARGEST, LARGEST_VIDEO
from core.video.model.storage import uploads_of

MOST_FILES: Final = 300
PHOTO_ENDINGS: Final[Mapping[str, str]] = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/heic": "heic",
    "image/heif": "heif",
}
MUSIC_ENDINGS: Final[Mapping[str, str]] = {
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/aac": "aac",
    "audio/wav": "wav",
    "audio/x-wav": "wav",
    "audio/flac": "flac",
    "audio/ogg": "ogg",
}
VIDEO_ENDINGS: Final[Mapping[str, str]] = {
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/3gpp": "3gp",
    "video/x-matroska": "mkv",
    "video/webm": "webm",
    "video/x-msvideo": "avi",
    "video/mp2t": "ts",
}
ENDINGS: Final[Mapping[str, str]] = {**PHOTO_ENDINGS, **MUSIC_ENDINGS, **VIDEO_ENDINGS}
NAME: Final = re.compile(r"[a-zA-Z0-9_-]{1,64}\.[a-z0-9]{1,5}")


@frozen(kw_only=True)
class FileToSend:
    """A file that somebody means to send; its name stays with them."""

    name: str
    content_type: str
    size: int


def check_files(files: Sequence[FileToSend]) -> None:
    """Raise `BadUpload` for files that nobody may send, saying of each why."""
    if faults := tuple(_faults(files)):
        raise BadUpload(faults=faults)


def largest_of(content_type: str) -> int:
    """Return how many bytes a file of a type may have."""
    return LARGEST_VIDEO if content_type in VIDEO_ENDINGS else LARGEST


def key_of_upload(upload_id: str, *, owner: UserId, content_type: str) -> str:
    """Return the key of a file that somebody sends."""
    return f"{uploads_of(owner)}{upload_id}.{ENDINGS[content_type]}"


def is_upload_of(owner: UserId, key: str) -> bool:
    """Tell whether a file of this person's may lie under the key."""
    folder = uploads_of(owner)
    return key.startswith(folder) and NAME.fullmatch(key, len(folder)) is not None


def _faults(files: Sequence[FileToSend]) -> Iterator[Fault]:
    if not 1 <= len(files) <= MOST_FILES:
        yield Fault("/files", f"send 1 to {MOST_FILES} files")
        return
    for place, file in enumerate(files):
        if file.content_type not in ENDINGS:
            yield Fault(f"/files/{place}/content_type", f"must be one of {', '.join(ENDINGS)}")
        largest = largest_of(file.content_type)
        if not 1 <= file.size <= largest:
            yield Fault(f"/files/{place}/size", f"must be 1 to {largest}")
