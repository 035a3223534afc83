"""The name and the trace of a request, and the problems in which both are told."""

import re

import pytest

from tests.gateway.process.client import request
from tests.gateway.process.gateways import Gateway
from tests.gateway.process.services import Services
from tests.gateway.process.table import MEDIA, NOWHERE, PRIVATE, PUBLIC, SMALL

MADE = re.compile(r"[A-Za-z0-9._-]{8,64}")
TRACEPARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-0[0-9a-f]")
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
SPAN = "00f067aa0ba902b7"


@pytest.mark.parametrize("sent", ["a", "abc-123_x.y", "A" * 64])
def test_a_request_id_that_can_be_printed_is_kept(gateway: Gateway, services: Services, sent: str) -> None:
    assert gateway.ask("GET", PUBLIC, ("X-Request-Id", sent)).get("x-request-id") == sent
    assert services.only.head.get("x-request-id") == sent


@pytest.mark.parametrize(
    "sent", ["", "a" * 65, "a b", "a,b", "a;b", "é", '"a"', "a/b", "${jndi:ldap://a}", "a%0d%0a", "<a>"]
)
def test_any_other_request_id_is_replaced(gateway: Gateway, services: Services, sent: str) -> None:
    made = gateway.ask("GET", PUBLIC, ("X-Request-Id", sent)).get("x-request-id") or ""
    assert MADE.fullmatch(made)
    assert made != sent
    assert services.only.head.get("x-request-id") == made


def test_two_request_ids_are_none(gateway: Gateway, services: Services) -> None:
    answer = gateway.ask("GET", PUBLIC, ("X-Request-Id", "a"), ("X-Request-Id", "b"))
    assert (answer.get("x-request-id") or "") not in ("a", "b", "a, b", "")
    assert [seen.head.get("x-request-id") for seen in services.seen] in ([], [answer.get("x-request-id")])


def test_every_request_has_a_request_id_of_its_own(gateway: Gateway, services: Services) -> None:
    with gateway.client() as client:
        ids = [client.ask("GET", target).get("x-request-id") for target in (PUBLIC, PRIVATE, "/nowhere", PUBLIC) * 10]
    assert None not in ids
    assert len(set(ids)) == 40
    assert len(services.seen) == 20


@pytest.mark.parametrize("flags", ["00", "01"])
def test_a_trace_is_continued(gateway: Gateway, services: Services, flags: str) -> None:
    assert gateway.ask("GET", PUBLIC, ("traceparent", f"00-{TRACE}-{SPAN}-{flags}")).status == 200
    found = TRACEPARENT.fullmatch(services.only.head.get("traceparent") or "")
    assert found is not None
    assert found[1] == TRACE
    assert found[2] != SPAN


@pytest.mark.parametrize(
    "sent",
    [
        *(
            "",
            "garbage",
            f"00-{TRACE}-{SPAN}",
            f"ff-{TRACE}-{SPAN}-01",
            f"00-{'0' * 32}-{SPAN}-01",
            f"00-{TRACE}-{'0' * 16}-01",
        ),
        *(
            f"00-{TRACE.upper()}-{SPAN}-01",
            f"00-{TRACE}-{SPAN}-01-more",
            f"00-{TRACE}-{SPAN}-xx",
            f"00-{TRACE[:-1]}-{SPAN}-01",
        ),
    ],
)
def test_what_is_no_trace_is_begun_anew(gateway: Gateway, services: Services, sent: str) -> None:
    assert gateway.ask("GET", PUBLIC, ("traceparent", sent), ("tracestate", "evil=1")).status == 200
    found = TRACEPARENT.fullmatch(services.only.head.get("traceparent") or "")
    assert found is not None
    assert found[1] != TRACE
    assert services.only.head.get("tracestate") is None


@pytest.mark.parametrize("second", [f"00-{TRACE}-{SPAN}-01", f"00-{'a' * 32}-{SPAN}-01", ""])
def test_two_traceparents_are_refused(gateway: Gateway, services: Services, second: str) -> None:
    answer = gateway.ask("GET", PUBLIC, ("traceparent", f"00-{TRACE}-{SPAN}-01"), ("Traceparent", second))
    assert (answer.status, answer.problem()["code"]) == (400, "bad-request")
    assert services.seen == []


ERRORS = {
    400: ("GET", f"{PUBLIC}//a"),
    401: ("GET", PRIVATE),
    404: ("GET", "/nowhere"),
    405: ("TRACE", PUBLIC),
    413: ("POST", SMALL),
    414: ("GET", f"{PUBLIC}/{'a' * 9000}"),
    502: ("GET", NOWHERE),
}


@pytest.mark.parametrize("status", ERRORS)
def test_every_error_of_the_gateways_is_a_problem(gateway: Gateway, services: Services, status: int) -> None:
    method, target = ERRORS[status]
    with gateway.client() as client:
        answer = client.send(request(method, target, ("X-Request-Id", "mine"), body=bytes(2000))).answer()
    assert answer.status in ({502, 503} if status == 502 else {status})
    assert answer.problem()["request_id"] in (
        ("mine",) if status in (401, 404, 413, 502) else (answer.get("x-request-id"),)
    )
    assert answer.get("cache-control") == "no-store"
    assert answer.get("x-content-type-options") == "nosniff"
    assert (answer.get("strict-transport-security") or "").startswith("max-age=")
    assert answer.head.names & {"server", "x-powered-by"} == set()
    assert services.seen == []


def test_every_answer_has_the_fields_that_keep_browsers_safe(gateway: Gateway, services: Services) -> None:
    answer = gateway.ask("GET", MEDIA)
    assert (answer.get("x-content-type-options"), answer.get("x-frame-options")) == ("nosniff", "DENY")
    assert (answer.get("strict-transport-security") or "").startswith("max-age=")
    assert answer.get("content-security-policy") is not None
    assert answer.get("referrer-policy") is not None
    assert len(services.seen) == 1
