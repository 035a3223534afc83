"""Reads deploy/Dockerfile as far as tests ask: stages, what each is made from, and what its image is like."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from attrs import frozen

from tests.processes import ROOT

DOCKERFILE: Final = ROOT / "deploy" / "Dockerfile"


@frozen(kw_only=True)
class Instruction:
    """One instruction: its word, in capitals, and all that follows."""

    word: str
    rest: str


@frozen(kw_only=True)
class Stage:
    """One stage: the images it stands on, nearest first, end in what `outside` names."""

    name: str
    outside: str
    instructions: tuple[Instruction, ...]

    def all(self, word: str) -> list[str]:
        """Return what follows a word, of this stage and of those it stands on, in the order of the file."""
        return [one.rest for one in self.instructions if one.word == word]

    def last(self, word: str) -> str:
        """Return what is in force."""
        return self.all(word)[-1]

    @property
    def entry_point(self) -> list[str]:
        """What its container runs."""
        started: list[str] = json.loads(self.last("ENTRYPOINT"))
        return started

    @property
    def packages(self) -> str:
        """The name of the file in requirements/images that its packages are from, without its ending."""
        (found,) = re.findall(r"--from=packages-(\S+)", "\n".join(self.all("COPY")))
        return str(found)


def stages(path: Path = DOCKERFILE) -> Mapping[str, Stage]:
    """Return the stages by name."""
    found: dict[str, Stage] = {}
    told: dict[str, str] = {}
    for instruction in instructions(path.read_text()):
        if instruction.word == "FROM":
            name, stage = _begun(instruction.rest, found, told)
            found[name] = stage
        elif not found:
            name, _, value = instruction.rest.partition("=")
            told[name] = value
        else:
            last = found[name]
            found[name] = Stage(name=name, outside=last.outside, instructions=(*last.instructions, instruction))
    return found


def instructions(text: str) -> Iterator[Instruction]:
    """Split the text of a Dockerfile."""
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    for line in filter(None, joined.splitlines()):
        word, rest = line.split(maxsplit=1)
        yield Instruction(word=word, rest=rest)


def _begun(rest: str, found: Mapping[str, Stage], told: Mapping[str, str]) -> tuple[str, Stage]:
    base, _, name = rest.split()
    base = re.sub(r"\$\{(\w+)\}", lambda variable: told[variable[1]], base)
    if base in found:
        return name, Stage(name=name, outside=found[base].outside, instructions=found[base].instructions)
    return name, Stage(name=name, outside=base, instructions=())
