"""The connection over which an app is told notices as they come."""

from time import perf_counter
from typing import Any, Final

import gevent
from geventhttpclient import HTTPClient
from geventhttpclient._parser import HTTPParseError
from geventhttpclient.response import HTTPConnectionClosed

from tests.load.people.evening import NOTES
from tests.load.people.notes import LEAVING
from tests.load.people.outcomes import ANSWERED, LOST, PUT_OFF, outcome_of
from tests.load.people.person import Person

PATH: Final = "/api/v1/notices/events"
ROUTE: Final = f"GET {PATH}"
SILENT_FOR: Final = 60.0  # heartbeats come every 15 s
WELL: Final = frozenset({200})
A_MOMENT: Final = 2.0
BROKEN: Final = (OSError, HTTPConnectionClosed, HTTPParseError)


def listen(person: Person) -> None:
    """Be connected for the whole evening, anew whenever that ends."""
    gevent.spawn(_go_on, person)


def _go_on(person: Person) -> None:
    client = HTTPClient.from_url(person.host, concurrency=1, network_timeout=SILENT_FOR, connection_timeout=SILENT_FOR)
    while NOTES.phase != LEAVING:
        gevent.sleep(_listen_once(client, person.headers()))


def _listen_once(client: Any, headers: dict[str, str]) -> float:
    """Listen until the stream ends; return after how many seconds to come again."""
    began = perf_counter()
    try:
        answer = client.request("GET", PATH, headers={**headers, "Accept": "text/event-stream"})
        later = answer.get("Retry-After")
        outcome = outcome_of(answer.status_code, later, WELL)
        NOTES.take(ROUTE, outcome, (perf_counter() - began) * 1000)
        if outcome == ANSWERED:
            _hear(answer)
        answer.release()
    except BROKEN as error:
        NOTES.take(ROUTE, LOST, (perf_counter() - began) * 1000)
        NOTES.trouble(ROUTE, outcome=LOST, said=repr(error))
        return A_MOMENT
    return float(later) if outcome == PUT_OFF else A_MOMENT


def _hear(answer: Any) -> None:
    while line := answer.readline(b"\n"):
        NOTES.heard += line.startswith(b"event:")
