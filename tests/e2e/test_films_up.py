"""Films through the gateway of `oddiya up`, as an app orders, follows, downloads and deletes them."""

import json
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from adapters.ffmpeg.binary import found
from composition.demo.photos import png
from tests.builders import an_id
from tests.gateway.process.patience import eventually
from tests.travellers import Reply, Traveller, a_traveller, faults_of

FILMS = "/api/v1/videos"
UPLOADS = "/api/v1/uploads"
PNG = "image/png"
AT_ONCE = 200
CLIENTS = 20


def a_photo(shade: int) -> bytes:
    return png(64, 48, (bytes((y * 5, shade, 120)) * 64 for y in range(48)))


def upload(traveller: Traveller, *photos: bytes) -> list[Any]:
    """Send photos straight to storage, and return what was signed for them."""
    files = [{"name": "바다.png", "content_type": PNG, "size": len(photo)} for photo in photos]
    reply = traveller.ask("POST", UPLOADS, {"files": files})
    assert reply.status == 201, reply.body
    signed: list[Any] = reply.json
    for one, photo in zip(signed, photos, strict=True):
        assert put(one, photo) < 300
    return signed


def put(signed: Any, data: bytes, **headers: str) -> int:
    parts = urlsplit(signed["url"])
    connection = HTTPConnection(parts.netloc, timeout=30)
    try:
        connection.request(signed["method"], f"{parts.path}?{parts.query}", data, {**signed["headers"], **headers})
        with connection.getresponse() as answer:
            answer.read()
            return answer.status
    finally:
        connection.close()


def order(traveller: Traveller, photos: list[str], key: str | None = None, **more: object) -> Reply:
    wanted = {"photos": photos, "template": "basic", "aspect": "1:1", "seconds_per_photo": 1, **more}
    return traveller.ask("POST", FILMS, wanted, idempotency_key=key or an_id())


@pytest.fixture(scope="module")
def photos(mina: Traveller) -> list[str]:
    return [one["key"] for one in upload(mina, a_photo(40), a_photo(200))]


@pytest.fixture(scope="module")
def film(mina: Traveller, photos: list[str]) -> Any:
    """A film that is done."""
    ordered = order(mina, photos, title="부산의 사흘")
    assert ordered.status == 202, ordered.body
    path = ordered.headers["Location"]
    assert path == f"{FILMS}/{ordered.json['job_id']}"
    told = mina.get(f"{path}/events", accept="text/event-stream").body.decode()
    assert re.findall(r"^event: (\w+)$", told, re.MULTILINE)[-1] == "completed", told
    return mina.get(path).json


def test_a_film_is_made_of_uploads_and_can_be_watched(mina: Traveller, film: Any, tmp_path: Path) -> None:
    assert (film["status"], film["error"], film["attempts"]) == ("COMPLETED", None, 1)
    assert film["progress"]["done"] == film["progress"]["total"]
    answer = mina.get(f"{FILMS}/{film['job_id']}/download")
    assert answer.status == 302
    for url, file in ((answer.headers["Location"], "film.mp4"), (film["poster_url"], "poster.jpg")):
        parts = urlsplit(url)
        reply = Traveller(url=f"http://{parts.netloc}").get(f"{parts.path}?{parts.query}")
        assert reply.status == 200
        (tmp_path / file).write_bytes(reply.body)
    assert frames_in(tmp_path / "film.mp4") == film["report"]["frames"]
    assert (tmp_path / "poster.jpg").read_bytes().startswith(b"\xff\xd8")


def frames_in(file: Path) -> int:
    import asyncio

    binary = asyncio.run(found(""))
    command = [str(binary.path), "-v", "error", "-i", str(file), "-map", "0:v", "-f", "framehash", "-"]
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stderr == b""
    return sum(not line.startswith(b"#") for line in done.stdout.splitlines())


