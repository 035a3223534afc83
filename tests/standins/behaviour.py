"""How a stand-in behaves: like the real service, unless somebody wants it slow, wrong, throttled or down.

A test sets it in the process; people who play set it over HTTP:

    curl -X POST http://127.0.0.1:9101/_behaviour -d '{"mode": "slow", "seconds": 3}'
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any, Literal, get_args

import orjson
from aiohttp import web
from attrs import define, field, fields, frozen
from attrs.validators import ge, in_, instance_of, optional

Mode = Literal[
    "well", "slow", "silent", "down", "error", "throttled", "quota", "html", "truncated", "malformed", "wrong_types"
]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Json = dict[str, Any]

MODES: tuple[Mode, ...] = get_args(Mode)
OVER = web.AppKey("over", asyncio.Event)
CHANGING = "/_behaviour"


@define(kw_only=True)
class Behaviour:
    """What is the matter with a stand-in: `times` calls long where that is a number, else until told otherwise.

    `asked` counts the calls by their path. `seconds` is how slow the slow mode is. What a test has `instead` is
    answered to every call.
    """

    mode: Mode = field(default="well", validator=in_(MODES))
    seconds: float = field(default=1.0, validator=[instance_of((int, float)), ge(0)])
    times: int | None = field(default=None, validator=optional([instance_of(int), ge(0)]))
    instead: Callable[[], web.Response] | None = field(default=None, init=False)
    asked: Counter[str] = field(factory=Counter, init=False)
    at_once: int = field(default=0, init=False)
    most_at_once: int = field(default=0, init=False)

    def will(self, mode: Mode, *, seconds: float = 1.0, times: int | None = None) -> None:
        """Behave like this from now on."""
        self.mode, self.seconds, self.times = mode, seconds, times

    @property
    def calls(self) -> int:
        """How often anything was asked."""
        return self.asked.total()

    def next_mode(self) -> Mode:
        """Return how the next call is treated."""
        if self.times is not None:
            if self.times == 0:
                return "well"
            self.times -= 1
        return self.mode


@frozen(kw_only=True)
class Refusals:
    """How one service says that it is asked too often, that the quota is spent, and that it is broken."""

    throttled: Callable[[], web.Response]
    quota: Callable[[], web.Response]
    error: Callable[[], web.Response]


def behaving(behaviour: Behaviour, refusals: Refusals) -> web.Application:
    """Return an application that answers as the behaviour has it, whatever routes it is given."""

    @web.middleware
    async def behave(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path == CHANGING:
            return await handler(request)
        behaviour.asked[request.path] += 1
        behaviour.at_once += 1
        behaviour.most_at_once = max(behaviour.most_at_once, behaviour.at_once)
        try:
            return await _answer(request, handler, behaviour, refusals)
        finally:
            behaviour.at_once -= 1

    async def change(request: web.Request) -> web.Response:
        return await _change(request, behaviour)

    application = web.Application(middlewares=[behave])
    application[OVER] = asyncio.Event()
    application.router.add_post(CHANGING, change)
    return application


async def _answer(
    request: web.Request, handler: Handler, behaviour: Behaviour, refusals: Refusals
) -> web.StreamResponse:
    answers: dict[Mode, Callable[[], web.Response]] = {
        "throttled": refusals.throttled,
        "quota": refusals.quota,
        "error": refusals.error,
        "html": lambda: web.Response(text="<html><body>점검 중입니다</body></html>", content_type="text/html"),
    }
    if behaviour.instead is not None:
        return behaviour.instead()
    mode = behaviour.next_mode()
    if mode in answers:
        return answers[mode]()
    if mode == "down":
        assert request.transport is not None
        request.transport.abort()
    if mode == "silent":
        await request.app[OVER].wait()
    if mode == "slow":
        await asyncio.sleep(behaviour.seconds)
    answer = await handler(request)
    return damaged(answer, mode) if mode in ("truncated", "malformed", "wrong_types") else answer


def damaged(answer: web.StreamResponse, how: Mode) -> web.Response:
    """Return an answer that is no longer what it should be."""
    assert isinstance(answer, web.Response)
    assert isinstance(answer.body, bytes)
    body = answer.body
    if how == "truncated":
        body = body[: len(body) // 2]
    elif how == "malformed":
        body = b"{" + body.replace(b":", b"=", 1)
    else:
        body = orjson.dumps(of_wrong_types(orjson.loads(body)))
    return web.Response(body=body, status=answer.status, content_type=answer.content_type)


def of_wrong_types(value: Any) -> Any:
    """Return a document with the same names, and values of other types."""
    match value:
        case dict():
            return {name: of_wrong_types(one) for name, one in value.items()}
        case list():
            return {"item": [of_wrong_types(one) for one in value]}
        case str():
            return [value]
        case bool() | None:
            return 7
        case _:
            return {"value": str(value)}


async def _change(request: web.Request, behaviour: Behaviour) -> web.Response:
    try:
        told = orjson.loads(await request.read())
        wanted = Behaviour(**told)
    except (ValueError, TypeError) as error:
        names = ", ".join(one.name for one in fields(Behaviour) if one.init)
        return web.json_response({"error": str(error), "modes": MODES, "fields": names}, status=400)
    behaviour.will(wanted.mode, seconds=wanted.seconds, times=wanted.times)
    return web.json_response({"mode": wanted.mode, "seconds": wanted.seconds, "times": wanted.times})
