"""Finds the row of a path: the one with the longest prefix, on the borders of segments."""

from collections.abc import Iterable
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
        """Put rows together; a prefix that stands there twice is a `ValueError`."""
        root = Node()
        for row in rows:
            for prefix in (row.prefix, *row.also):
                node = root.end_of(prefix)
                if node.row is not None:
                    raise ValueError(f"{prefix} stands in the table twice")
                node.row, node.is_alias = row, prefix != row.prefix
        return cls(root)

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
