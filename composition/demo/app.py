"""Oddiya's app as the demo plays it: what a phone would ask for, over HTTP."""

import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, Self

from aiohttp import ClientResponse, ClientSession, hdrs
from attrs import evolve, frozen

from adapters.section import CannotOpen

PIECE = 256 * 1024


@frozen(kw_only=True)
class Told:
    """One server-sent event."""

    event: str
    data: Any


@frozen(kw_only=True)
class App:
    """Somebody's phone; signed in once there is a token."""

    client: ClientSession
    url: str
    token: str | None = None

    def signed_in(self, token: str) -> Self:
        """Return the same phone with a token."""
        return evolve(self, token=token)

    async def ask(self, method: str, path: str, body: object = None, **fields: str) -> Any:
        """Ask for a document."""
        async with self._asking(method, path, body, fields) as answer:
            await _check(answer)
            return await answer.json()

    async def follow(self, method: str, path: str, body: object = None) -> AsyncIterator[Told]:
        """Be told how something goes on, until it is over."""
        async with self._asking(method, path, body, {hdrs.ACCEPT: "text/event-stream"}) as answer:
            await _check(answer)
            event = ""
            async for raw in answer.content:
                name, _, value = raw.decode().rstrip("\n").partition(": ")
                if name == "event":
                    event = value
                elif name == "data":
                    yield Told(event=event, data=json.loads(value))

    async def send(self, signed: Mapping[str, Any], data: bytes) -> None:
        """Carry out a signed upload."""
        async with self.client.request(signed["method"], signed["url"], headers=signed["headers"], data=data) as answer:
            await _check(answer)

    async def fetch(self, path: str, target: Path) -> int:
        """Download something to a file, wherever it leads; return how many bytes that were."""
        async with self._asking("GET", path, None, {}) as answer:
            await _check(answer)
            size = 0
            with target.open("wb") as file:
                async for chunk in answer.content.iter_chunked(PIECE):
                    size += file.write(chunk)
        return size

    def _asking(self, method: str, path: str, body: object, fields: Mapping[str, str]) -> Any:
        headers: dict[str, str] = {**fields, **({hdrs.AUTHORIZATION: f"Bearer {self.token}"} if self.token else {})}
        return self.client.request(method, self.url + path, json=body, headers=headers)


async def _check(answer: ClientResponse) -> None:
    if not answer.ok:
        raise CannotOpen(f"the demo was refused: {answer.method} {answer.url.path}: {await answer.text()}")
