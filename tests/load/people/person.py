"""Somebody at the gateway with an app: one address, one signed-in session, connections that stay open."""

from contextlib import contextmanager
from secrets import token_hex
from time import perf_counter
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import gevent
from locust import FastHttpUser, between

from tests.load.people.evening import NOTES, NUMBERS
from tests.load.people.notes import LEAVING
from tests.load.people.outcomes import ANSWERED, FAILED, PUT_OFF, outcome_of

SIGNED_IN_AT: Final = "http://127.0.0.1/signed-in"
PROVIDER: Final = "oidc"
TRIES: Final = 5
DETAIL: Final = 500
WELL: Final = (200, 201, 202, 204, 302, 303, 304)


class Person(FastHttpUser):  # type: ignore[misc] # Locust lives in an environment of its own
    """Asks as the app does: comes again when told to, and not before."""

    abstract = True
    wait_time = between(2, 10)
    tokens: dict[str, Any]
    plan: str = ""

    @property
    def options(self) -> Any:
        """What this run was told."""
        return self.environment.parsed_options

    def on_start(self) -> None:
        """Arrive: sign in, and do what is done once."""
        number = next(NUMBERS)
        self.address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        self.email = f"{token_hex(12)}@example.com"
        self.tokens = {}
        while not self.sign_in():
            gevent.sleep(1)
        self.settle()
        NOTES.arrive(self.options.num_users)

    def settle(self) -> None:
        """Do what is done once after signing in."""

    def sign_in(self) -> bool:
        """Sign in with a provider; tell whether that worked."""
        asked = f"/oauth2/authorize/{PROVIDER}?redirect_uri={SIGNED_IN_AT}"
        begun = self.ask("GET", asked, route="/oauth2/authorize/{provider}")
        if begun.status_code not in WELL:
            return False
        page = f"{begun.json()['authorization_url']}&login_hint={self.email}&auto=1"
        there = self.ask("GET", page, route="provider")
        if there.status_code not in WELL:
            return False
        back = {name: values[0] for name, values in parse_qs(urlsplit(there.headers["Location"]).query).items()}
        told = {"code": back["code"], "state": back["state"]}
        ended = self.ask("POST", f"/oauth2/callback/{PROVIDER}", route="/oauth2/callback/{provider}", json=told)
        if ended.status_code in WELL:
            self.tokens = ended.json()
        return ended.status_code in WELL

    def ask(self, method: str, path: str, *, route: str = "", also: tuple[int, ...] = (), **how: Any) -> Any:
        """Ask, again when put off, a few times; `route` is what it is counted as, `also` are statuses that are fine."""
        counted = f"{method} {route or path.partition('?')[0]}"
        for _ in range(TRIES):
            answer, outcome = self._ask_once(method, path, counted, frozenset({*WELL, *also}), how)
            if outcome != PUT_OFF or NOTES.phase == LEAVING:
                break
            gevent.sleep(float(answer.headers["Retry-After"]))
        return answer

    def edit(self, path: str, changes: Any, *, route: str = "") -> Any:
        """Read something and change it as it was read; that another device was quicker is an answer, too."""
        now = self.ask("GET", path, route=route)
        if now.status_code not in WELL:
            return now
        return self.ask(
            "PATCH", path, route=route, json=changes, headers={"If-Match": now.headers["ETag"]}, also=(412,)
        )

    def expect(self, end: str, *, of: str, in_answer: Any) -> bool:
        """Tell whether a stream ended as it should; write it down as failed if it did not."""
        well = end in (in_answer.text or "")
        if not well:
            NOTES.take(of, FAILED, 0)
            NOTES.trouble(of, said=_said(in_answer))
        return well

    @contextmanager
    def timing(self, job: str) -> Any:
        """Time what takes several requests; the value is a list that gets what went wrong."""
        began, wrong = perf_counter(), list[str]()
        yield wrong
        NOTES.take(job, wrong[0] if wrong else ANSWERED, (perf_counter() - began) * 1000)
        if wrong:
            NOTES.trouble(job, wrong=wrong)

    def headers(self) -> dict[str, str]:
        """Return what the app sends with each request; the load balancer adds the address."""
        signed_in = {"Authorization": f"Bearer {self.tokens['access_token']}"} if self.tokens else {}
        return {"X-Forwarded-For": self.address, "Accept": "application/json", **signed_in}

    def _ask_once(
        self, method: str, path: str, counted: str, expected: frozenset[int], how: dict[str, Any]
    ) -> tuple[Any, str]:
        ours = {} if path.startswith("http") else self.headers()
        headers = {**ours, **how.get("headers", {})}
        rest = {**how, "headers": headers, "allow_redirects": False, "catch_response": True}
        with self.client.request(method, path, name=counted.partition(" ")[2], **rest) as answer:
            status = answer.status_code
            outcome = outcome_of(status, (answer.headers or {}).get("Retry-After"), expected)
            if outcome in (ANSWERED, PUT_OFF):
                answer.success()
            else:
                NOTES.trouble(counted, outcome=outcome, status=status, said=_said(answer))
                answer.failure(outcome)
            NOTES.take(counted, outcome, answer.request_meta["response_time"])
        return answer, outcome


def a_key() -> str:
    """Return a new Idempotency-Key."""
    return str(UUID(token_hex(16)))


def a_name() -> str:
    """Return a name that nobody had before."""
    return f"Mina {token_hex(3)}"


def _said(answer: Any) -> str:
    return str(answer.text or answer.error)[:DETAIL]
