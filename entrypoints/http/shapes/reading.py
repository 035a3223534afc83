"""Reads JSON values, and the texts of paths, queries and forms, strictly into typed values."""

from typing import Any, Generic, TypeVar

from attrs import Factory, frozen
from cattrs import BaseValidationError

from core.errors import Fault
from entrypoints.http.refusals import Malformed
from entrypoints.http.shapes.dialect import Dialect
from entrypoints.http.shapes.faults import REFUSED, faults_of
from entrypoints.http.shapes.scalars import Read

T = TypeVar("T")


@frozen
class Reader(Generic[T]):
    """Reads one type: at once when all is well, and again in detail to name every fault when it is not."""

    kind: Any
    quick: Read
    detailed: Dialect
    root: str

    def __call__(self, value: object) -> T:
        """Return the typed value, or raise `Malformed` with a pointer for each fault."""
        try:
            result: T = self.quick(value, self.kind)
        except REFUSED as error:
            raise self._explained(value) from error
        except RecursionError as error:
            raise Malformed(faults=(Fault(self.root, "is nested too deeply"),)) from error
        return result

    def _explained(self, value: object) -> Malformed:
        try:
            self.detailed.read(self.kind)(value, self.kind)
        except (*REFUSED, BaseValidationError) as error:
            return Malformed(faults=faults_of(error, self.root))
        raise AssertionError(f"the quick and the detailed reading of {self.kind} disagree")


@frozen
class Reading:
    """Makes readers; one is enough for all routes."""

    _json: tuple[Dialect, Dialect] = Factory(lambda: _dialects(of_text=False))
    _text: tuple[Dialect, Dialect] = Factory(lambda: _dialects(of_text=True))

    def of_json(self, kind: Any, *, root: str = "") -> Reader[Any]:
        """Return the reader of a type out of JSON."""
        quick, detailed = self._json
        return Reader(kind, quick.read(kind), detailed, root)

    def of_text(self, kind: Any, *, root: str) -> Reader[Any]:
        """Return the reader of a type out of texts; pointers begin with `root`."""
        quick, detailed = self._text
        return Reader(kind, quick.read(kind), detailed, root)


def _dialects(*, of_text: bool) -> tuple[Dialect, Dialect]:
    return Dialect(detailed=False, of_text=of_text), Dialect(detailed=True, of_text=of_text)
