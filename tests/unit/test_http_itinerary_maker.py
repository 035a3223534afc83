"""What becomes of whatever an agent may answer."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Any

import orjson
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from structlog.contextvars import bound_contextvars

from adapters.http.event_stream import Told, events_of
from adapters.http.itinerary_maker import Section, open_adapter
from adapters.section import CannotOpen
from adapters.w3c.tracing import W3cTracing
from adapters.wire.itineraries import progress_json
from adapters.wire.service_secrets import Secrets
from core.errors import BadAnswer, NoAnswer, OddiyaError, Unavailable
from core.planning.model.errors import BadDates, BadPreferences, PlanUnproven, UnknownDestination, WishesConflict
from core.planning.model.preferences import Budget
from core.planning.model.progress import FactsGathered, Finished, Progress
from core.planning.model.trip import Trip
from ports.exchange_rates import UnknownCurrency
from ports.itinerary_maker import ItineraryMaker
from tests.planning_samples import a_trip, an_itinerary

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
FACTS = FactsGathered(places=(("busan", 3),))
END = Finished(itinerary=an_itinerary())


@asynccontextmanager
async def asking(answer: Answer, *, patience: float = 5) -> AsyncIterator[ItineraryMaker]:
    """Open a maker whose agent answers like this."""
    async with AsyncExitStack() as stack:
        app = web.Application()
        app.router.add_post("/api/v1/generate-plan", answer)
        server = await stack.enter_async_context(TestServer(app))
        section = Section(
            secrets=Secrets("s" * 32),
            url=str(server.make_url("/")).rstrip("/"),
            patience=timedelta(seconds=patience),
            tracing=W3cTracing(),
        )
        yield await stack.enter_async_context(open_adapter(section))


def an_event(name: str, data: object) -> bytes:
    return b"event: %b\ndata: %b\n\n" % (name.encode(), orjson.dumps(data))


def a_step(step: Progress) -> bytes:
    return an_event("step", progress_json(step).decode())


def streaming(*pieces: bytes, then: Callable[[], Awaitable[object]] | None = None) -> Answer:
    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        for piece in pieces:
            await response.write(piece)
        if then is not None:
            await then()
        return response

    return answer


def answering(status: int, document: object) -> Answer:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, body=orjson.dumps(document))

    return answer


async def steps_of(maker: ItineraryMaker, trip: Trip | None = None) -> list[Progress]:
    return [step async for step in maker.make(trip or a_trip())]


async def test_steps_come_through_however_they_are_cut_and_heartbeats_are_none() -> None:
    whole = b": still here\n\n" + a_step(FACTS) + b": still here\n\n" + a_step(END) + a_step(FACTS)
    async with asking(streaming(*(whole[start : start + 997] for start in range(0, len(whole), 997)))) as maker:
        assert await steps_of(maker) == [FACTS, END]


async def test_it_says_who_asks_and_in_which_request() -> None:
    seen: list[web.Request] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        seen.append(request)
        return await streaming(a_step(END))(request)

    async with asking(answer) as maker:
        with bound_contextvars(request_id="the-request"):
            await steps_of(maker)
        await steps_of(maker, a_trip(budget=None, lodging=None))
    first, second = (request.headers for request in seen)
    assert (first["X-Internal-Secret"], first["Accept"], first["X-Request-Id"]) == (
        "s" * 32, "text/event-stream", "the-request",
    )  # fmt: skip
    assert "X-Request-Id" not in second


REFUSALS: dict[str, tuple[str, OddiyaError]] = {
    "bad-dates": ("bad-dates", BadDates()),
    "bad-preferences": ("bad-preferences", BadPreferences()),
    "wishes-conflict": ("wishes-conflict", WishesConflict()),
    "unknown-currency": ("unknown-currency", UnknownCurrency(currency="KRW")),
}
FAULTS = [{"pointer": "/preferences/pace", "detail": "is too slow"}]


@pytest.mark.parametrize(("code", "error"), REFUSALS.values(), ids=REFUSALS)
@pytest.mark.parametrize("how", ["answer", "event"])
async def test_what_the_agent_refuses_is_refused_here(code: str, error: OddiyaError, how: str) -> None:
    problem = {"code": code, "status": 422, "errors": FAULTS}
    answer = answering(422, problem) if how == "answer" else streaming(a_step(FACTS), an_event("error", problem))
    async with asking(answer) as maker:
        with pytest.raises(type(error)) as refused:
            await steps_of(maker)
    (fault,) = refused.value.faults  # type: ignore[attr-defined] # each of them has faults
    assert {"pointer": fault.pointer, "detail": fault.detail} == FAULTS[0]


async def test_an_unknown_destination_comes_with_its_suggestions() -> None:
    unknown = UnknownDestination(location="Busna", suggestions=("Busan", "부여"))
    faults = [{"pointer": fault.pointer, "detail": fault.detail} for fault in unknown.faults]
    problem = {"code": unknown.code, "status": 422, "errors": faults}
    async with asking(streaming(an_event("error", problem))) as maker:
        with pytest.raises(UnknownDestination) as refused:
            await steps_of(maker)
    assert (str(refused.value), refused.value.faults) == (str(unknown), unknown.faults)


FAILURES: dict[str, tuple[Answer, type[OddiyaError]]] = {
    "a broken stream": (streaming(a_step(FACTS)), Unavailable),
    "half an event": (streaming(a_step(FACTS), a_step(END)[:-1]), Unavailable),
    "nothing": (streaming(), Unavailable),
    "a failure": (answering(503, {"code": "unavailable", "status": 503, "errors": []}), Unavailable),
    "a failure in the stream": (
        streaming(an_event("error", {"code": "no-answer", "status": 504, "errors": []})), Unavailable,
    ),
    "a failure without a problem": (answering(502, "bad gateway"), Unavailable),
    "an unproven plan": (
        streaming(an_event("error", {"code": "plan-unproven", "status": 503, "errors": []})), PlanUnproven,
    ),
    "a secret that is not known": (answering(401, {"code": "unauthenticated", "status": 401, "errors": []}), BadAnswer),
    "a redirect": (answering(302, {}), BadAnswer),
    "a refusal that is none": (answering(422, {"code": "bad-dates"}), BadAnswer),
    "an unknown destination without a name": (
        answering(422, {"code": "unknown-destination", "status": 422, "errors": []}), BadAnswer,
    ),
    "no JSON": (streaming(b"event: facts\ndata: {\n\n"), BadAnswer),
    "no document": (streaming(an_event("facts", 7)), BadAnswer),
    "an error that is none": (streaming(an_event("error", 7)), BadAnswer),
    "no step": (streaming(an_event("facts", '{"step":"Dreamt"}')), BadAnswer),
}  # fmt: skip


@pytest.mark.parametrize(("answer", "error"), FAILURES.values(), ids=FAILURES)
async def test_an_agent_that_fails_or_lies_is_told_apart(answer: Answer, error: type[OddiyaError]) -> None:
    async with asking(answer) as maker:
        with pytest.raises(error) as failed:
            await steps_of(maker)
    assert type(failed.value) is error


@pytest.mark.parametrize(
    ("retry", "seconds"), [("4000", 4), ("0", 1), ("soon", 1), ("-3", 1), ("9" * 5000, 999_999.999), ("\u0664", 1)]
)
async def test_who_is_sent_away_is_told_when_to_come_back_as_the_agent_says(retry: str, seconds: float) -> None:
    problem = an_event("error", {"code": "unavailable", "status": 503, "errors": []})
    async with asking(streaming(f"retry: {retry}\n".encode() + problem)) as maker:
        with pytest.raises(Unavailable) as failed:
            await steps_of(maker)
    assert failed.value.retry_after == seconds


async def test_a_currency_that_nobody_wished_for_is_no_reason() -> None:
    problem = {"code": "unknown-currency", "status": 422, "errors": []}
    async with asking(answering(422, problem)) as maker:
        with pytest.raises(BadAnswer):
            await steps_of(maker, a_trip(budget=None))


async def test_an_agent_that_takes_too_long_is_waited_for_no_longer() -> None:
    async with asking(streaming(a_step(FACTS), then=asyncio.Event().wait), patience=0.2) as maker:
        with pytest.raises(NoAnswer):
            await steps_of(maker)


async def test_what_is_no_url_is_told_to_the_operator() -> None:
    section = Section(secrets=Secrets("s" * 32), url="agent:8080", tracing=W3cTracing())
    with pytest.raises(CannotOpen, match="ODDIYA_AGENT_URL"):
        async with open_adapter(section):
            pass


async def pieces(*all_of_them: bytes) -> AsyncIterator[bytes]:
    for piece in all_of_them:
        yield piece


async def events(*all_of_them: bytes, most: int = 1000) -> list[Any]:
    return [told async for told in events_of(pieces(*all_of_them), most=most, refused=ValueError)]


async def test_events_are_read_however_they_are_cut() -> None:
    whole = b": comment\n\nevent: a\nid: 1\ndata: 1\n\ndata: 2\n\n"
    expected = [Told("a", b"1"), Told("", b"2")]
    assert await events(whole) == expected
    for size in range(1, len(whole)):
        assert await events(*(whole[start : start + size] for start in range(0, len(whole), size))) == expected


async def test_a_stream_without_an_end_is_refused() -> None:
    with pytest.raises(ValueError, match="more than 10 bytes"):
        await events(b"data: 1\n\n", b"data: 2\n\n", most=10)


def test_the_budget_of_a_trip_is_written_without_an_exponent() -> None:
    from decimal import Decimal

    from adapters.http.itinerary_maker import _preferences

    wishes = a_trip(budget=Budget(amount=Decimal("1E+5"), currency="KRW", per="day")).preferences
    assert _preferences(wishes)["budget"] == {"amount": "100000", "currency": "KRW", "per": "day"}
