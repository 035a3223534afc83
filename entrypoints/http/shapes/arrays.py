"""Arrays and string-keyed maps: every element of one type."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, get_args, get_origin

from cattrs import IterableValidationError, IterableValidationNote

from entrypoints.http.shapes.scalars import Read, text
from entrypoints.http.shapes.unfit import Unfit

MOST_FAULTS: Final = 50
"""Nobody reads more faults than this, and finding them all in a hostile body would take seconds."""


def is_array(kind: Any) -> bool:
    """Tell whether a type is tuple[T, ...], list[T] or Sequence[T]."""
    arguments = get_args(kind)
    if get_origin(kind) is tuple:
        return len(arguments) == 2 and arguments[1] is ...  # noqa: PLR2004 - tuple[T, ...] has these two
    return get_origin(kind) in (list, Sequence) and len(arguments) == 1


def is_map(kind: Any) -> bool:
    """Tell whether a type is Mapping[str, T] or dict[str, T]."""
    return get_origin(kind) in (dict, Mapping) and get_args(kind)[0] is str


def read_array(kind: Any, read: Read, *, detailed: bool) -> Read:
    """Return a reader of arrays, given the reader of one element."""
    element = get_args(kind)[0]
    make: Callable[[Iterable[Any]], Any] = list if get_origin(kind) is list else tuple

    def quickly(value: Any, _: object = None) -> Any:
        if type(value) is not list:
            raise Unfit("must be an array")
        return make([read(item, element) for item in value])

    def in_detail(value: Any, _: object = None) -> Any:
        if type(value) is not list:
            raise Unfit("must be an array")
        return make([item for _, item in _each(enumerate(value), read, kind, element)])

    return in_detail if detailed else quickly


def read_map(kind: Any, read: Read, *, detailed: bool) -> Read:
    """Return a reader of maps, given the reader of one value."""
    element = get_args(kind)[1]

    def quickly(value: Any, _: object = None) -> Any:
        if type(value) is not dict:
            raise Unfit("must be an object")
        return {text(key): read(item, element) for key, item in value.items()}

    def in_detail(value: Any, _: object = None) -> Any:
        if type(value) is not dict:
            raise Unfit("must be an object")
        return {text(key): item for key, item in _each(value.items(), read, kind, element)}

    return in_detail if detailed else quickly


def _each(pairs: Iterable[tuple[Any, Any]], read: Read, kind: Any, element: Any) -> list[tuple[Any, Any]]:
    found, wrong = [], []
    for place, item in pairs:
        try:
            found.append((place, read(item, element)))
        except Exception as error:  # noqa: BLE001 - collected here, judged in faults.py
            error.add_note(IterableValidationNote(f"at {place}", place, element))
            wrong.append(error)
            if len(wrong) == MOST_FAULTS:
                break
    if wrong:
        raise IterableValidationError("some elements do not fit", wrong, kind)
    return found
