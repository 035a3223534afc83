"""What a type annotation says once its wrappers are taken off."""

from typing import Annotated, Any, NewType, TypeVar, get_args, get_origin

from attrs import frozen

from entrypoints.http.shapes.constraints import Constraint

N = TypeVar("N")


@frozen
class Noted:
    """A type without Annotated and NewType around it, and the notes that were found on the way."""

    kind: Any
    notes: tuple[object, ...]

    @property
    def constraints(self) -> list[Constraint]:
        """The notes that limit the type's values."""
        return [note for note in self.notes if isinstance(note, Constraint)]

    def of(self, note_type: type[N]) -> list[N]:
        """Return the notes of one type."""
        return [note for note in self.notes if isinstance(note, note_type)]


def noted(annotation: Any) -> Noted:
    """Take the wrappers off an annotation."""
    notes: tuple[object, ...] = ()
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *found = get_args(annotation)
            notes = (*found, *notes)
        elif isinstance(annotation, NewType):
            annotation = annotation.__supertype__
        else:
            return Noted(annotation, notes)
