"""What clients are told when a service fails."""

import re

import pytest

from entrypoints.gateway.upstream.refusals import (
    ServiceDown,
    UpstreamBroke,
    UpstreamFault,
    UpstreamFull,
    UpstreamRefused,
    UpstreamSlow,
)
from entrypoints.http.problems import headers_of, problem_of

# RFC 8941: a list of one token with parameters, a token and a string.
PROXY_STATUS = re.compile(r'oddiya; error=([a-z_]+); next-hop="([a-z]+)"')
# RFC 9209 section 2.3.
WORDS = {
    "connection_refused",
    "connection_limit_reached",
    "destination_unavailable",
    "http_response_incomplete",
    "http_response_timeout",
    "http_protocol_error",
}


@pytest.mark.parametrize(
    ("refusal", "status", "error", "retry_after"),
    [
        (UpstreamRefused(what="users", error="connection_refused"), 502, "connection_refused", None),
        (UpstreamBroke(what="users"), 502, "http_response_incomplete", None),
        (UpstreamBroke(what="users", error="http_protocol_error"), 502, "http_protocol_error", None),
        (UpstreamSlow(what="users"), 504, "http_response_timeout", None),
        (UpstreamFull(what="users"), 503, "connection_limit_reached", "1"),
        (ServiceDown(what="users"), 503, "destination_unavailable", "1"),
    ],
    ids=lambda value: value.code if isinstance(value, UpstreamFault) else str(value),
)
def test_a_failure_says_where_it_happened_and_when_to_come_back(
    refusal: UpstreamFault, status: int, error: str, retry_after: str | None
) -> None:
    problem, headers = problem_of(refusal, "r1"), headers_of(refusal)
    assert (problem.status, problem.code) == (status, refusal.code)
    assert "users" in problem.detail
    said = PROXY_STATUS.fullmatch(headers["Proxy-Status"])
    assert said is not None
    assert said.groups() == (error, "users")
    assert error in WORDS
    assert headers.get("Retry-After") == retry_after
