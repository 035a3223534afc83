"""Which stages of a Dockerfile are images, and which images of others they stand on."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from attrs import frozen

from tests.deploy.dockerfile import DOCKERFILE, instructions

FROM: Final = re.compile(r"(?:--\S+ )*(?P<origin>\S+)(?: AS (?P<name>\S+))?", re.IGNORECASE)
COPIED: Final = re.compile(r"--(?:mount=\S*)?from=([^\s,]+)")
SYNTAX: Final = re.compile(r"(?mi)^# *syntax *= *(\S+)")


@frozen(kw_only=True)
class Dockerfile:
    """What one says."""

    text: str

    @classmethod
    def read(cls, path: Path = DOCKERFILE) -> "Dockerfile":
        """Read one."""
        return cls(text=path.read_text())

    @property
    def targets(self) -> set[str]:
        """The stages that are there to be run: those that no other stage is made from."""
        return self._stages - set(self._origins())

    @property
    def foreign(self) -> set[str]:
        """The images of others."""
        return {*self._origins(), *SYNTAX.findall(self.text)} - {*self._stages, "scratch"}

    @property
    def _stages(self) -> set[str]:
        return {match["name"] for match in self._begun() if match["name"]}

    def _begun(self) -> Iterator[re.Match[str]]:
        return (match for rest in self._all("FROM") if (match := FROM.fullmatch(rest)))

    def _origins(self) -> Iterator[str]:
        told = dict(rest.split("=", 1) for rest in self._all("ARG") if " " not in rest and "=" in rest)
        copied = COPIED.findall("\n".join((*self._all("COPY"), *self._all("RUN"))))
        for origin in (*(match["origin"] for match in self._begun()), *copied):
            yield re.sub(r"\$\{?(\w+)\}?", lambda named: told.get(named[1], named[0]), origin)

    def _all(self, word: str) -> Iterator[str]:
        return (one.rest for one in instructions(self.text) if one.word == word)
