"""Which files may be sent, where they go, and by which requests."""

from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from adapters.signing.blob_signer import HmacBlobSigner
from core.identity.model.user import UserId
from core.video.model.errors import BadUpload
from core.video.model.sizes import LARGEST, LARGEST_VIDEO
from core.video.model.uploads import FileToSend, is_upload_of
from core.video.use_cases.uploads.sign_uploads import SignedUpload, SignUploads
from ports.blob_signer import Grant
from tests.film_desk import NOW, PUBLIC_URL, Desk, a_desk

MINA = UserId("0198c0de-0000-7000-8000-000000000001")
ENDINGS = {
    "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/avif": "avif", "image/heic": "heic",
    "image/heif": "heif", "audio/mpeg": "mp3", "audio/mp4": "m4a", "audio/aac": "aac", "audio/wav": "wav",
    "audio/x-wav": "wav", "audio/flac": "flac", "audio/ogg": "ogg", "video/mp4": "mp4", "video/quicktime": "mov",
    "video/3gpp": "3gp", "video/x-matroska": "mkv", "video/webm": "webm", "video/x-msvideo": "avi", "video/mp2t": "ts",
}  # fmt: skip


@pytest.fixture
async def desk() -> Desk:
    return await a_desk()


def a_file(content_type: str = "image/jpeg", size: int = 1000) -> FileToSend:
    return FileToSend(name="IMG_0001.jpg", content_type=content_type, size=size)


async def signed(desk: Desk, *files: FileToSend) -> list[SignedUpload]:
    return list(await SignUploads(store=desk.store, ids=desk.ids)(caller=MINA, files=files))


async def faults(desk: Desk, *files: FileToSend) -> list[str]:
    with pytest.raises(BadUpload) as refused:
        await signed(desk, *files)
    return [fault.pointer for fault in refused.value.faults]


async def test_each_file_gets_a_place_of_its_own_below_its_owner(desk: Desk) -> None:
    uploads = await signed(desk, *(a_file(content_type) for content_type in ENDINGS))
    assert [upload.key.rpartition(".")[2] for upload in uploads] == list(ENDINGS.values())
    assert all(is_upload_of(MINA, upload.key) for upload in uploads)
    again = await signed(desk, *(a_file(content_type) for content_type in ENDINGS))
    assert len({upload.key for upload in (*uploads, *again)}) == 2 * len(ENDINGS)


async def test_a_request_is_good_for_one_file_of_its_type_and_size_and_for_an_hour(desk: Desk) -> None:
    (upload,) = await signed(desk, a_file("image/heic", LARGEST))
    request = upload.request
    signer = HmacBlobSigner(key=bytes(32), public_url=PUBLIC_URL, clock=desk.clock)
    grant = signer.read(method="PUT", key=upload.key, query=dict(parse_qsl(urlsplit(request.url).query)))
    in_an_hour = NOW + timedelta(hours=1)
    assert grant == Grant(method="PUT", key=upload.key, expires_at=in_an_hour, content_type="image/heic", size=LARGEST)
    assert request.headers == {"Content-Type": "image/heic", "Content-Length": str(LARGEST)}
    assert (request.method, request.expires_at) == ("PUT", in_an_hour)


@pytest.mark.parametrize(
    "content_type",
    ["image/svg+xml", "image/gif", "text/html", "IMAGE/JPEG", "image/jpeg; charset=utf-8", "image/", "", "video/x-flv"],
)
async def test_a_file_of_another_type_is_refused_at_its_place(desk: Desk, content_type: str) -> None:
    assert await faults(desk, a_file(), a_file(), a_file(content_type)) == ["/files/2/content_type"]


@pytest.mark.parametrize("size", [-1, 0, LARGEST + 1])
async def test_a_file_without_bytes_or_with_too_many_is_refused_at_its_place(desk: Desk, size: int) -> None:
    assert await faults(desk, a_file(), a_file(size=size), a_file("audio/ogg", size)) == [
        "/files/1/size", "/files/2/size",
    ]  # fmt: skip


async def test_an_empty_file_is_refused_also_where_it_comes_first(desk: Desk) -> None:
    assert await faults(desk, a_file(size=0)) == ["/files/0/size"]


async def test_a_video_may_be_larger_than_a_photo(desk: Desk) -> None:
    assert len(await signed(desk, a_file("video/mp4", LARGEST_VIDEO))) == 1
    assert await faults(desk, a_file("video/mp4", LARGEST_VIDEO + 1), a_file("video/webm", 0)) == [
        "/files/0/size", "/files/1/size",
    ]  # fmt: skip


async def test_one_to_three_hundred_files_are_taken_at_once(desk: Desk) -> None:
    assert await faults(desk) == ["/files"]
    assert await faults(desk, *([a_file()] * 301)) == ["/files"]
    assert len(await signed(desk, *([a_file()] * 300))) == 300


@pytest.mark.parametrize(
    "key",
    [
        "uploads/0198c0de-0000-7000-8000-000000000002/a.jpg", "uploads/a.jpg", "a.jpg", "", f"uploads/{MINA}",
        f"uploads/{MINA}/", f"uploads/{MINA}/a", f"uploads/{MINA}/.jpg", f"uploads/{MINA}/a.", f"uploads/{MINA}/a/b.c",
        f"uploads/{MINA}/../x/a.jpg", f"uploads/{MINA}//a.jpg", f"/uploads/{MINA}/a.jpg", f"uploads/{MINA}/a.jpg/",
        f"uploads/{MINA}/a.jpg\n", f"uploads/{MINA}/a b.jpg", f"uploads/{MINA}/%61.jpg", f"films/{MINA}/a.mp4",
        f"uploads/{MINA}/é.jpg", f"uploads/{MINA}/{'a' * 65}.jpg", f"x/uploads/{MINA}/a.jpg", f"uploads/{MINA}x/a.jpg",
    ],
)  # fmt: skip
def test_what_is_no_upload_of_somebodys_is_none(key: str) -> None:
    assert is_upload_of(MINA, f"uploads/{MINA}/a.jpg")
    assert not is_upload_of(MINA, key)
