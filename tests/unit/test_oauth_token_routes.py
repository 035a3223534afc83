"""Refresh tokens over HTTP, in the words of RFC 6749 and RFC 7009."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientSession
from attrs import evolve, frozen
from typing_extensions import override

from adapters.memory.sessions import MemorySessions
from core.errors import Unavailable
from core.identity.use_cases.sessions.refresh_session import GARBAGE
from entrypoints.http.openapi import openapi_document
from entrypoints.oauth_tokens import OAuthTokenRoutes
from ports.sessions import Rotation
from tests.clocks import ManualClock
from tests.http.conftest import a_client, a_service
from tests.http.fuzz import fuzz, told
from tests.identity.sessions import Refreshing, refreshing_in_memory


@frozen
class Answer:
    """What came back."""

    status: int
    body: Any
    headers: Any


@frozen
class OAuth:
    """A running authorization server."""

    auth: Refreshing
    clock: ManualClock
    client: ClientSession

    async def post(self, path: str, **sent: Any) -> Answer:
        async with self.client.post(path, **sent) as answer:
            text = await answer.text()
            body = await answer.json() if text else None
            return Answer(answer.status, body, answer.headers)

    async def refresh(self, token: str, **more: str) -> Answer:
        return await self.post("/oauth2/token", data={"grant_type": "refresh_token", "refresh_token": token, **more})

    async def token(self) -> str:
        return (await self.auth.sign_in()).refresh_token


def routes(auth: Refreshing) -> OAuthTokenRoutes:
    return OAuthTokenRoutes(refresh_session=auth.refresh_session, end_session_of_token=auth.end_session_of_token)


@pytest.fixture
async def oauth() -> AsyncIterator[OAuth]:
    clock = ManualClock()
    auth = await refreshing_in_memory(clock)
    async with a_client(a_service(), routes(auth)) as client:
        yield OAuth(auth, clock, client)


def check_refused(answer: Answer, error: str, status: int = 400) -> None:
    """Fail unless the answer is an error of RFC 6749, and leaves the client with what it has."""
    assert (answer.status, answer.body["error"]) == (status, error), answer
    assert set(answer.body) == {"error", "error_description"}
    assert answer.body["error_description"]
    assert not set(answer.body["error_description"]) & {'"', "\\"}
    assert answer.body["error_description"].isascii()
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert not {"Set-Cookie", "Clear-Site-Data"} & answer.headers.keys()


@pytest.mark.parametrize("form", [True, False], ids=["form", "json"])
async def test_rt_1_a_refresh_token_is_exchanged_for_the_next_pair(oauth: OAuth, *, form: bool) -> None:
    asked = {"grant_type": "refresh_token", "refresh_token": await oauth.token()}
    answer = await oauth.post("/oauth2/token", **({"data": asked} if form else {"json": asked}))
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert set(answer.body) == {"access_token", "token_type", "expires_in", "refresh_token", "refresh_expires_in"}
    assert (answer.body["token_type"], answer.body["expires_in"]) == ("Bearer", 3600)
    assert answer.body["refresh_expires_in"] == 1_209_600
    assert answer.body["refresh_token"] != asked["refresh_token"]
    assert (await oauth.refresh(answer.body["refresh_token"])).status == 200


async def test_rt_3_a_lost_answer_is_repeated_with_the_same_successor(oauth: OAuth) -> None:
    token = await oauth.token()
    lost = await oauth.refresh(token)
    oauth.clock.move(timedelta(seconds=5))
    again = await oauth.refresh(token)
    assert (lost.status, again.status) == (200, 200)
    assert again.body["refresh_token"] == lost.body["refresh_token"]
    assert again.body["refresh_expires_in"] == lost.body["refresh_expires_in"] - 5


async def test_rt_5_a_token_that_was_used_up_is_an_invalid_grant(oauth: OAuth) -> None:
    token = await oauth.token()
    newest = await oauth.refresh(token)
    oauth.clock.move(timedelta(minutes=1))
    check_refused(await oauth.refresh(token), "invalid_grant")
    check_refused(await oauth.refresh(newest.body["refresh_token"]), "invalid_grant")


async def test_rt_7_who_loses_a_race_is_told_nothing_that_clears_what_the_winner_got(oauth: OAuth) -> None:
    token = await oauth.token()
    winner, loser = await oauth.refresh(token), await oauth.refresh(token)
    assert (winner.status, loser.status) == (200, 200)
    late = await oauth.refresh((await oauth.refresh(winner.body["refresh_token"])).body["refresh_token"])
    assert late.status == 200
    check_refused(await oauth.refresh(token), "invalid_grant")


@pytest.mark.parametrize(
    "garbage",
    ["garbage", "ort_" + "A" * 87, " ", "토큰", "../../etc/passwd", "' OR 1=1 --", "null", "ort_%00", "x" * 999],
)
async def test_rt_11_garbage_is_an_invalid_grant_of_one_shape(oauth: OAuth, garbage: str) -> None:
    answers = [await oauth.refresh(garbage), await oauth.post("/oauth2/token", json=asked_with(garbage))]
    answers.append(await oauth.refresh((await oauth.token())[:-1] + "!"))
    for answer in answers:
        check_refused(answer, "invalid_grant")
    assert len({str(answer.body) for answer in answers}) == 1


def asked_with(token: object, **more: object) -> dict[str, object]:
    return {"grant_type": "refresh_token", "refresh_token": token, **more}


@pytest.mark.parametrize(
    "token",
    ["", None, 7, True, ["x"], {"a": "b"}, "x\x00y", "x" * 1001, "x" * 1_000_000],
    ids=["empty", "null", "number", "true", "array", "object", "NUL", "long", "1 MB"],
)
async def test_rt_11_what_cannot_be_a_token_is_an_invalid_request(oauth: OAuth, token: object) -> None:
    check_refused(await oauth.post("/oauth2/token", json=asked_with(token)), "invalid_request")


@pytest.mark.parametrize(
    "sent",
    [
        {"data": "grant_type=refresh_token"},
        {"data": "grant_type=refresh_token&refresh_token="},
        {"data": "refresh_token=x"},
        {"data": "grant_type=&refresh_token=x"},
        {"data": "grant_type=refresh_token&refresh_token=x&refresh_token=x"},
        {"data": "grant_type=refresh_token&grant_type=refresh_token&refresh_token=x"},
        {"data": ""},
        {"data": "%ff=%fe"},
        {"json": []},
        {"json": "refresh_token"},
        {"data": b"{", "headers": {"Content-Type": "application/json"}},
        {"data": b"x=y", "headers": {"Content-Type": "text/plain"}},
        {"data": b"x=y", "headers": {"Content-Encoding": "gzip"}},
        {"data": "grant_type=refresh_token&refresh_token=x", "params": {"refresh_token": "x"}},
    ],
    ids=str,
)
async def test_a_malformed_request_is_an_invalid_request(oauth: OAuth, sent: dict[str, Any]) -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    headers = {**({} if "json" in sent else kind), **sent.get("headers", {})}
    check_refused(await oauth.post("/oauth2/token", **{**sent, "headers": headers}), "invalid_request")


async def test_what_is_wrong_with_a_request_is_named(oauth: OAuth) -> None:
    answer = await oauth.post("/oauth2/token", json=asked_with(7))
    assert answer.body["error_description"].startswith("refresh_token must be")
    missing = await oauth.post("/oauth2/token", data={"grant_type": "refresh_token"})
    assert missing.body["error_description"] == "send refresh_token"


async def test_parameters_that_are_not_known_are_ignored_also_twice(oauth: OAuth) -> None:
    form = f"grant_type=refresh_token&refresh_token={await oauth.token()}&audience=a&audience=b&=x"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert (await oauth.post("/oauth2/token", data=form, headers=headers)).status == 200
    asked = asked_with(await oauth.token(), audience=["a", {"b": None}])
    assert (await oauth.post("/oauth2/token", json=asked)).status == 200


async def test_a_parameter_without_a_value_is_as_good_as_left_out(oauth: OAuth) -> None:
    assert (await oauth.refresh(await oauth.token(), client_id="", scope="")).status == 200


@pytest.mark.parametrize("grant_type", ["authorization_code", "password", "client_credentials", "Refresh_token"])
async def test_another_grant_type_is_not_supported(oauth: OAuth, grant_type: str) -> None:
    answer = await oauth.post("/oauth2/token", data={"grant_type": grant_type, "code": "c"})
    check_refused(answer, "unsupported_grant_type")


async def test_rt_10_another_client_is_refused_and_the_token_stays_what_it_is(oauth: OAuth) -> None:
    token = await oauth.token()
    check_refused(await oauth.refresh(token, client_id="somebody-elses-app"), "invalid_client")
    assert (await oauth.refresh(token, client_id="oddiya-app")).status == 200


@pytest.mark.parametrize("scope", ["openid", "admin", "a b", " "])
async def test_rt_14_no_scope_can_be_asked_for_and_the_token_stays_what_it_is(oauth: OAuth, scope: str) -> None:
    token = await oauth.token()
    check_refused(await oauth.refresh(token, scope=scope), "invalid_scope")
    assert (await oauth.refresh(token)).status == 200


async def test_rt_11_too_much_garbage_is_told_to_wait(oauth: OAuth) -> None:
    for _ in range(GARBAGE.count):
        check_refused(await oauth.refresh("garbage"), "invalid_grant")
    answer = await oauth.refresh("garbage")
    check_refused(answer, "temporarily_unavailable", 429)
    assert answer.headers["Retry-After"] == "2"


class FailingSessions(MemorySessions):
    """Sessions that fail in some way."""

    failure: Exception = Unavailable(what="redis")

    @override
    async def rotate(self, **_: object) -> Rotation:
        raise self.failure


@pytest.mark.parametrize(
    ("failure", "error", "status"),
    [(Unavailable(what="redis"), "temporarily_unavailable", 503), (ZeroDivisionError(), "server_error", 500)],
    ids=str,
)
async def test_our_own_trouble_is_told_in_the_same_format(failure: Exception, error: str, status: int) -> None:
    clock = ManualClock()
    auth = await refreshing_in_memory(clock)
    sessions = FailingSessions(clock=clock)
    sessions.failure = failure
    failing = evolve(auth, refresh_session=evolve(auth.refresh_session, sessions=sessions))
    async with a_client(a_service(), routes(failing)) as client:
        oauth = OAuth(auth, clock, client)
        check_refused(await oauth.refresh(await oauth.token()), error, status)


@pytest.mark.parametrize("form", [True, False], ids=["form", "json"])
async def test_rt_15_a_token_is_revoked_with_its_whole_family_also_twice(oauth: OAuth, *, form: bool) -> None:
    token = await oauth.token()
    newest = (await oauth.refresh(token)).body["refresh_token"]
    for _ in range(2):
        asked = {"token": token, "token_type_hint": "refresh_token", "x": "y"}
        answer = await oauth.post("/oauth2/revoke", **({"data": asked} if form else {"json": asked}))
        assert (answer.status, answer.body) == (200, None)
    check_refused(await oauth.refresh(newest), "invalid_grant")


@pytest.mark.parametrize("token", ["garbage", "eyJhbGciOiJub25lIn0.e30.", "x" * 999])
async def test_rt_15_revoking_an_unknown_token_is_answered_alike(oauth: OAuth, token: str) -> None:
    answer = await oauth.post("/oauth2/revoke", data={"token": token, "token_type_hint": "access_token"})
    assert (answer.status, answer.body) == (200, None)


async def test_rt_10_another_client_revokes_nothing(oauth: OAuth) -> None:
    token = await oauth.token()
    answer = await oauth.post("/oauth2/revoke", data={"token": token, "client_id": "somebody-elses-app"})
    check_refused(answer, "invalid_client")
    assert (await oauth.refresh(token)).status == 200


async def test_a_revocation_without_a_token_is_an_invalid_request(oauth: OAuth) -> None:
    check_refused(await oauth.post("/oauth2/revoke", data={"client_id": "oddiya-app"}), "invalid_request")


async def test_no_request_makes_a_mistake_of_ours(oauth: OAuth) -> None:
    document = openapi_document(title="OAuth", version="1", routes=[OAuthTokenRoutes])
    missed = await fuzz(str(oauth.client._base_url).rstrip("/"), document, headers_of=lambda _: {})
    assert not missed, told(missed)


def test_errors_are_published_as_they_are_written() -> None:
    document = openapi_document(title="OAuth", version="1", routes=[OAuthTokenRoutes])
    answers = document["paths"]["/oauth2/token"]["post"]["responses"]
    assert set(answers) == {"200", "400", "429", "503", "default"}
    for status in ("400", "429", "503", "default"):
        assert answers[status]["content"] == {
            "application/json": {"schema": {"$ref": "#/components/schemas/OAuthError"}}
        }
    named = [line.split("`")[1] for line in answers["400"]["description"].splitlines()]
    assert named == ["invalid_client", "invalid_grant", "invalid_request", "invalid_scope", "unsupported_grant_type"]
