"""Types whose values can be counted: Literal and Enum."""

from collections.abc import Mapping
from enum import Enum
from typing import Any, Literal, get_args, get_origin

from entrypoints.http.shapes.scalars import Read
from entrypoints.http.shapes.unfit import Unfit


def is_choice(kind: Any) -> bool:
    """Tell whether a type is a Literal or an Enum."""
    return get_origin(kind) is Literal or (isinstance(kind, type) and issubclass(kind, Enum))


def choices_of(kind: Any) -> Mapping[str | int, Any]:
    """Return what each value means, by the value as it stands in JSON."""
    if get_origin(kind) is Literal:
        found = {value: value for value in get_args(kind)}
    else:
        found = {member.value: member for member in kind}
    if any(type(value) not in (str, int) for value in found):
        raise TypeError(f"{kind} has values other than strings and integers, which JSON clients cannot choose from")
    return found


def read_choice(kind: Any, *, of_text: bool) -> Read:
    """Return a reader of one of the values."""
    choices = choices_of(kind)
    known = {str(value): meaning for value, meaning in choices.items()} if of_text else dict(choices)
    types = frozenset(type(value) for value in known)
    wrong = f"must be one of {', '.join(map(str, choices))}"

    def read(value: Any, _: object = None) -> Any:
        # True equals 1 and would be found under it.
        if type(value) not in types or value not in known:
            raise Unfit(wrong)
        return known[value]

    return read


def choice_schema(kind: Any) -> dict[str, object]:
    """Return the schema of one of the values."""
    values = list(choices_of(kind))
    types = {type(value) for value in values}
    named = {"type": "string" if types == {str} else "integer"} if len(types) == 1 else {}
    return {**named, "const": values[0]} if len(values) == 1 else {**named, "enum": values}
