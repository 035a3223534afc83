"""Declares which method of a routes class answers which request."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final, Literal, TypeVar

from attrs import field, frozen
from attrs.validators import matches_re

from core.errors import OddiyaError
from entrypoints.http.problem import ProblemFormat

Handler = TypeVar("Handler", bound=Callable[..., Any])

PATH: Final = r"/|(/([\w.~-]+|{\w+}))+|(/[\w.~-]+)*/{\w+:\.\+}"
PARAMETER: Final = re.compile(r"{(\w+)(:\.\+)?}")
BODY_LIMIT: Final = 256 * 1024
_MARK: Final = "__route__"


@frozen(kw_only=True)
class Route:
    """Everything about a handler that its signature does not say.

    - A segment of the `path` is a literal or a parameter in braces; `{name:.+}` after literals
      is all the rest.
    - `status` answers a handler that returns; when there are several, `Reply` names another than the first.
    - `raises` are the errors of core that the use case behind it may raise, for the published document.
    - `security` names an authenticator of the service, or is "public".
    - `idempotency` says what becomes of the header Idempotency-Key.
    - `forms`: the body may also be `application/x-www-form-urlencoded`. With `ignores_unknown` fields of a body or a
      query that are not known are ignored, and a form's empty ones are as good as left out (RFC 6749 section 3.2).
    - `aliases` are further paths with the same answer; `hidden` routes and aliases are not published.
    - `problem_format` writes this route's errors in another format than RFC 9457's.
    """

    method: str
    path: str = field(validator=matches_re(PATH, flags=re.ASCII))
    status: tuple[int, ...] = (200,)
    security: str = "user"
    raises: tuple[type[OddiyaError], ...] = ()
    tags: tuple[str, ...] = ()
    idempotency: Literal["required", "honoured"] | None = None
    body_limit: int = BODY_LIMIT
    forms: bool = False
    ignores_unknown: bool = False
    aliases: tuple[str, ...] = ()
    hidden: bool = False
    problem_format: ProblemFormat | None = None

    @property
    def path_parameters(self) -> tuple[str, ...]:
        """The names in the path's braces."""
        return tuple(match[1] for match in PARAMETER.finditer(self.path))

    @property
    def template(self) -> str:
        """The path as OpenAPI and the metrics write it."""
        return PARAMETER.sub(r"{\1}", self.path)


def route(  # noqa: PLR0913 - every option is a keyword, and most are left out
    method: str,
    path: str,
    *,
    status: int | tuple[int, ...] = 200,
    security: str = "user",
    raises: tuple[type[OddiyaError], ...] = (),
    tags: str | tuple[str, ...] = (),
    idempotency: Literal["required", "honoured"] | None = None,
    body_limit: int = BODY_LIMIT,
    forms: bool = False,
    ignores_unknown: bool = False,
    aliases: tuple[str, ...] = (),
    hidden: bool = False,
    problem_format: ProblemFormat | None = None,
) -> Callable[[Handler], Handler]:
    """Mark a method of a routes class as the handler of a route; see `Route` for the options."""
    declared = Route(
        method=method,
        path=path,
        status=(status,) if isinstance(status, int) else status,
        security=security,
        raises=raises,
        tags=(tags,) if isinstance(tags, str) else tags,
        idempotency=idempotency,
        body_limit=body_limit,
        forms=forms,
        ignores_unknown=ignores_unknown,
        aliases=aliases,
        hidden=hidden,
        problem_format=problem_format,
    )

    def mark(handler: Handler) -> Handler:
        setattr(handler, _MARK, declared)
        return handler

    return mark


get = partial(route, "GET")
post = partial(route, "POST")
put = partial(route, "PUT")
patch = partial(route, "PATCH")
delete = partial(route, "DELETE")


def routes_of(routes_class: type) -> Iterator[tuple[Route, Callable[..., Any]]]:
    """List the routes that a class declares, in the order in which they stand there."""
    for owner in reversed(routes_class.__mro__):
        for function in vars(owner).values():
            if hasattr(function, _MARK):
                yield getattr(function, _MARK), function
