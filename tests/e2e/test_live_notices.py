"""Notices as they come, through the gateway: of one process, and of many."""

import json
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import psycopg2
import pytest
from aiohttp import ClientSession, ClientTimeout, ClientWebSocketResponse, WSMsgType, WSServerHandshakeError

from core.identity.model.user import LOCALES
from tests.builders import an_id
from tests.e2e.apart import Apart
from tests.e2e.test_films_up import a_photo, order, upload
from tests.e2e.test_gateway_up import oddiya
from tests.gateway.process.patience import eventually
from tests.travellers import Traveller, a_traveller

NOTICES = "/api/v1/notices"
SOON = 10
LOG = """
INSERT INTO notification_service.notices (notice_id, user_id, kind, words, about, logged_at)
VALUES (%s, %s, 'film-completed', %s, '{}', now())
"""


@pytest.fixture(scope="module")
def jiho(url: str) -> Traveller:
    return a_traveller(url)


@pytest.fixture
async def web() -> AsyncIterator[ClientSession]:
    async with ClientSession(timeout=ClientTimeout(SOON)) as session:
        yield session


def ticket_of(traveller: Traveller) -> str:
    """Return where to connect, once."""
    reply = traveller.ask("POST", f"{NOTICES}/tickets")
    assert (reply.status, reply.json["expires_in"]) == (201, 30)
    parts = urlsplit(reply.json["url"])
    assert (parts.path, parts.query) == ("/ws/notifications", f"ticket={reply.json['ticket']}")
    return f"{traveller.url}{parts.path}?{parts.query}"


def a_film_that_fails(traveller: Traveller) -> str:
    """Order a film of what is no photo, and return its id."""
    keys = [one["key"] for one in upload(traveller, a_photo(9), b"not a photo")]
    ordered = order(traveller, keys, template="story", aspect="9:16")
    assert ordered.status == 202, ordered.body
    job_id: str = ordered.json["job_id"]
    return job_id


async def notice_in(socket: ClientWebSocketResponse) -> Any:
    """Return the next notice."""
    while (told := await socket.receive_json(timeout=SOON))["type"] != "notice":
        pass
    return told


async def goodbye_in(socket: ClientWebSocketResponse) -> tuple[Any, Any]:
    while (heard := await socket.receive(SOON)).type is WSMsgType.TEXT:
        pass
    assert heard.type is WSMsgType.CLOSE
    return heard.data, heard.extra


async def test_whoever_listens_hears_of_a_film_at_once_and_whoever_comes_back_hears_what_was_missed(
    jiho: Traveller, web: ClientSession
) -> None:
    headers = {"Authorization": f"Bearer {jiho.token}"}
    async with (
        web.ws_connect(ticket_of(jiho)) as socket,
        web.get(f"{jiho.url}{NOTICES}/events", headers=headers) as sse,
    ):
        assert (await socket.receive_json(timeout=SOON))["type"] == "ready"
        job_id = a_film_that_fails(jiho)
        told = await notice_in(socket)
        assert (told["kind"], told["about"]["job_id"]) == ("film-failed", job_id)
        fields = [(await sse.content.readline()).decode().rstrip("\n").partition(": ")[::2] for _ in range(3)]
    event = dict(fields)
    assert (event["id"], event["event"], json.loads(event["data"])["id"]) == (told["id"], "film-failed", told["id"])
    listed = jiho.get(NOTICES).json["items"][0]
    assert {**json.loads(event["data"]), "deliveries": listed["deliveries"]} == listed
    a_film_that_fails(jiho)
    eventually(lambda: len(jiho.get(NOTICES).json["items"]) == 2)
    async with web.ws_connect(f"{ticket_of(jiho)}&last_event_id={told['id']}") as socket:
        assert (await notice_in(socket))["id"] == jiho.get(NOTICES).json["items"][0]["id"]


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost"])
async def test_pages_of_strangers_open_no_socket_and_use_up_no_ticket(
    jiho: Traveller, web: ClientSession, origin: str
) -> None:
    where = ticket_of(jiho)
    with pytest.raises(WSServerHandshakeError) as refused:
        await web.ws_connect(where, origin=origin)
    assert refused.value.status == 403
    async with web.ws_connect(where, origin=jiho.url) as socket:
        assert (await socket.receive_json(timeout=SOON))["type"] == "ready"
    with pytest.raises(WSServerHandshakeError) as refused:
        await web.ws_connect(where, origin=jiho.url)
    assert refused.value.status == 401


async def test_whoever_signs_out_hears_no_more(url: str, web: ClientSession) -> None:
    traveller = a_traveller(url)
    async with web.ws_connect(ticket_of(traveller), autoclose=False) as socket:
        assert (await socket.receive_json(timeout=SOON))["type"] == "ready"
        assert traveller.ask("DELETE", "/api/v1/sessions").status == 204
        assert await goodbye_in(socket) == (4401, "signed-out")


async def test_of_processes_apart_one_tells_what_another_has_logged(apart: Apart, web: ClientSession) -> None:
    traveller = a_traveller(apart.gateway)
    user_id = traveller.get("/api/v1/users/me").json["id"]
    words = json.dumps({locale: {"title": "t", "body": "b"} for locale in LOCALES})
    notice_id = an_id()
    async with web.ws_connect(ticket_of(traveller), autoclose=False) as socket:
        assert (await socket.receive_json(timeout=SOON))["type"] == "ready"
        database = psycopg2.connect(apart.told["ODDIYA_DATABASE_URL"])
        with database, database.cursor() as cursor:
            cursor.execute(LOG, (notice_id, user_id, words))
        database.close()
        assert (await notice_in(socket))["id"] == notice_id
        assert traveller.ask("DELETE", "/api/v1/sessions").status == 204
        assert await goodbye_in(socket) == (4401, "signed-out")


async def test_a_gateway_that_stops_says_so_and_neither_tickets_nor_tokens_of_devices_were_logged(
    tmp_path: Path, web: ClientSession
) -> None:
    device = f"fcm:{an_id()}"
    with oddiya(tmp_path / "home", ("up",), measured=True) as running:
        traveller = a_traveller(running.url)
        where = ticket_of(traveller)
        assert traveller.ask("DELETE", f"/api/v1/devices/{quote(device, safe='')}").status == 204
        async with web.ws_connect(where, autoclose=False) as socket:
            assert (await socket.receive_json(timeout=SOON))["type"] == "ready"
            running.process.process.send_signal(signal.SIGTERM)
            assert (await goodbye_in(socket))[0] == 1001
            await socket.close()
        assert running.process.process.wait(timeout=SOON) == 0
    log = running.log.read_text()
    lines = [json.loads(line) for line in log.splitlines()]
    asked = [(line["service"], line["route"], line["status"]) for line in lines if line["event"] == "request"]
    assert {one for one in asked if one[2] == 101} == {("oddiya", "/ws/notifications", 101)}
    assert ("oddiya", "/api/v1/devices", 204) in asked
    assert urlsplit(where).query.partition("=")[2] not in log
    assert device.removeprefix("fcm:") not in log
