"""Asking for places for files over HTTP."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.film_desk import PUBLIC_URL
from tests.film_service import Service, a_film_service
from tests.http.asking import faults_in, problem_in

UPLOADS = "/api/v1/uploads"
PHOTO: dict[str, Any] = {"name": "IMG_0001.jpg", "content_type": "image/jpeg", "size": 1000}


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    async with a_film_service() as service:
        yield service


async def test_for_each_file_there_is_a_request_that_stores_it(service: Service) -> None:
    song = {"name": "노래 🎵.mp3", "content_type": "audio/mpeg", "size": 2}
    async with service.post(UPLOADS, {"files": [PHOTO, song]}) as answer:
        assert answer.status == 201, await answer.text()
        first, second = await answer.json()
    assert set(first) == {"key", "method", "url", "headers", "expires_at"}
    assert first["key"].startswith(f"uploads/{service.user_id}/")
    assert (first["key"][-4:], second["key"][-4:]) == (".jpg", ".mp3")
    assert first["url"].startswith(f"{PUBLIC_URL}/blobs/{first['key']}?")
    assert (first["method"], first["expires_at"]) == ("PUT", "2026-12-04T10:30:00Z")
    assert first["headers"] == {"Content-Type": "image/jpeg", "Content-Length": "1000"}


async def test_files_that_nobody_may_send_are_named_one_by_one(service: Service) -> None:
    files = [PHOTO, {**PHOTO, "size": 0}, {**PHOTO, "content_type": "image/svg+xml"}, {**PHOTO, "size": 50 * 2**20 + 1}]
    async with service.post(UPLOADS, {"files": files}) as answer:
        problem = await problem_in(answer, 422, "bad-upload")
    assert [fault["pointer"] for fault in problem["errors"]] == [
        "/files/1/size", "/files/2/content_type", "/files/3/size",
    ]  # fmt: skip


MALFORMED: list[tuple[object, set[str]]] = [
    ({"files": []}, {"/files"}),
    ({"files": [PHOTO] * 301}, {"/files"}),
    ({"files": [{**PHOTO, "name": ""}, {**PHOTO, "name": "x" * 256}]}, {"/files/0/name", "/files/1/name"}),
    ({"files": [{**PHOTO, "size": 1.5}, {**PHOTO, "owner": "mina"}]}, {"/files/0/size", "/files/1/owner"}),
    ({"files": [{**PHOTO, "name": "a\0"}]}, {"/files/0/name"}),
]


async def test_what_has_not_the_published_shape_is_422_with_each_pointer(service: Service) -> None:
    for body, pointers in MALFORMED:
        async with service.post(UPLOADS, body) as answer:
            assert set(await faults_in(answer)) == pointers, body


async def test_the_templates_are_there_as_data(service: Service) -> None:
    async with service.get("/api/v1/video-templates") as answer:
        assert answer.status == 200
        on_beats, plain = await answer.json()
    assert (on_beats["name"], on_beats["cuts"], on_beats["music"]) == ("on-beats", "beats", "required")
    assert plain == {
        "name": "plain", "version": 1, "aspects": ["9:16", "1:1"], "least_photos": 1, "most_photos": 300,
        "about": {"en": "Photos, one after the other.", "ko": "사진을 차례로."},
        "seconds_per_photo": {"default": 3, "least": 1, "most": 10}, "fade_seconds": 0.5, "cuts": "even",
        "moves": False, "music": "optional", "title": "optional", "captions": "optional", "broken_photos": "fail",
    }  # fmt: skip
