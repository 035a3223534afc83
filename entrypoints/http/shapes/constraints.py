"""Limits that a type annotation can carry: known to the reader of requests and to the published schema alike."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sized
from decimal import Decimal
from typing import Any, ClassVar

from attrs import field, frozen
from typing_extensions import override

from entrypoints.http.shapes.unfit import Unfit


class Constraint(ABC):
    """Something that holds for every value of an annotated type.

    - `check` raises `Unfit`, or lets the value pass.
    - `schema` says the same in the words of JSON Schema.
    - `holds_for` lists the types that may carry the constraint.
    """

    holds_for: ClassVar[tuple[type, ...]]

    @abstractmethod
    def check(self, value: Any) -> None:
        """Refuse a value that breaks the constraint."""

    @abstractmethod
    def schema(self) -> Mapping[str, object]:
        """Return the keywords of JSON Schema that say the same."""


@frozen(kw_only=True)
class Length(Constraint):
    """How many characters a text has."""

    holds_for: ClassVar = (str,)
    min: int = 0
    max: int | None = None

    @override
    def check(self, value: Sized) -> None:
        size = len(value)
        if size < self.min:
            raise Unfit(f"must have at least {self.min} characters")
        if self.max is not None and size > self.max:
            raise Unfit(f"must have at most {self.max} characters")

    @override
    def schema(self) -> Mapping[str, object]:
        return _given(minLength=self.min or None, maxLength=self.max)


@frozen(kw_only=True)
class Items(Constraint):
    """How many elements an array has; checked before any of them is looked at."""

    holds_for: ClassVar = (list,)
    min: int = 0
    max: int | None = None

    @override
    def check(self, value: Sized) -> None:
        size = len(value)
        if size < self.min:
            raise Unfit(f"must have at least {self.min} items")
        if self.max is not None and size > self.max:
            raise Unfit(f"must have at most {self.max} items")

    @override
    def schema(self) -> Mapping[str, object]:
        return _given(minItems=self.min or None, maxItems=self.max)


@frozen(kw_only=True)
class Range(Constraint):
    """How small and how large a number may be, both ends included."""

    holds_for: ClassVar = (int, float, Decimal)
    min: float | None = None
    max: float | None = None

    @override
    def check(self, value: float | Decimal) -> None:
        if self.min is not None and value < self.min:
            raise Unfit(f"must be at least {self.min}")
        if self.max is not None and value > self.max:
            raise Unfit(f"must be at most {self.max}")

    @override
    def schema(self) -> Mapping[str, object]:
        return _given(minimum=self.min, maximum=self.max)


@frozen
class Pattern(Constraint):
    """A regular expression, in the part that Python and ECMAScript share, that the whole text must match."""

    holds_for: ClassVar = (str,)
    regex: str
    _compiled: "re.Pattern[str]" = field(init=False, eq=False, repr=False)

    @_compiled.default
    def _compile(self) -> "re.Pattern[str]":
        return re.compile(self.regex, re.ASCII)

    @override
    def check(self, value: str) -> None:
        if self._compiled.fullmatch(value) is None:
            raise Unfit(f"must match {self.regex}")

    @override
    def schema(self) -> Mapping[str, object]:
        return {"pattern": f"^(?:{self.regex})$"}


@frozen(kw_only=True)
class Format(Constraint):
    """A named format of JSON Schema, with the function that tells whether a text has it."""

    holds_for: ClassVar = (str,)
    name: str
    accepts: Callable[[str], bool]

    @override
    def check(self, value: str) -> None:
        if not self.accepts(value):
            raise Unfit(f"must have the format {self.name}")

    @override
    def schema(self) -> Mapping[str, object]:
        return {"format": self.name}


@frozen
class Example:
    """A value to show in the published schema, as it stands in JSON; it limits nothing."""

    value: object


def _given(**keywords: float | None) -> Mapping[str, object]:
    return {name: value for name, value in keywords.items() if value is not None}
