"""Sends malformed requests of many kinds to every operation of a document, over bare sockets."""

import asyncio
import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import orjson
from attrs import frozen

from tests.http import malice
from tests.http.wire import Said, wired

AT_ONCE = 8


@frozen
class Shot:
    """One request, as bytes on the wire."""

    method: str
    target: str
    headers: tuple[bytes, ...] = ()
    body: bytes = b""

    def bytes(self, standing: Mapping[str, str]) -> bytes:
        """Return the request; its own headers come before the standing ones, which they replace."""
        named = {line.partition(b":")[0].lower() for line in self.headers}
        kept = [f"{name}: {value}".encode() for name, value in standing.items() if name.lower().encode() not in named]
        length = (
            [b"Content-Length: %d" % len(self.body)] if self.body or self.method in ("POST", "PUT", "PATCH") else []
        )
        lines = [f"{self.method} {self.target} HTTP/1.1".encode(), b"Host: fuzz", b"Connection: close"]
        return b"\r\n".join([*lines, *self.headers, *kept, *length, b"", b""]) + self.body


HeadersOf = Callable[[Shot], Mapping[str, str]]


@frozen
class Missed:
    """A request that was not answered as it should have been."""

    shot: Shot
    said: Said | None
    why: str


async def fuzz(url: str, document: Any, *, headers_of: HeadersOf) -> Sequence[Missed]:
    """Shoot at everything that a document publishes, each request with headers. Return what went wrong."""
    shots = list(shots_at(document))
    assert len(shots) > 100
    waiting = iter(shots)

    async def keep_shooting() -> list[Missed]:
        missed = [await fire(url, shot, headers_of(shot)) for shot in waiting]
        return [one for one in missed if one is not None]

    return [one for missed in await asyncio.gather(*(keep_shooting() for _ in range(AT_ONCE))) for one in missed]


async def fire(url: str, shot: Shot, headers: Mapping[str, str]) -> Missed | None:
    """Send one request, and judge the answer."""
    try:
        async with wired(url) as wire:
            await wire.send(shot.bytes(headers))
            said = await wire.answer(to_head=shot.method == "HEAD")
            if said.status == 100:
                said = await wire.answer(to_head=shot.method == "HEAD")
    except (TimeoutError, asyncio.IncompleteReadError, ConnectionError) as error:
        return Missed(shot, None, repr(error))
    try:
        judge(said, to_head=shot.method == "HEAD")
    except (AssertionError, ValueError, KeyError) as error:
        return Missed(shot, said, repr(error))
    return None


def judge(said: Said, *, to_head: bool) -> None:
    """Accept nothing above 499, and no error that is not a problem."""
    assert said.status < 500, "a mistake of ours"
    assert said.headers["x-request-id"]
    if said.status >= 400 and not to_head and said.headers["content-type"] == "application/json":
        # RFC 6749 section 5.2, at the paths that OAuth defines.
        assert {"error", "error_description"} == set(orjson.loads(said.body))
    elif said.status >= 400 and not to_head:
        problem = said.problem()
        assert problem["code"]
        assert problem["title"]
        assert problem["status"] != 422 or problem["errors"] or problem["code"] != "malformed"


def shots_at(document: Any) -> Iterator[Shot]:
    """Make requests for every path and method."""
    for template, methods in document["paths"].items():
        target = target_of(template, methods, document)
        yield from (Shot(method, target) for method in malice.METHODS)
        for segment in malice.SEGMENTS:
            if "{" in template:
                yield from (Shot(method.upper(), filled(template, segment)) for method in methods)
        for name, operation in methods.items():
            yield from shots_at_operation(name.upper(), target, operation, document)


