"""What a client asks is understood in one way, or not at all."""

import pytest

from core.errors import OddiyaError
from entrypoints.gateway.asked.canonical import METHODS
from entrypoints.gateway.asked.refusals import BadQuery
from entrypoints.http.problems import headers_of, problem_of
from entrypoints.http.refusals import MethodNotAllowed
from tests.gateway.asked.requests import a_request

FIELDS = ((b"Host", b"h"), (b"ACCEPT", b"*/*"), (b"Accept", b"a/b"), (b"Authorization", b"Bearer secret"))


@pytest.mark.parametrize("method", METHODS)
def test_the_methods_of_the_api_pass(method: str) -> None:
    assert a_request(method=method).method == method


@pytest.mark.parametrize("method", ["CONNECT", "TRACE", "TRACK", "get", "Get", "PROPFIND", "GET2", "X", "_OTHER"])
@pytest.mark.parametrize("target", ["/api/users", "example.com:443", "*"])
def test_hd_7_other_methods_are_refused_whatever_they_ask_for(method: str, target: str) -> None:
    with pytest.raises(MethodNotAllowed) as refused:
        a_request(target, method=method)
    assert problem_of(refused.value, "id").status == 405
    assert headers_of(refused.value) == {"Allow": "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"}


def test_fields_keep_their_spelling_and_order() -> None:
    asked = a_request(fields=FIELDS)
    assert asked.said.fields == FIELDS
    assert asked.values[b"accept"] == b"*/*, a/b"


def test_what_is_secret_is_not_in_the_text_of_a_request() -> None:
    assert "secret" not in repr(a_request("/blobs/a?grant=secret", fields=FIELDS))


@pytest.mark.parametrize(
    "query",
    ["a=1&b=2&a=3", "a=&b", "q=%EA%B0%80+b%20c", "q=%ea%b0%80", "a;b=1", "lat,lng=37.5,127?/:@!$'()*",
     "next=%0d%0aX:1", ""],
    ids=ascii,
)  # fmt: skip
def test_a_query_passes_as_it_was_sent(query: str) -> None:
    assert a_request(f"/api/v1/places?{query}").query == query


def test_without_a_question_mark_there_is_no_query() -> None:
    assert a_request("/api/v1/places").query is None


@pytest.mark.parametrize(
    "query",
    ["%", "%2", "%zz", "a=%00", "a=%FF", "a=%C0%AE", "a=%ED%A0%80", "%C3&%A9", "a b", "a[]=1", "a|b", "a\\b", "#",
     "a#b", '"', "<>", "가", "a\x00", "a\n", "^", "`", "{}"],
    ids=ascii,
)  # fmt: skip
def test_a_query_that_is_none_of_rfc_3986_or_no_text_is_refused(query: str) -> None:
    with pytest.raises(BadQuery) as refused:
        a_request(f"/api/v1/places?{query}")
    assert refused.value.status == 400


@pytest.mark.parametrize("target", ["/a//b", "/a/%2e", "/a?%", "*"])
def test_a_refusal_says_what_is_wrong_in_a_problem(target: str) -> None:
    with pytest.raises(OddiyaError) as refused:
        a_request(target)
    problem = problem_of(refused.value, "id")
    assert problem.status == 400
    assert problem.code in {"ambiguous-path", "bad-query", "not-origin-form"}
    assert "{" not in problem.detail
