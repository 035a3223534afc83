"""Bodies of JSON or, where a file comes along, multipart forms that a handler reads as they arrive."""

from collections.abc import Mapping
from typing import Any, Final, Self, get_args

import attrs
from attrs import Attribute, field, frozen
from typing_extensions import override

from core.errors import Fault
from entrypoints.http.exchange import Exchange
from entrypoints.http.intake import Intake
from entrypoints.http.json_body import JSON, TypedBodyInput, parsed
from entrypoints.http.multipart.arriving_form import ArrivingForm, FilePart, FormShape, arriving_form
from entrypoints.http.multipart.heads import boundary_of
from entrypoints.http.multipart.parts_reader import LONGEST_HEAD, PartsReader
from entrypoints.http.multipart.refusals import BadMultipart
from entrypoints.http.operation import Operation
from entrypoints.http.parts import Assembly, ContractError, Take
from entrypoints.http.refusals import Malformed, NotJson
from entrypoints.http.route import Route
from entrypoints.http.shapes.dialect import fields_of
from entrypoints.http.shapes.notes import noted
from entrypoints.http.shapes.schema import Schema
from entrypoints.http.shapes.unions import is_union

FORM_DATA: Final = "multipart/form-data"


@frozen
class MostBytes:
    """Annotates a `FilePart` with how many bytes are taken of it at most."""

    size: int


@frozen(kw_only=True)
class FormIntake(Intake):
    """Takes JSON in as ever, and of a form what stands before its file."""

    shape: FormShape
    file: Intake

    @override
    def has_all(self, exchange: Exchange) -> bool:
        if self._is_form(exchange):
            return False
        return super().has_all(exchange)

    @override
    async def wait(self, exchange: Exchange) -> None:
        if not self._is_form(exchange):
            await super().wait(exchange)
            return
        self.file.admit(exchange)
        boundary = boundary_of(exchange.request.headers["Content-Type"])
        exchange.form = await arriving_form(PartsReader(self.file.pieces(exchange), boundary), self.shape)

    def _is_form(self, exchange: Exchange) -> bool:
        self._admit(exchange)
        return exchange.media == FORM_DATA


@frozen
class FormInput(TypedBodyInput):
    """A body of JSON that is read into one class, or a form that is read into another, which has a `FilePart`.

    The form's other fields are parts of JSON, which come before the file.
    """

    media: tuple[str, ...] = field(default=(JSON, FORM_DATA), kw_only=True)
    form: Any = field(kw_only=True)
    refusals = (NotJson, Malformed, BadMultipart)

    @classmethod
    def among(cls, name: str, kind: Any) -> Self | None:
        """Return the input for a union of these two classes; None for any other type."""
        arms = get_args(kind) if is_union(kind) else ()
        forms = [arm for arm in arms if attrs.has(arm) and _files_of(arm)]
        if not forms:
            return None
        whole = [arm for arm in arms if arm not in forms]
        if len(forms) != 1 or len(whole) != 1 or len(_files_of(forms[0])) != 1:
            raise ContractError("a body with a file is one class for JSON, and one for a form with one file")
        return cls(name, whole[0], form=forms[0])

    @override
    def intake(self, route: Route, assembly: Assembly) -> Intake:
        (file,) = _files_of(self.form)
        texts = frozenset(self._texts)
        around = (len(texts) + 1) * (route.body_limit + LONGEST_HEAD)
        most = noted(file.type).of(MostBytes)
        return FormIntake(
            media=self.media,
            limit=route.body_limit,
            deadline=assembly.service.body_deadline.total_seconds(),
            shape=FormShape(texts=texts, file=file.name, limit=route.body_limit),
            file=Intake(
                media=(FORM_DATA,),
                limit=around + sum(one.size for one in most),
                deadline=assembly.service.body_idle.total_seconds(),
            ),
        )

    @override
    def taker(self, route: Route, assembly: Assembly) -> Take:
        of_json = super().taker(route, assembly)
        readers = {name: assembly.reading.of_json(one.type, root=f"/{name}") for name, one in self._texts.items()}
        (file,) = _files_of(self.form)

        def take(exchange: Exchange) -> Any:
            form = exchange.form
            if form is None:
                return of_json(exchange)
            self._check(form)
            texts = {name: readers[name](parsed(text)) for name, text in form.texts.items()}
            return self.form(**texts, **{file.name: form.file})

        return take

    @override
    def publish(self, route: Route, operation: Operation) -> None:
        schemas = operation.schemas
        (file,) = _files_of(self.form)
        properties: Schema = {name: schemas.of(one.type, "input") for name, one in self._texts.items()}
        properties[file.name] = {"type": "string", "contentMediaType": "application/octet-stream"}
        form: Schema = {"type": "object", "properties": properties, "required": [*self._required, file.name]}
        whole = schemas.of(self.kind, "input")
        operation.body({JSON: whole, FORM_DATA: {**form, "additionalProperties": False}})

    @property
    def _texts(self) -> "Mapping[str, Attribute[Any]]":
        files = _files_of(self.form)
        return {one.name: one for one in fields_of(self.form) if one not in files}

    @property
    def _required(self) -> list[str]:
        return [name for name, one in self._texts.items() if one.default is attrs.NOTHING]

    def _check(self, form: ArrivingForm) -> None:
        if missing := [name for name in self._required if name not in form.texts]:
            raise Malformed(faults=tuple(Fault(f"/{name}", "is missing, or comes too late") for name in missing))


def _files_of(kind: type) -> "list[Attribute[Any]]":
    return [one for one in fields_of(kind) if noted(one.type).kind is FilePart]
