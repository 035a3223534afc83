"""The answers that the gateway gives by itself: problems, as every service writes them."""

from http import HTTPStatus

from core.errors import OddiyaError
from entrypoints.gateway.answered.lines import connection_field, first_line
from entrypoints.gateway.gateway import Gateway
from entrypoints.gateway.passing.allowance import LimitReached
from entrypoints.gateway.visit import Visit
from entrypoints.http.problem import Problem
from entrypoints.http.problems import headers_of, problem_json, problem_of, unexpected


def problem_answer(gateway: Gateway, visit: Visit, error: OddiyaError) -> bytes:
    """Return the answer that says what is wrong."""
    left = error.fields if isinstance(error, LimitReached) else visit.left
    headers = "".join(f"{name}: {value}\r\n" for name, value in headers_of(error).items()).encode()
    return _written(gateway, visit, problem_of(error, visit.request_id), left + headers)


def unexpected_answer(gateway: Gateway, visit: Visit) -> bytes:
    """Return the answer to a request that met a mistake of ours."""
    return _written(gateway, visit, unexpected(visit.request_id), visit.left)


def _written(gateway: Gateway, visit: Visit, problem: Problem, fields: bytes) -> bytes:
    written = (problem_json if visit.row is None else visit.row.problem_format)(problem)
    visit.status, visit.code = written.status or problem.status, written.code or problem.code
    body = b"" if visit.method == "HEAD" else written.body
    return b"".join(
        (
            first_line(visit.status, HTTPStatus(visit.status).phrase.encode()),
            b"Content-Type: %b\r\nContent-Length: %d\r\n" % (written.content_type.encode(), len(written.body)),
            gateway.answer_fields.of_ours(gateway.second()),
            gateway.cors.answer(visit.origin),
            fields,
            b"X-Request-Id: %b\r\n" % visit.request_id.encode(),
            connection_field(keeps=visit.keeps, is_1_0=False),
            b"\r\n",
            body,
        )
    )
