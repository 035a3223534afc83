"""People who use Oddiya from outside: they sign in, ask, and read what comes."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from email.message import Message
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from attrs import field, frozen

from adapters.system.clock import SystemClock
from core.planning.model.trip_dates import day_in_korea
from tests.builders import an_id

PLANS = "/api/v1/plans"
STREAM = "text/event-stream"
PASSWORD = "a boat to Jeju in May"


@frozen(kw_only=True)
class Reply:
    """What was answered."""

    status: int
    headers: Message
    body: bytes = field(repr=False)

    @property
    def json(self) -> Any:
        """The document in it."""
        return json.loads(self.body)


@frozen(kw_only=True)
class Told:
    """One server-sent event."""

    event_id: str
    event: str
    data: Any


@frozen(kw_only=True)
class Traveller:
    """Somebody at a gateway, signed in where there is a token."""

    url: str
    token: str = field(default="", repr=False)

    def ask(self, method: str, path: str, body: object = None, **fields: str) -> Reply:
        """Ask for something; `fields` are header fields, with underscores."""
        with self._asking(method, path, body, fields) as answer:
            return Reply(status=answer.status, headers=answer.headers, body=answer.read())

    def get(self, path: str, **fields: str) -> Reply:
        """Read something."""
        return self.ask("GET", path, **fields)

    def plan(self, wanted: Mapping[str, object], **fields: str) -> Reply:
        """Have a plan made."""
        return self.ask("POST", PLANS, wanted, **fields)

    @contextmanager
    def planning(self, wanted: Mapping[str, object]) -> Iterator[Iterator[Told]]:
        """Have a plan made, and be told how it goes on."""
        with self._asking("POST", PLANS, wanted, {"accept": STREAM}) as answer:
            assert answer.status == 201, answer.read()
            assert answer.headers["Content-Type"] == STREAM
            yield told_by(answer)

    @contextmanager
    def _asking(self, method: str, path: str, body: object, fields: Mapping[str, str]) -> Iterator[HTTPResponse]:
        connection = HTTPConnection(str(urlsplit(self.url).netloc), timeout=30)
        known = {"Content-Type": "application/json"} if body is not None else {}
        signed_in = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        given = {name.replace("_", "-"): value for name, value in fields.items()}
        try:
            content = None if body is None else json.dumps(body).encode()
            connection.request(method, path, content, {**known, **signed_in, **given})
            with connection.getresponse() as answer:
                yield answer
        finally:
            connection.close()


def a_traveller(url: str) -> Traveller:
    """Return somebody who has just registered."""
    about = {"email": f"{UUID(an_id()).hex}@example.com", "password": PASSWORD, "name": "Mina"}
    reply = Traveller(url=url).ask("POST", "/api/v1/auth/register", about)
    assert reply.status == 201, reply.body
    return Traveller(url=url, token=reply.json["access_token"])


def a_wanted_plan(location: str = "Busan", *, days: int = 3, ahead: int = 30, **more: object) -> dict[str, object]:
    """Return what is asked for: a trip that begins so many days from today."""
    first = day_in_korea(SystemClock().now()) + timedelta(days=ahead)
    last = first + timedelta(days=days - 1)
    return {"location": location, "start_date": first.isoformat(), "end_date": last.isoformat(), **more}


def made(traveller: Traveller, location: str = "Busan", **wanted: Any) -> Any:
    """Have a plan made that nothing stands against."""
    reply = traveller.plan(a_wanted_plan(location, **wanted))
    assert reply.status == 201, reply.body
    return reply.json


def faults_of(reply: Reply, code: str, *, status: int = 422) -> dict[str, str]:
    """Return what a problem with this code says of each pointer."""
    assert reply.headers["Content-Type"] == "application/problem+json"
    problem = reply.json
    assert (reply.status, problem["status"], problem["code"]) == (status, status, code), problem
    return {fault["pointer"]: fault["detail"] for fault in problem["errors"]}


def told_by(answer: HTTPResponse) -> Iterator[Told]:
    told: dict[str, str] = {}
    for line in answer:
        text = line.decode().rstrip("\r\n")
        if text:
            name, _, value = text.partition(": ")
            told[name] = value
        elif "data" in told:
            yield Told(event_id=told.get("id", ""), event=told["event"], data=json.loads(told["data"]))
            told = {}
