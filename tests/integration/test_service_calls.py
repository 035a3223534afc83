"""What happens between two services when the one that is asked is slow, broken, or not what it should be."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path

import orjson
import pytest
from aiohttp import ClientSession, web
from attrs import define, field
from structlog.contextvars import bound_contextvars

from adapters.section import CannotOpen
from composition.catalogue import Entry, adapters_of
from core.errors import BadAnswer, NoAnswer, Unavailable
from core.identity.model.email import email_key
from core.identity.model.proof import Proof
from core.identity.model.user import UserId
from ports.personal_data import PersonalData
from ports.user_directory import UserDirectory
from tests.builders import an_id, an_identity
from tests.conftest import OpenAdapter
from tests.servers.internal import NEW, OLD, internal_services

DIRECTORY, PERSONAL_DATA = adapters_of("user_directory")["http"], adapters_of("personal_data")["http"]
NOWHERE = "http://127.0.0.1:9"
USER = {
    "id": an_id(),
    "email": None,
    "email_verified": False,
    "name": "Mina",
    "locale": "ko",
    "home_currency": "KRW",
    "created_at": "2026-12-04T09:30:00+00:00",
    "version": 3,
}
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@define
class Service:
    """Answers as it is told, one answer after the other and the last one again and again."""

    url: str = ""
    answers: list[Answer] = field(factory=list)
    asked: list[web.Request] = field(factory=list)

    def will(self, *answers: Answer) -> None:
        self.answers = list(answers)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        await request.read()
        self.asked.append(request)
        return await (self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])(request)


def says(body: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    content = body if isinstance(body, bytes) else orjson.dumps(body)

    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, body=content, content_type="application/json", headers=headers)

    return answer


async def hangs_up(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def never_answers(_: web.Request) -> web.StreamResponse:
    await asyncio.sleep(60)
    return web.Response()


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    told = Service()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", told.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    told.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield told
    await runner.cleanup()


def told_of(url: str, **environment: str) -> dict[str, str]:
    usual = {
        "ODDIYA_USERS_URL": url,
        "ODDIYA_AUTH_URL": url,
        "ODDIYA_PLANS_URL": url,
        "ODDIYA_VIDEOS_URL": url,
        "ODDIYA_NOTIFICATIONS_URL": url,
        "ODDIYA_SERVICE_SECRETS": f"{NEW},{OLD}",
    }
    return {**usual, "ODDIYA_SERVICE_TIMEOUT": "20", **environment}


@pytest.fixture
async def directory(service: Service, open_adapter: OpenAdapter) -> UserDirectory:
    opened: UserDirectory = await open_adapter(DIRECTORY, **told_of(service.url))
    return opened


@pytest.fixture
async def impatient(service: Service, open_adapter: OpenAdapter) -> UserDirectory:
    opened: UserDirectory = await open_adapter(DIRECTORY, **told_of(service.url, ODDIYA_SERVICE_TIMEOUT="1"))
    return opened


async def test_a_question_whose_answer_was_lost_is_asked_once_more(service: Service, directory: UserDirectory) -> None:
    for failure in (hangs_up, says({}, 500), says({}, 503)):
        service.asked.clear()
        service.will(failure, says(USER))
        assert await directory.holder(an_identity())
        assert len(service.asked) == 2


async def test_and_then_no_more(service: Service, directory: UserDirectory) -> None:
    for failure in (hangs_up, says({}, 500), says({}, 503)):
        service.asked.clear()
        service.will(failure)
        with pytest.raises(Unavailable, match=r"^the users service is not available right now"):
            await directory.holder(an_identity())
        assert len(service.asked) == 2


async def test_a_sign_in_whose_answer_was_lost_has_had_its_effect_once(
    service: Service, directory: UserDirectory, tmp_path: Path
) -> None:
    async with internal_services(tmp_path, {}) as opener, ClientSession() as client:

        async def passes_on(request: web.Request) -> web.StreamResponse:
            url = opener.settings.environment["ODDIYA_USERS_URL"] + request.path
            async with client.post(url, data=await request.read(), headers=request.headers) as answer:
                return web.Response(status=answer.status, body=await answer.read())

        async def passes_on_and_loses_the_answer(request: web.Request) -> web.StreamResponse:
            await passes_on(request)
            return await hangs_up(request)

        service.will(passes_on_and_loses_the_answer, passes_on)
        proof = Proof(identity=an_identity(), email="mina@example.com", email_verified=True, email_settles=True)
        user = await directory.sign_in(proof)
        async with (await opener.open("identity_works")).begin() as work:
            assert [one.user_id for one in await work.users.claimants(email_key("mina@example.com"))] == [user.user_id]
        assert len(service.asked) == 2


async def test_who_does_not_answer_in_time_is_not_waited_for(service: Service, impatient: UserDirectory) -> None:
    service.will(never_answers)
    began = time.monotonic()
    with pytest.raises(NoAnswer):
        await impatient.user(UserId(an_id()))
    assert time.monotonic() - began < 10
    assert len(service.asked) == 2


async def test_nobody_at_home_is_unavailable(open_adapter: OpenAdapter) -> None:
    directory: UserDirectory = await open_adapter(DIRECTORY, **told_of(NOWHERE))
    with pytest.raises(Unavailable):
        await directory.sign_in(Proof(identity=an_identity()))


WRONG = {
    "a redirect": says(b"", 302, {"Location": "/elsewhere"}),
    "no JSON": says(b"<html>"),
    "an array": says([]),
    "nothing": says(b""),
    "another secret is wanted": says({"code": "unauthenticated"}, 401),
    "a code of no kind": says({"code": ["user-not-found"]}, 404),
    "no problem": says(b"not found", 404),
    "a user without a name": says({name: value for name, value in USER.items() if name != "name"}),
    "a user from elsewhere": says({**USER, "locale": "fr"}),
    "a user from no time": says({**USER, "created_at": "yesterday"}),
    "too much": says(b'"' + b"x" * (17 * 1024 * 1024) + b'"'),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
async def test_what_cannot_be_right_is_a_bad_answer_and_not_asked_for_again(
    service: Service, directory: UserDirectory, wrong: Answer
) -> None:
    service.will(wrong)
    with pytest.raises(BadAnswer):
        await directory.user(UserId(an_id()))
    assert len(service.asked) == 1


@pytest.mark.parametrize("wrong", [{}, {"identities": 7}, {"identities": [{"provider": "google"}]}], ids=str)
async def test_identities_that_cannot_be_right_are_a_bad_answer(
    service: Service, directory: UserDirectory, wrong: object
) -> None:
    service.will(says(wrong))
    with pytest.raises(BadAnswer):
        await directory.identities(UserId(an_id()))


@pytest.mark.parametrize("wrong", [{}, {"files": 7}, {"files": [{"path": "a", "content": "%"}]}], ids=str)
async def test_half_an_export_is_none(service: Service, open_adapter: OpenAdapter, wrong: object) -> None:
    personal_data: PersonalData = await open_adapter(PERSONAL_DATA, **told_of(service.url))
    service.will(says({"files": []}), says(wrong))
    with pytest.raises(BadAnswer, match="the auth service"):
        await personal_data.of_user(UserId(an_id()))
    service.will(says({"files": []}), hangs_up)
    with pytest.raises(Unavailable, match="the auth service"):
        await personal_data.of_user(UserId(an_id()))


async def test_no_cookie_is_kept(service: Service, directory: UserDirectory) -> None:
    service.will(says(USER, headers={"Set-Cookie": "session=stolen; Path=/"}))
    for _ in range(2):
        await directory.user(UserId(an_id()))
    assert "Cookie" not in service.asked[1].headers


async def test_the_newer_secret_goes_along_and_with_it_the_request_and_its_trace(
    service: Service, directory: UserDirectory
) -> None:
    service.will(says(USER))
    with bound_contextvars(request_id="req-7"):
        await directory.user(UserId(an_id()))
    await directory.user(UserId(an_id()))
    first, second = (request.headers for request in service.asked)
    assert (first["X-Internal-Secret"], first["X-Request-Id"]) == (NEW, "req-7")
    assert first["traceparent"].startswith("00-")
    assert "X-Request-Id" not in second


async def test_nothing_that_was_asked_stands_in_a_url(service: Service, directory: UserDirectory) -> None:
    service.will(says(USER))
    identity = an_identity()
    await directory.holder(identity)
    await directory.sign_in(Proof(identity=identity, email="mina@example.com"))
    assert not [request.path_qs for request in service.asked if identity.provider_id in request.path_qs]


@pytest.mark.parametrize("entry", [DIRECTORY, PERSONAL_DATA], ids=lambda entry: entry.port)
@pytest.mark.parametrize("url", ["users:8080", "users", "ftp://users", "http://"])
async def test_what_is_no_url_is_refused_at_the_start(entry: Entry, url: str, open_adapter: OpenAdapter) -> None:
    with pytest.raises(CannotOpen, match=r"^ODDIYA_USERS_URL is not a URL"):
        await open_adapter(entry, **told_of(url))


@pytest.mark.parametrize("secrets", [",", "short", f"{NEW},{OLD},{NEW}"])
async def test_without_a_secret_that_the_other_side_takes_nobody_is_asked(
    open_adapter: OpenAdapter, secrets: str
) -> None:
    with pytest.raises(CannotOpen, match=r"^ODDIYA_SERVICE_SECRETS is not usable"):
        await open_adapter(DIRECTORY, **told_of(NOWHERE, ODDIYA_SERVICE_SECRETS=secrets))
