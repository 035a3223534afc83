"""Finds the row of a path: the one with the longest prefix, on the borders of segments."""

from collections.abc import Iterable, Sequence
from itertools import product
from typing import Self

from attrs import define, field, frozen

from entrypoints.gateway.table.row import Row


@define
class Node:
    """What may follow the beginning of a prefix; where a prefix ends there is a row."""

    below: "dict[str, Node]" = field(factory=dict)
    row: Row | None = None
    depth: int = 0
    is_alias: bool = False

    def end_of(self, prefix: str) -> "Node":
        """Return the node at the end of a prefix, which is made when it is not there."""
        node = self
        for segment in prefix[1:].split("/"):
            node = node.below.setdefault(segment, Node(depth=node.depth + 1))
        return node


@frozen
class Routing:
    """The table as a tree of segments. They are compared as they were decoded: no other spelling reaches a row."""

    _root: Node

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Self:
        """Put rows together; a `ValueError` says what is wrong with them.

        A prefix stands there once, and no alias leads past a row that its own spelling leads to: what that row asks
        for would be asked of nobody who knows the other spelling.
        """
        root, rows = Node(), tuple(rows)
        for row in rows:
            for prefix in (row.prefix, *row.also):
                node = root.end_of(prefix)
                if node.row is not None:
                    raise ValueError(f"{prefix} stands in the table twice")
                node.row, node.is_alias = row, prefix != row.prefix
        routing = cls(root)
        routing._refuse_ways_past(rows)
        return routing

    def _refuse_ways_past(self, rows: Sequence[Row]) -> None:
        spellings = [(row, spelling) for row in rows for spelling in (row.prefix, *row.also)]
        for wide, (row, spelling) in product(rows, spellings):
            if not spelling.startswith(f"{wide.prefix}/"):
                continue
            for alias in wide.also:
                path = alias + spelling.removeprefix(wide.prefix)
                found = self.find(path, tuple(path[1:].split("/")))
                if found is None or found[0] is not row:
                    raise ValueError(f"{path} does not lead where {spelling} does")

    def find(self, path: str, segments: tuple[str, ...]) -> tuple[Row, str] | None:
        """Return the row of a path, and the path as the row's service knows it; None where there is nothing."""
        node, best = self._root, self._root
        for segment in segments:
            below = node.below.get(segment)
            if below is None:
                break
            node = below
            if node.row is not None:
                best = node
        if best.row is None:
            return None
        return best.row, _respelt(best, best.row, path) if best.is_alias else path


def _respelt(node: Node, row: Row, path: str) -> str:
    """Return the path with the row's own prefix in front; the rest stays byte for byte as it was sent."""
    rest = path.split("/", node.depth + 1)[node.depth + 1 :]
    return "/".join((row.prefix, *rest))
