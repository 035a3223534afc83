"""Reads a published orienteering instance as JSON, exactly: its decimals become whole numbers of a finer unit."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final, NoReturn

from attrs import frozen

from core.planning.model.scheduling.problem import Problem, Route, Visit

FINEST: Final = 6
Number = int | Decimal


class MalformedFile(ValueError):  # noqa: N818 - named for the fact, as all errors here
    """The file does not say what it must."""


@frozen(kw_only=True)
class Instance:
    """A problem, what its visits are called, by how much its times were multiplied, and how long it may take."""

    problem: Problem
    names: Sequence[str | int]
    unit: int
    budget_ms: float


def read_instance(text: str) -> Instance:
    """Return what a file says; its start and its end are no visits."""
    document = _mapping(_parsed(text), "the document")
    nodes = [_mapping(node, f"nodes[{at}]") for at, node in enumerate(_list(document, "nodes"))]
    names = [_name(node) for node in nodes]
    if len(set(names)) < len(names):
        raise MalformedFile("two nodes have the same id")
    ends = (_place(document, "start", names), _place(document, "end", names))
    travel, days = _travel(document, len(nodes)), _days(document)
    visited = [at for at in range(len(nodes)) if at not in ends]
    hours = [
        [_number(nodes[at], key, f"nodes[{at}]") for key in ("dwell", "open", "close", "profit")] for at in visited
    ]
    if any(dwell < 0 or profit < 0 for dwell, _, _, profit in hours):
        raise MalformedFile("a node's dwell and profit may not be negative")
    unit = _unit([number for row in (*travel, *days, *(line[:3] for line in hours)) for number in row])
    return Instance(
        problem=Problem(
            visits=[
                Visit(
                    profit=float(profit),
                    dwell=float(dwell * unit),
                    spot=at,
                    windows=[(float(opens * unit), float(closes * unit))] * len(days),
                    group=at,
                )
                for at, (dwell, opens, closes, profit) in zip(visited, hours, strict=True)
            ],
            routes=[
                Route(opens=float(opens * unit), closes=float(closes * unit), start=ends[0], end=ends[1])
                for opens, closes in days
            ],
            travel=[[float(way * unit) for way in row] for row in travel],
        ),
        names=[names[at] for at in visited],
        unit=unit,
        budget_ms=_budget(document),
    )


def _parsed(text: str) -> object:
    def refuse(word: str) -> NoReturn:
        raise MalformedFile(f"{word} is not a number")

    try:
        return json.loads(text, parse_float=Decimal, parse_constant=refuse)
    except json.JSONDecodeError as error:
        raise MalformedFile(f"not JSON: {error}") from error
    except RecursionError as error:
        raise MalformedFile("too deeply nested") from error


def _mapping(value: object, what: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise MalformedFile(f"{what} is not an object")
    return value


def _list(document: Mapping[str, object], key: str) -> list[object]:
    value = document.get(key)
    if not isinstance(value, list) or not value:
        raise MalformedFile(f"{key} is missing or not a list of at least one")
    return value


def _is_number(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _number(source: Mapping[str, object], key: str, where: str) -> Number:
    value = source.get(key)
    if not isinstance(value, int | Decimal) or not _is_number(value):
        raise MalformedFile(f"{where}: {key} is missing or not a number")
    return value


def _name(node: Mapping[str, object]) -> str | int:
    name = node.get("id")
    if not isinstance(name, str | int) or isinstance(name, bool):
        raise MalformedFile("a node's id is missing or neither text nor a whole number")
    return name


def _place(document: Mapping[str, object], key: str, names: Sequence[str | int]) -> int | None:
    """Return the index of the node that is meant: by its id, or by its index where no id is that."""
    value = document.get(key)
    if value is None:
        return None
    if isinstance(value, str | int) and not isinstance(value, bool):
        if value in names:
            return names.index(value)
        if isinstance(value, int) and 0 <= value < len(names):
            return value
    raise MalformedFile(f"{key} names no node")


def _travel(document: Mapping[str, object], count: int) -> list[list[Number]]:
    rows = _list(document, "travel")
    if len(rows) != count or not all(isinstance(row, list) and len(row) == count for row in rows):
        raise MalformedFile(f"travel is not {count} rows of {count}")
    travel = [[way for way in row if isinstance(way, int | Decimal)] for row in rows if isinstance(row, list)]
    if any(len(row) < count or not all(_is_number(way) and way >= 0 for way in row) for row in travel):
        raise MalformedFile("travel holds something else than numbers from 0 up")
    return travel


def _days(document: Mapping[str, object]) -> list[tuple[Number, Number]]:
    days = [_mapping(day, f"days[{at}]") for at, day in enumerate(_list(document, "days"))]
    return [(_number(day, "open", f"days[{at}]"), _number(day, "close", f"days[{at}]")) for at, day in enumerate(days)]


def _budget(document: Mapping[str, object]) -> float:
    budget = _number(document, "budget_ms", "the document")
    if budget <= 0:
        raise MalformedFile("budget_ms is not above 0")
    return float(budget)


def _unit(numbers: Sequence[Number]) -> int:
    """Return by what all numbers become whole; 1 where they have more decimals than are worth it."""
    exponents = [number.as_tuple().exponent for number in numbers if isinstance(number, Decimal)]
    decimals = max((-exponent for exponent in exponents if isinstance(exponent, int)), default=0)
    return 10**decimals if 0 < decimals <= FINEST else 1
