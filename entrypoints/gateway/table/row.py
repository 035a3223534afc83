"""One row of the routing table: what begins with a prefix goes to a service, and what holds on the way."""

from datetime import timedelta
from typing import Final, Literal

from attrs import field, frozen
from attrs.validators import matches_re

from entrypoints.http.problem import ProblemFormat
from entrypoints.http.problems import problem_json

Access = Literal["user", "public"]
LimitClass = Literal["data", "sign-in", "login", "refresh", "register", "plan", "open", "none"]

PREFIX: Final = r"(/[a-z0-9._-]+)+"
BODY_LIMIT: Final = 1024 * 1024
GATEWAY: Final = "gateway"


@frozen(kw_only=True)
class Row:
    """Where requests go whose path begins with `prefix`, on the border of a segment, or with one of `also`.

    - The service sees the prefix in place of the other spelling.
    - `access`: whether a living access token is asked for.
    - `limit` names the allowance that a request is taken from, beside that of its address; a POST is taken from
      `post_limit` too, where there is one.
    - The service has `answer_within` to begin its answer. With `upgrades` a client may go on to WebSocket.
    - `problem_format` writes the gateway's own refusals as clients of these paths expect them.
    """

    prefix: str = field(validator=matches_re(PREFIX))
    service: str
    access: Access = "user"
    limit: LimitClass = "data"
    post_limit: LimitClass | None = None
    body_limit: int = BODY_LIMIT
    answer_within: timedelta = timedelta(seconds=30)
    answer_seconds: float = field(init=False)
    upgrades: bool = False
    also: tuple[str, ...] = ()
    problem_format: ProblemFormat = problem_json

    @answer_seconds.default
    def _count_seconds(self) -> float:
        return self.answer_within.total_seconds()