def test_many_orders_at_once_with_one_key_are_one_film(mina: Traveller, photos: list[str]) -> None:
    key = an_id()
    with ThreadPoolExecutor(CLIENTS) as clients:
        replies = list(clients.map(lambda _: order(mina, photos, key), range(AT_ONCE)))
    assert {reply.status for reply in replies} == {202}
    assert len({json.dumps(reply.json, sort_keys=True) for reply in replies}) == 1
    listed = mina.get(f"{FILMS}?limit=100").json["items"]
    assert sum(one["job_id"] == replies[0].json["job_id"] for one in listed) == 1


def test_another_order_under_the_same_key_is_refused(mina: Traveller, photos: list[str]) -> None:
    key = an_id()
    assert order(mina, photos, key).status == 202
    again = order(mina, photos[:1], key)
    assert (again.status, again.json["code"]) == (422, "idempotency-key-reused")


def test_an_order_without_a_key_is_refused(mina: Traveller, photos: list[str]) -> None:
    assert mina.ask("POST", FILMS, {"photos": photos, "template": "basic"}).status == 400


def test_a_film_is_cancelled_or_deleted_and_its_bytes_with_it(mina: Traveller, photos: list[str]) -> None:
    path = order(mina, photos * 30).headers["Location"]
    assert mina.ask("DELETE", path).status == 204
    eventually(lambda: mina.get(path).json["status"] == "CANCELLED")
    assert mina.ask("DELETE", path).status == 204
    assert mina.get(path).status == 404


def test_strangers_photos_and_films_are_as_if_they_were_not(url: str, film: Any, photos: list[str]) -> None:
    stranger = a_traveller(url)
    for path in (f"{FILMS}/{film['job_id']}", f"{FILMS}/{film['job_id']}/download", f"{FILMS}/{film['job_id']}/events"):
        assert stranger.get(path).status == 404
    assert set(faults_of(order(stranger, photos), "bad-order")) == {"/photos/0", "/photos/1"}


def test_an_upload_takes_what_was_signed_and_nothing_else(mina: Traveller) -> None:
    photo = a_photo(1)
    files = {"files": [{"name": "a.png", "content_type": PNG, "size": len(photo)}]}
    (signed,) = mina.ask("POST", UPLOADS, files).json
    assert put(signed, photo + b"x", **{"Content-Length": str(len(photo) + 1)}) >= 400
    assert put(signed, photo, **{"Content-Type": "text/html"}) >= 400
    assert put(signed, photo) < 300


def test_photos_are_named_by_their_urls_too_but_only_ones_own(mina: Traveller) -> None:
    signed = upload(mina, a_photo(7))
    wanted = {"photo_urls": [signed[0]["url"]], "template": "basic"}
    assert mina.ask("POST", FILMS, wanted, idempotency_key=an_id()).status == 202
    for url in ("http://169.254.169.254/latest/meta-data", "file:///etc/passwd", "https://example.com/a.jpg"):
        wanted = {"photo_urls": [url], "template": "basic"}
        refused = mina.ask("POST", FILMS, wanted, idempotency_key=an_id())
        assert set(faults_of(refused, "bad-order")) == {"/photo_urls/0"}


def test_a_photo_that_is_none_fails_a_film_that_needs_it_and_says_which(mina: Traveller) -> None:
    keys = [one["key"] for one in upload(mina, a_photo(9), b"#EXTM3U\nfile:///etc/passwd\n")]
    path = order(mina, keys, template="story", aspect="9:16").headers["Location"]
    eventually(lambda: mina.get(path).json["status"] == "FAILED")
    error = mina.get(path).json["error"]
    assert error["code"] == "broken-photo"
    assert error["detail"].startswith("photo 2 ")


def test_templates_and_previews_need_no_worker(mina: Traveller, photos: list[str]) -> None:
    names = {one["name"] for one in mina.get("/api/v1/video-templates").json}
    assert {"basic", "beat", "kenburns", "story"} <= names
    preview = mina.ask("POST", f"{FILMS}/preview", {"photos": photos, "template": "kenburns"})
    assert preview.status == 200
    assert preview.json["frames"] == sum(shot["fade_in"] + shot["hold"] for shot in preview.json["shots"])
