"""Errors as clients see them: RFC 9457 problems, from one table of kinds and statuses."""

import math
from collections.abc import Mapping
from typing import Final

import orjson
from attrs import asdict

from core.errors import (
    BadAnswer,
    Conflict,
    Forbidden,
    Invalid,
    NoAnswer,
    NotFound,
    OddiyaError,
    OutOfStep,
    TooMany,
    Unauthenticated,
    Unavailable,
    VersionMismatch,
)
from entrypoints.http.problem import Problem, Written
from entrypoints.http.refusals import Refusal

STATUS: Final[Mapping[type[OddiyaError], int]] = {
    NotFound: 404,
    Conflict: 409,
    VersionMismatch: 412,
    Invalid: 422,
    OutOfStep: 400,
    Forbidden: 403,
    Unauthenticated: 401,
    TooMany: 429,
    Unavailable: 503,
    BadAnswer: 502,
    NoAnswer: 504,
}
SAMPLES: Final[dict[type[OddiyaError], Problem]] = {}
PROBLEM_JSON: Final = "application/problem+json"


def status_of(error: type[OddiyaError]) -> int:
    """Return the status that an error is answered with; 500 for one of no kind."""
    if issubclass(error, Refusal):
        return error.status
    return next((STATUS[kind] for kind in error.__mro__ if kind in STATUS), 500)


def title_of(error: type[OddiyaError]) -> str:
    """Return the kind of problem in words: the first sentence of the error's docstring."""
    return (error.__doc__ or "").partition("\n")[0].partition(".")[0].partition(";")[0]


def problem_of(error: OddiyaError, request_id: str) -> Problem:
    """Describe an error to a client."""
    sample = sample_of(type(error))
    problem = Problem(
        type=sample.type,
        title=sample.title,
        status=sample.status,
        detail=str(error),
        code=sample.code,
        request_id=request_id,
        errors=error.faults if isinstance(error, Invalid) else (),
    )
    return error.described(problem) if isinstance(error, Refusal) else problem


def sample_of(error: type[OddiyaError]) -> Problem:
    """Describe a kind of error, of which none has happened."""
    sample = SAMPLES.get(error)
    if sample is None:
        title, code = title_of(error), error.code
        sample = Problem(
            type=type_of(code), title=title, status=status_of(error), detail=title, code=code, request_id=""
        )
        SAMPLES[error] = sample
    return sample


def unexpected(request_id: str) -> Problem:
    """Describe a mistake of ours, of which clients learn nothing but the request id."""
    return Problem(
        type=type_of("internal"),
        title="Something went wrong on our side",
        status=500,
        detail="something went wrong on our side; it is logged under the request id",
        code="internal",
        request_id=request_id,
    )


def type_of(code: str) -> str:
    """Return the URI of a kind of problem."""
    return f"urn:oddiya:problem:{code}"


def headers_of(error: OddiyaError) -> Mapping[str, str]:
    """Return the headers that RFC 9110 and RFC 6750 ask for beside the problem."""
    match error:
        case Refusal():
            return error.headers()
        case Unauthenticated():
            # RFC 6750 section 3.1: no error code for a request that had no token.
            return {"WWW-Authenticate": 'Bearer error="invalid_token"' if error.code == "invalid-token" else "Bearer"}
        case TooMany() | Unavailable():
            return {"Retry-After": str(max(1, math.ceil(error.retry_after)))}
        case _:
            return {}


def problem_json(problem: Problem) -> Written:
    """Write a problem as RFC 9457 says."""
    return Written(
        content_type=PROBLEM_JSON, body=orjson.dumps(asdict(problem, recurse=False), default=asdict), shape=Problem
    )
