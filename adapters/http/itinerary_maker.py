"""The agent in a process of its own: an itinerary comes as a stream of events."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from datetime import timedelta
from typing import Any, Final

import orjson
import structlog
from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout
from attrs import field, frozen
from typing_extensions import override

from adapters.http.agent_refusals import AGENT, FAILED, refusal_of
from adapters.http.event_stream import Told, events_of
from adapters.http.service_client import LARGEST, ServiceSection, service_session
from adapters.section import need, setting
from adapters.wire.answer import Answer
from adapters.wire.documents import Unreadable
from adapters.wire.itineraries import progress_of
from core.errors import BadAnswer, NoAnswer, OddiyaError, Unavailable
from core.planning.model.preferences import Preferences
from core.planning.model.progress import Finished, Progress
from core.planning.model.seoul_time import clock
from core.planning.model.trip import Trip
from ports.itinerary_maker import ItineraryMaker
from ports.tracing import Tracing

AGENT_URL: Final = "ODDIYA_AGENT_URL"
PATH: Final = "/api/v1/generate-plan"
PATIENCE: Final = timedelta(seconds=30)
OK: Final = 200

log = structlog.get_logger()


@frozen(kw_only=True)
class HttpItineraryMaker(ItineraryMaker):
    """Asks the agent, and hands on what it tells."""

    session: ClientSession = field(repr=False)
    timeout: timedelta
    tracing: Tracing

    @override
    async def make(self, trip: Trip) -> AsyncGenerator[Progress, None]:
        try:
            async with (
                self.session.post(
                    PATH,
                    data=orjson.dumps(_body(trip)),
                    headers=self._headers(),
                    timeout=ClientTimeout(total=self.timeout.total_seconds()),
                    allow_redirects=False,
                ) as response,
                aclosing(_steps(response, trip)) as steps,
            ):
                async for step in steps:
                    yield step
        except TimeoutError as error:
            raise NoAnswer(what=AGENT) from error
        except (ClientError, OSError) as error:
            raise Unavailable(what=AGENT) from error

    def _headers(self) -> dict[str, str]:
        # No span: what is told in several turns would end it in another context than it began in.
        known = {
            "Accept": "text/event-stream",
            "traceparent": self.tracing.traceparent(),
            "X-Request-Id": structlog.contextvars.get_contextvars().get("request_id"),
        }
        return {name: value for name, value in known.items() if value is not None}


@frozen(kw_only=True)
class Section(ServiceSection):
    """Where the agent is, and how long to wait for a whole plan."""

    url: str = setting(AGENT_URL, "the URL of the agent, such as http://agent:8080")
    patience: timedelta = setting("ODDIYA_AGENT_TIMEOUT", "seconds to wait for a whole plan", default=PATIENCE)
    tracing: Tracing = need("tracing")


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[ItineraryMaker]:
    """Open the connections; none is made before it is wanted."""
    async with service_session(section.url, AGENT_URL, section) as session:
        yield HttpItineraryMaker(session=session, timeout=section.patience, tracing=section.tracing)


async def _steps(response: ClientResponse, trip: Trip) -> AsyncGenerator[Progress, None]:
    if response.status != OK:
        answer = await Answer.read(response, most=LARGEST, refused=_bad)
        raise _refusal(answer.document() or {}, response.status, trip)
    async with aclosing(events_of(response.content.iter_any(), most=LARGEST, refused=_bad)) as events:
        async for told in events:
            step = _step(told, trip)
            yield step
            if isinstance(step, Finished):
                return
    raise Unavailable(what=AGENT)


def _step(told: Told, trip: Trip) -> Progress:
    document = _json(told.data)
    if told.event == "error" and isinstance(document, dict):
        refusal = _refusal(document, OK, trip)
        if isinstance(refusal, Unavailable):
            refusal.retry_after = told.retry or refusal.retry_after
        raise refusal
    if not isinstance(document, str):
        raise _bad("an event without a document")
    try:
        return progress_of(document)
    except Unreadable as error:
        raise _bad("no step of planning") from error


def _json(data: bytes) -> object:
    try:
        found: object = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise _bad("no JSON") from error
    return found


def _refusal(problem: dict[str, Any], status: int, trip: Trip) -> OddiyaError:
    refusal = refusal_of(problem, trip)
    if refusal is None:
        return Unavailable(what=AGENT) if status >= FAILED else _bad(f"status {status}, {problem.get('code')}")
    return refusal


def _bad(why: str) -> BadAnswer:
    log.error("another service answered what cannot be right", service=AGENT, why=why)
    return BadAnswer(what=AGENT)


def _body(trip: Trip) -> dict[str, object]:
    return {
        "location": trip.location,
        "start_date": trip.start_date.isoformat(),
        "end_date": trip.end_date.isoformat(),
        "preferences": _preferences(trip.preferences),
    }


def _preferences(wishes: Preferences) -> dict[str, object]:
    """Write wishes as the agent's route takes them."""
    budget, lodging = wishes.budget, wishes.lodging
    return {
        "pace": wishes.pace,
        "interests": wishes.interests,
        "diet": wishes.diet,
        "budget": budget and {"amount": f"{budget.amount:f}", "currency": budget.currency, "per": budget.per},
        "party": {"adults": wishes.party.adults, "children": wishes.party.children},
        "must_visit": wishes.must_visit,
        "avoid": wishes.avoid,
        "day_start": clock(wishes.day_start),
        "day_end": clock(wishes.day_end),
        "lodging": lodging and {"name": lodging.name, "lat": lodging.point.lat, "lng": lodging.point.lng},
        "language": wishes.language,
        "note": wishes.note,
    }
