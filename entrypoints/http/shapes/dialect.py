"""Builds the functions that read values, each for one type."""

from collections.abc import Callable
from typing import Any, get_args

from attrs import Attribute, define, field, fields, resolve_types
from cattrs import Converter, override
from cattrs.gen import make_dict_structure_fn

from entrypoints.http.shapes.arrays import read_array, read_map
from entrypoints.http.shapes.choices import read_choice
from entrypoints.http.shapes.notes import noted
from entrypoints.http.shapes.quick import quick_reader
from entrypoints.http.shapes.scalars import SCALARS, Read
from entrypoints.http.shapes.sorts import Sort, sort_of
from entrypoints.http.shapes.unfit import Unfit
from entrypoints.http.shapes.unions import read_optional, read_tagged, without_none

Check = Callable[[Any], None]


@define(kw_only=True)
class Dialect:
    """One way to read: stopping at the first fault or finding all, out of JSON or out of texts."""

    detailed: bool
    of_text: bool
    _converter: Converter = field(init=False)
    _objects: dict[type, Read] = field(init=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        self._converter = Converter(detailed_validation=self.detailed, forbid_extra_keys=True)

    def read(self, annotation: Any) -> Read:
        """Return the function that reads a type, constraints included."""
        bare = noted(annotation)
        sort = sort_of(bare.kind)
        if not self.detailed and not self.of_text and (quick := quick_reader(bare.kind, bare.constraints)) is not None:
            return quick
        read = self._read(bare.kind, sort)
        for constraint in bare.constraints:
            read = _check_first(read, constraint.check) if sort is Sort.ARRAY else _check_last(read, constraint.check)
        return read

    def _read(self, kind: Any, sort: Sort) -> Read:  # noqa: PLR0911 - one line for each sort
        match sort:
            case Sort.SCALAR:
                return SCALARS[kind].of_text if self.of_text else SCALARS[kind].of_json
            case Sort.CHOICE:
                return read_choice(kind, of_text=self.of_text)
            case Sort.OPTIONAL:
                return read_optional(kind, self.read(without_none(kind)))
            case Sort.TAGGED:
                return read_tagged(kind, {arm: self.read(arm) for arm in get_args(kind)})
            case Sort.ARRAY:
                return read_array(kind, self.read(get_args(kind)[0]), detailed=self.detailed)
            case Sort.MAP:
                return read_map(kind, self.read(get_args(kind)[1]), detailed=self.detailed)
            case Sort.OBJECT:
                return self._object(kind)

    def _object(self, kind: type) -> Read:
        if kind not in self._objects:
            # A class may hold itself: until its reader is made, those who need it look it up late.
            self._objects[kind] = lambda value, _: self._objects[kind](value, kind)
            self._objects[kind] = self._make_object(kind)
        return self._objects[kind]

    def _make_object(self, kind: type) -> Read:
        hooks = {one.name: override(struct_hook=self.read(one.type)) for one in fields_of(kind)}
        read: Read = make_dict_structure_fn(kind, self._converter, **hooks)  # type: ignore[arg-type] # its options share the keywords
        if not self.detailed:
            # Anything but an object makes it fail too, and the detailed reading will say why.
            return read

        def read_object(value: Any, _: object = None) -> Any:
            if type(value) is not dict:
                raise Unfit("must be an object")
            return read(value, kind)

        return read_object


def fields_of(kind: type) -> "list[Attribute[Any]]":
    """Return the fields of an attrs class that its constructor takes, with their types resolved."""
    return [one for one in fields(resolve_types(kind)) if one.init]


def _check_first(read: Read, check: Check) -> Read:
    def constrained(value: Any, kind: object = None) -> Any:
        if type(value) is list:
            check(value)
        return read(value, kind)

    return constrained


def _check_last(read: Read, check: Check) -> Read:
    def constrained(value: Any, kind: object = None) -> Any:
        result = read(value, kind)
        check(result)
        return result

    return constrained
