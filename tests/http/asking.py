"""What every test of an answer looks at."""

from typing import Any

from aiohttp import ClientResponse


async def problem_in(answer: ClientResponse, status: int, code: str) -> dict[str, Any]:
    """Return the problem in an answer, once it is one of RFC 9457 with this status and code."""
    assert answer.content_type == "application/problem+json", await answer.text()
    problem: dict[str, Any] = await answer.json(content_type=None)
    assert set(problem) >= {"type", "title", "status", "detail", "code", "request_id", "errors"}
    assert (answer.status, problem["status"], problem["code"]) == (status, status, code), problem
    assert problem["request_id"] == answer.headers["X-Request-Id"]
    assert problem["type"].endswith(f":{code}")
    return problem


async def faults_in(answer: ClientResponse) -> dict[str, str]:
    """Return what is wrong at each pointer of a malformed request."""
    problem = await problem_in(answer, 422, "malformed")
    assert problem["errors"], "a malformed request without a pointer"
    return {fault["pointer"]: fault["detail"] for fault in problem["errors"]}
