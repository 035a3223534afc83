"""The named schemas of a document: one for each class and way of use, named once all uses are known."""

from collections.abc import Callable
from typing import Any, Literal

from attrs import define, field, frozen

from entrypoints.http.shapes.sorts import UnknownType

Mode = Literal["input", "output", "patch"]


@frozen
class Reference:
    """Stands where the name of a class's schema will stand; in a patch, every field may be left out."""

    kind: type
    mode: Mode


@define
class Components:
    """Collects the schemas of classes."""

    _schemas: dict[Reference, dict[str, Any]] = field(factory=dict)

    def refer(self, reference: Reference, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Return a reference to the schema of a class; make that schema when it is not there yet."""
        if reference not in self._schemas:
            # A class may hold itself: the entry must be there before its schema is made.
            self._schemas[reference] = {}
            self._schemas[reference].update(make())
        return {"$ref": reference}

    def schemas(self) -> dict[str, Any]:
        """Return all schemas by name."""
        return dict(sorted((self._name(key), self.spelt_out(schema)) for key, schema in self._schemas.items()))

    def spelt_out(self, document: Any) -> Any:
        """Return a document with names where its references are."""
        if isinstance(document, Reference):
            return f"#/components/schemas/{self._name(document)}"
        if isinstance(document, dict):
            return {key: self.spelt_out(value) for key, value in document.items()}
        if isinstance(document, list):
            return [self.spelt_out(value) for value in document]
        return document

    def _name(self, reference: Reference) -> str:
        name, mode = reference.kind.__name__, reference.mode
        if any(other.kind is not reference.kind and other.kind.__name__ == name for other in self._schemas):
            raise UnknownType(f"two classes are called {name}; clients could not tell their schemas apart")
        if mode == "patch":
            return f"{name}Patch"
        also_answered = Reference(reference.kind, "output") in self._schemas
        return f"{name}Input" if mode == "input" and also_answered else name
