"""Frames through the gateway of `oddiya up`: of a video that is streamed in, and of one that was uploaded before."""

import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest

from core.video.model.sizes import LARGEST_VIDEO
from tests.builders import an_id
from tests.e2e.test_films_up import put
from tests.http.forms import BOUNDARY, FORM, a_form, a_part
from tests.travellers import Traveller, a_traveller, faults_of
from tests.videos import Clip, made, number_of

FRAMES = "/api/v1/frames"
MP4 = "video/mp4"
RATE = 10


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Two seconds of numbered pictures."""
    return made(tmp_path_factory.mktemp("video") / "clip.mp4", Clip(frames=2 * RATE, rate=RATE)).read_bytes()


def begin(who: Traveller, *fields: tuple[str, str], path: str = FRAMES) -> HTTPConnection:
    """Begin to send a form."""
    connection = HTTPConnection(str(urlsplit(who.url).netloc), timeout=30)
    connection.putrequest("POST", path)
    signed_in = (("Authorization", f"Bearer {who.token}"), ("Idempotency-Key", an_id()), ("Content-Type", FORM))
    for name, value in (*signed_in, *fields):
        connection.putheader(name, value)
    connection.endheaders()
    return connection


def answer(connection: HTTPConnection) -> tuple[int, Any]:
    with connection.getresponse() as said:
        document = json.loads(said.read())
    connection.close()
    return said.status, document


def send(who: Traveller, pieces: Iterable[bytes], path: str = FRAMES) -> tuple[int, Any]:
    """Send a form in chunks."""
    connection = begin(who, ("Transfer-Encoding", "chunked"), path=path)
    for piece in pieces:
        connection.send(b"%x\r\n%s\r\n" % (len(piece), piece))
    connection.send(b"0\r\n\r\n")
    return answer(connection)


def in_pieces(form: bytes) -> Iterator[bytes]:
    yield from (form[at : at + 1000] for at in range(0, len(form), 1000))


def done(who: Traveller, job_id: str) -> Any:
    """Wait for the end of an order."""
    path = f"{FRAMES}/{job_id}"
    told = who.get(f"{path}/events", accept="text/event-stream").body.decode()
    assert re.findall(r"^event: (\w+)$", told, re.MULTILINE)[-1] == "completed", told
    return who.get(path).json


def fetched(url: str) -> bytes:
    parts = urlsplit(url)
    reply = Traveller(url=f"http://{parts.netloc}").get(f"{parts.path}?{parts.query}")
    assert reply.status == 200
    return reply.body


def test_frames_of_a_video_that_is_streamed_in(mina: Traveller, video: bytes) -> None:
    order = a_part("order", b'{"every": 0.5}', head=b"Content-Type: application/json\r\n")
    status, ordered = send(mina, in_pieces(a_form(order, a_part("video", video))), path="/api/frames")
    assert status == 202, ordered
    frames = done(mina, ordered["job_id"])
    path = f"{FRAMES}/{ordered['job_id']}"
    assert frames["report"]["frames"] == 4
    with zipfile.ZipFile(io.BytesIO(fetched(frames["zip_url"]))) as archive:
        assert archive.testzip() is None
        pictures = [archive.read(f"frames/{number:06}.jpg") for number in range(1, 5)]
    assert [number_of(picture) for picture in pictures] == [0, 5, 10, 15]
    for number, picture in enumerate(pictures, start=1):
        single = mina.get(f"{path}/frames/{number}")
        assert (single.status, single.body, single.headers["Content-Type"]) == (200, picture, "image/jpeg")
    assert mina.get(f"{path}/frames/2", range="bytes=0-1").body == b"\xff\xd8"
    assert mina.get(f"{path}/frames/5").status == 404
    assert fetched(frames["poster_url"]).startswith(b"\xff\xd8")
    assert mina.get(f"{path}/download").status == 302
    assert mina.ask("DELETE", path).status == 204
    assert mina.get(path).status == 404


def test_frames_of_a_video_that_was_uploaded_before(url: str, mina: Traveller, video: bytes) -> None:
    (signed,) = mina.ask(
        "POST", "/api/v1/uploads", {"files": [{"name": "a.mp4", "content_type": MP4, "size": len(video)}]}
    ).json
    assert put(signed, video) < 300
    wanted = {"video": signed["key"], "at": [0.25, 1.0], "format": "png"}
    ordered = mina.ask("POST", FRAMES, wanted, idempotency_key=an_id()).json
    path = f"{FRAMES}/{ordered['job_id']}"
    assert done(mina, ordered["job_id"])["report"]["frames"] == 2
    assert [number_of(mina.get(f"{path}/frames/{number}").body) for number in (1, 2)] == [2, 10]
    stranger = a_traveller(url)
    for one in (path, f"{path}/frames/1", f"{path}/download"):
        assert stranger.get(one).status == 404
    assert set(faults_of(stranger.ask("POST", FRAMES, wanted, idempotency_key=an_id()), "bad-order")) == {"/video"}


def test_a_video_of_the_largest_size_is_let_in_and_a_larger_body_is_not(mina: Traveller) -> None:
    begun = a_form(a_part("video", b"ffconcat version 1.0\n" * 250))[: -len(BOUNDARY) - 8]
    connection = begin(mina, ("Content-Length", str(LARGEST_VIDEO + 1000)))
    connection.send(begun)
    status, problem = answer(connection)
    assert (status, problem["code"]) == (422, "bad-order")
    for expects in ((), (("Expect", "100-continue"),)):
        status, problem = answer(begin(mina, ("Content-Length", str(LARGEST_VIDEO + 2 * 1024**2)), *expects))
        assert (status, problem["code"]) == (413, "too-large")


def test_a_client_that_waits_to_be_asked_for_its_video_is_asked(mina: Traveller, video: bytes) -> None:
    form = a_form(a_part("video", video))
    connection = begin(mina, ("Content-Length", str(len(form))), ("Expect", "100-continue"))
    assert connection.sock.recv(1000).startswith(b"HTTP/1.1 100 ")
    connection.send(form)
    assert answer(connection)[0] == 202
