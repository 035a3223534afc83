"""Makes answers out of errors."""

from aiohttp import web
from attrs import frozen

from core.errors import OddiyaError
from entrypoints.http.answers import standing_headers
from entrypoints.http.exchange import Exchange
from entrypoints.http.problem import Problem, ProblemFormat
from entrypoints.http.problems import headers_of, problem_json, problem_of, unexpected
from entrypoints.http.whole import WholeAnswer


@frozen
class ProblemAnswers:
    """Makes the problem answers of a route, in its format."""

    _server: str
    _format: ProblemFormat = problem_json

    def of(self, exchange: Exchange, error: OddiyaError) -> web.Response:
        """Answer with an error."""
        answer = self._answer(exchange, problem_of(error, exchange.request_id))
        answer.headers.update(headers_of(error))
        return answer

    def unexpected(self, exchange: Exchange) -> web.Response:
        """Answer with a mistake of ours, without a word about it."""
        return self._answer(exchange, unexpected(exchange.request_id))

    def _answer(self, exchange: Exchange, problem: Problem) -> web.Response:
        exchange.code = problem.code
        written = self._format(problem)
        headers = standing_headers(self._server, written.content_type)
        return WholeAnswer(written.body, written.status or problem.status, headers)
