"""One operation of the OpenAPI document, to which each part of a contract adds what it knows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Literal

from attrs import define, field

from core.errors import OddiyaError
from entrypoints.http.problem import ProblemFormat
from entrypoints.http.problems import problem_json, sample_of, unexpected
from entrypoints.http.shapes.schema import Schema, Schemas

Where = Literal["path", "query", "header"]


@define
class Operation:
    """Collects parameters, the body, answers and refusals."""

    schemas: Schemas
    _problem_format: ProblemFormat = problem_json
    _parameters: list[Schema] = field(factory=list)
    _body: Schema = field(factory=dict)
    _answers: dict[int, Schema] = field(factory=dict)
    _refusals: dict[int, dict[str, str]] = field(factory=lambda: defaultdict(dict))

    def parameter(self, name: str, where: Where, schema: Schema, *, required: bool, description: str = "") -> None:
        """Add a parameter."""
        said = {"description": description} if description else {}
        self._parameters.append({"name": name, "in": where, **said, "required": required, "schema": schema})

    def body(self, content: Mapping[str, Schema]) -> None:
        """Say what the body may be, by media type."""
        self._body = {"required": True, "content": {media: {"schema": schema} for media, schema in content.items()}}

    def answer(
        self, status: int, *, content: Mapping[str, Schema] | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        """Add an answer; `headers` are described in words."""
        said = self._answers.setdefault(status, {"description": HTTPStatus(status).phrase})
        if content:
            bodies = {media: {"schema": schema} for media, schema in content.items()}
            said.setdefault("content", {}).update(bodies)
        for name, description in (headers or {}).items():
            text = {"description": description, "schema": {"type": "string"}}
            said.setdefault("headers", {})[name] = text

    def refuse(self, errors: Iterable[type[OddiyaError]]) -> None:
        """Add errors that the operation may be answered with."""
        for problem in map(sample_of, errors):
            written = self._problem_format(problem)
            self._refusals[written.status or problem.status].setdefault(written.code or problem.code, problem.title)

    def document(self) -> Schema:
        """Return what the operation has become."""
        answers = {**self._answers, **{status: self._problem(codes) for status, codes in self._refusals.items()}}
        responses: Schema = {str(status): answers[status] for status in sorted(answers)}
        internal = self._problem_format(unexpected("")).code or "internal"
        responses["default"] = self._problem({internal: "Any other problem"})
        parts = {"parameters": self._parameters, "requestBody": self._body, "responses": responses}
        return {name: part for name, part in parts.items() if part}

    def _problem(self, codes: Mapping[str, str]) -> Schema:
        written = self._problem_format(unexpected(""))
        body: Schema = {"schema": self.schemas.of(written.shape, "output")} if written.shape else {}
        told = "\n".join(f"- `{code}`: {title}" for code, title in sorted(codes.items()))
        return {"description": told, "content": {written.content_type: body}}
