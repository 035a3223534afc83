"""Which operations of AWS the code carries out, read off the code itself."""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

import botocore.session
from botocore import xform_name
from dependency_injector.providers import Factory

from composition.processes import PROCESSES
from entrypoints.consumer import Consumer
from entrypoints.queue_metrics import MeasureQueue
from entrypoints.relay import Relay

ROOT: Final = Path(__file__).parents[2]
ADAPTERS: Final = ROOT / "adapters" / "aws"
# What makes queues; that is done in development only.
MAKES_QUEUES: Final = frozenset({"_make", "_arn"})


def operations(service: str, files: Iterable[str]) -> set[str]:
    """Return the operations of a service that files of the adapter speak of, in calls or as words."""
    known = _operations_of(service)
    trees = (ast.parse((ADAPTERS / f"{name}.py").read_text()) for name in files)
    return {word for tree in trees for word in _words(tree) if word in known}


def consumed_by(process: str) -> set[str]:
    """Return the queues that a process takes messages from."""
    return {made.kwargs["name"] for made in _made(process) if made.cls is Consumer}


def measured_by(process: str) -> set[str]:
    """Return the queues whose length a process tells; it tells of their dead letters too."""
    return {made.kwargs["name"] for made in _made(process) if made.cls is MeasureQueue}


def publishes(process: str) -> bool:
    """Tell whether a process carries events to queues."""
    return any(made.cls is Relay for made in _made(process))


def done_to_blobs_by(module: str) -> set[str]:
    """Return what the use cases that a composition module leads to do to a blob store."""
    trees = [tree for path in _reached_from(module) for tree in [_tree(path)] if "use_cases" in str(path)]
    return {
        node.attr
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and _name_of(node.value).lstrip("_") == "store"
    }


def _made(process: str) -> Iterator[Factory[object]]:
    for provider in PROCESSES[process].container.providers.values():
        if isinstance(provider, Factory):
            yield provider


def _words(tree: ast.AST) -> Iterator[str]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name in MAKES_QUEUES:
            continue
        if isinstance(node, ast.Attribute):
            yield node.attr
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        yield from _words(node)


@cache
def _operations_of(service: str) -> set[str]:
    return {xform_name(name) for name in botocore.session.get_session().get_service_model(service).operation_names}


def _reached_from(module: str) -> set[Path]:
    """Return the files of core that a module imports, and those that they import."""
    found: set[Path] = set()
    wanted = [_path(module)]
    while wanted:
        for node in ast.walk(_tree(wanted.pop())):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("core."):
                path = _path(node.module)
                if path.exists() and path not in found:
                    found.add(path)
                    wanted.append(path)
    return found


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def _path(module: str) -> Path:
    return ROOT / f"{module.replace('.', '/')}.py"


def _name_of(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