def shots_at_operation(method: str, target: str, operation: Any, document: Any) -> Iterator[Shot]:
    """Make requests for one operation."""
    content = operation.get("requestBody", {}).get("content", {})
    media, schema = next(((media, one["schema"]) for media, one in content.items()), ("application/json", {}))
    kind = b"Content-Type: " + media.encode()
    body = malice.as_json(example_of(schema, document)) if content else b""
    standing = (kind,) if content else ()
    yield from (Shot(method, target.partition("?")[0] + query, standing, body) for query in malice.QUERIES)
    yield from (Shot(method, target, (*standing, header), body) for header in malice.HEADERS)
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "query":
            for segment in malice.SEGMENTS:
                yield Shot(method, f"{target.partition('?')[0]}?{parameter['name']}={segment}", standing, body)
    if content:
        yield from (Shot(method, target, (kind,), hostile) for hostile in malice.BODIES)
        yield from (Shot(method, target, (b"Content-Type: " + other,), body) for other in malice.MEDIA)
        yield from (Shot(method, target, (kind,), hostile) for hostile in spoilt(example_of(schema, document)))


def spoilt(example: Any) -> Iterator[bytes]:
    """Replace each part of an example by each hostile value, leave each member out, and add one."""
    for path in paths_in(example):
        for value in malice.VALUES:
            yield malice.as_json(changed(example, path, value))
        if path and isinstance(path[-1], str):
            yield malice.as_json(changed(example, path, None, leave_out=True))
    if isinstance(example, dict):
        yield malice.as_json({**example, "role": "admin"})


def paths_in(value: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """List the places in a JSON value."""
    yield before
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from paths_in(each, (*before, key))


def changed(value: Any, path: tuple[Any, ...], new: object, *, leave_out: bool = False) -> Any:
    """Return a copy that has something else at a place."""
    if not path:
        return new
    result = copy.deepcopy(value)
    holder = result
    for step in path[:-1]:
        holder = holder[step]
    if leave_out:
        del holder[path[-1]]
    else:
        holder[path[-1]] = new
    return result


def target_of(template: str, methods: Any, document: Any) -> str:
    """Return a path that fits its parameters."""
    for operation in methods.values():
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "path":
                value = example_of(parameter["schema"], document)
                template = template.replace(f"{{{parameter['name']}}}", str(value))
    return template


def filled(template: str, segment: str) -> str:
    """Return a path with the same text for every parameter."""
    return "/".join(segment if part.startswith("{") else part for part in template.split("/"))


def example_of(schema: Any, document: Any, depth: int = 0) -> Any:  # noqa: PLR0911 - one line for each sort of schema
    """Return a JSON value that fits a schema, with everything in it that may be in it."""
    match schema:
        case {"$ref": reference}:
            target = document["components"]["schemas"][reference.rpartition("/")[2]]
            return example_of(target, document, depth + 1)
        case {"anyOf": arms} | {"oneOf": arms}:
            return example_of(arms[0], document, depth)
        case {"const": value} | {"enum": [value, *_]} | {"examples": [value, *_]}:
            return value
        case {"type": "object", "properties": properties}:
            return {name: example_of(one, document, depth + 1) for name, one in properties.items()}
        case {"type": "object", "additionalProperties": values}:
            return {"key": example_of(values, document, depth + 1)}
        case {"type": "array", "items": items}:
            return [example_of(items, document, depth + 1)] if depth < 6 else []
        case _:
            return scalar_of(schema)


def scalar_of(schema: Any) -> Any:
    """Return a string, number or boolean that fits a schema."""
    formats = {"date": "2025-05-01", "date-time": "2025-05-01T09:30:00+09:00", "decimal": "12.50"}
    formats["uuid"] = "0198c0de-0000-7000-8000-000000000001"
    match schema.get("type"):
        case "integer" | "number":
            return max(1, schema.get("minimum", 1))
        case "boolean":
            return True
        case "string" if schema.get("format") in formats:
            return formats[schema["format"]]
        case _:
            return "a" * max(2, schema.get("minLength", 2))


def told(missed: Sequence[Missed]) -> str:
    """Describe what went wrong, briefly."""
    lines = [
        f"{one.why}: {orjson.dumps(one.shot.target[:80]).decode()} {one.shot!r:.300} -> {one.said!r:.300}"
        for one in missed
    ]
    return f"{len(missed)} requests were not answered well:\n" + "\n".join(lines[:10])
