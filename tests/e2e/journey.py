"""A traveller's way through Oddiya, step by step, as the app goes it: through the gateway and nothing else."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from io import BytesIO
from queue import Queue
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from zipfile import ZipFile

from attrs import frozen

from tests.builders import an_id
from tests.e2e.test_films_up import a_photo, order, upload
from tests.gateway.process.patience import eventually
from tests.http.forms import FORM, a_form, a_part
from tests.system.environments import SIGNED_IN
from tests.travellers import STREAM, Reply, Told, Traveller, told_by

FRAMES = "/api/v1/frames"
NOTICES = "/api/v1/notices"
PROVIDER = "oidc"
SOON = 30.0
WATCH = 120.0


def signed_in(gateway: str, email: str) -> Traveller:
    """Sign in with the provider, as a browser is led there and back."""
    anybody = Traveller(url=gateway)
    asked = anybody.get(f"/oauth2/authorize/{PROVIDER}?{urlencode({'redirect_uri': SIGNED_IN})}")
    assert asked.status == 200, asked.body
    page = urlsplit(f"{asked.json['authorization_url']}&{urlencode({'login_hint': email, 'auto': '1'})}")
    sent_back = Traveller(url=f"{page.scheme}://{page.netloc}").get(f"{page.path}?{page.query}")
    assert sent_back.status in (302, 303), sent_back.body
    back = {name: values[0] for name, values in parse_qs(urlsplit(sent_back.headers["Location"]).query).items()}
    reply = anybody.ask("POST", f"/oauth2/callback/{PROVIDER}", {"code": back["code"], "state": back["state"]})
    assert reply.status == 200, reply.body
    return Traveller(url=gateway, token=reply.json["access_token"])


@frozen
class Listening:
    """What somebody is told at once, as long as they listen."""

    told: "Queue[Told]"

    def next(self, kind: str) -> Any:
        """Return the next notice, which must be of this kind."""
        notice = self.told.get(timeout=SOON)
        assert notice.event == kind, notice
        return notice.data


@contextmanager
def listening(who: Traveller) -> Iterator[Listening]:
    """Listen to notices while the block lasts."""
    connection = HTTPConnection(str(urlsplit(who.url).netloc), timeout=WATCH)
    fields = {"Authorization": f"Bearer {who.token}", "Accept": STREAM}
    connection.request("GET", f"{NOTICES}/events", headers=fields)
    answer = connection.getresponse()
    assert answer.status == 200
    heard: Queue[Told] = Queue()
    ear = Thread(target=_hear, args=(answer, heard), daemon=True)
    ear.start()
    try:
        yield Listening(heard)
    finally:
        # A reader in another thread is woken by the end of the connection, not by its being closed here.
        connection.sock.shutdown(2)
        ear.join(SOON)
        connection.close()


def _hear(answer: HTTPResponse, heard: "Queue[Told]") -> None:
    for told in told_by(answer):
        heard.put(told)


def a_film(who: Traveller, title: str) -> Any:
    """Have a film made of two photos, and return it when it is done."""
    photos = [one["key"] for one in upload(who, a_photo(40), a_photo(200))]
    key = an_id()
    ordered, again = order(who, photos, key, title=title), order(who, photos, key, title=title)
    assert (ordered.status, again.status) == (202, 202), (ordered.body, again.body)
    assert ordered.json == again.json
    return done(who, ordered.headers["Location"])


def frames_of(who: Traveller, video: bytes) -> Any:
    """Have a frame of each second of a video taken, and return what became of it."""
    form = a_form(
        a_part("order", json.dumps({"every": 1, "width": 320}).encode(), head=b"Content-Type: application/json\r\n"),
        a_part("video", video, disposition=b'form-data; name="video"; filename="film.mp4"'),
    )
    connection = HTTPConnection(str(urlsplit(who.url).netloc), timeout=SOON)
    fields = {"Authorization": f"Bearer {who.token}", "Idempotency-Key": an_id(), "Content-Type": FORM}
    try:
        connection.request("POST", FRAMES, form, fields)
        with connection.getresponse() as answer:
            assert answer.status == 202, answer.read()
            return done(who, str(answer.headers["Location"]))
    finally:
        connection.close()


def done(who: Traveller, path: str) -> Any:
    """Watch a job until it is done."""
    told = who.get(f"{path}/events", accept=STREAM).body.decode()
    assert re.findall(r"^event: (\w+)$", told, re.MULTILINE)[-1] == "completed", told
    return who.get(path).json


def downloaded(who: Traveller, path: str) -> bytes:
    """Return what a job has made."""
    sent_on = who.get(f"{path}/download")
    assert sent_on.status == 302, sent_on.body
    return fetched(sent_on.headers["Location"]).body


def fetched(url: str) -> Reply:
    """Fetch what a signed URL leads to."""
    parts = urlsplit(url)
    reply = Traveller(url=f"{parts.scheme}://{parts.netloc}").get(f"{parts.path}?{parts.query}")
    assert reply.status == 200, reply.body
    return reply


def everything_about(who: Traveller) -> dict[str, Any]:
    """Return the export: its documents by name."""
    with ZipFile(BytesIO(who.get("/api/v1/users/me/export").body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def deleted(who: Traveller) -> None:
    """Delete the account, and wait until nobody is let in by what was theirs."""
    assert who.ask("DELETE", "/api/v1/users/me").status == 204
    eventually(lambda: who.get("/api/v1/users/me").status == 401)
