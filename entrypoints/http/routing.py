"""Finds the place that a path names."""

from collections.abc import Mapping, Sequence
from typing import Final, Generic, TypeVar
from urllib.parse import unquote

from attrs import define, field

P = TypeVar("P")

Found = tuple[P, Mapping[str, str]]

REST: Final = ":.+}"


@define
class Node(Generic[P]):
    """What may follow a beginning of a path."""

    literals: "dict[str, Node[P]]" = field(factory=dict)
    parameter: "Node[P] | None" = None
    place: P | None = None
    names: tuple[str, ...] = ()

    def below(self, segment: str) -> "Node[P]":
        """Return the node for a segment of a route's path, which is made when it is not there."""
        if not segment.startswith("{"):
            return self.literals.setdefault(segment, Node())
        if self.parameter is None:
            self.parameter = Node()
        return self.parameter


@define
class Routing(Generic[P]):
    """A tree of path segments, in which a literal hides the parameters beside it.

    Segments are compared as they were sent, so that no two spellings of a path reach one place; the values of
    parameters are decoded afterwards, and with a value that is not UTF-8 there is no place.
    """

    _root: Node[P] = field(factory=Node)
    _rests: dict[str, tuple[str, P]] = field(factory=dict)

    def add(self, path: str, place: P) -> None:
        """Put a place at a route's path."""
        if path.endswith(REST):
            prefix, _, name = path.removesuffix(REST).rpartition("{")
            self._rests[prefix] = (name, place)
            return
        node, segments = self._root, path[1:].split("/")
        for segment in segments:
            node = node.below(segment)
        node.place = place
        node.names = tuple(segment[1:-1] for segment in segments if segment.startswith("{"))

    def find(self, raw_path: str) -> Found[P] | None:
        """Return the place at a path, and the values of its parameters by name."""
        if raw_path[:1] != "/":
            return None
        node = self._root
        values: list[str] = []
        for segment in raw_path[1:].split("/"):
            below = node.literals.get(segment)
            if below is None and segment:
                below = node.parameter
                values.append(segment)
            if below is None:
                return self._find_rest(raw_path)
            node = below
        if node.place is None:
            return self._find_rest(raw_path)
        if "%" in raw_path:
            return _decoded(node.place, node.names, values)
        return node.place, dict(zip(node.names, values, strict=True))

    def _find_rest(self, raw_path: str) -> Found[P] | None:
        for prefix, (name, place) in self._rests.items():
            if raw_path.startswith(prefix) and raw_path != prefix:
                return _decoded(place, (name,), (raw_path[len(prefix) :],))
        return None


def _decoded(place: P, names: tuple[str, ...], values: Sequence[str]) -> Found[P] | None:
    try:
        return place, {name: unquote(value, errors="strict") for name, value in zip(names, values, strict=True)}
    except UnicodeDecodeError:
        return None
