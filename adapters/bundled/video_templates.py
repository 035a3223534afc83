"""Templates for films as JSON files: those that come with Oddiya, and those of its operator."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final, Self

from attrs import frozen
from typing_extensions import override

from adapters.section import CannotOpen, setting
from core.errors import Fault
from core.video.model.errors import BadTemplate, TemplateNotFound
from core.video.model.template import Template
from core.video.model.templates.reading import read_template
from ports.video_templates import VideoTemplates

FOLDER: Final = "adapters.bundled.templates"
ENDING: Final = ".json"
LARGEST: Final = 64 * 1024


@frozen
class JsonVideoTemplates(VideoTemplates):
    """Keeps what was in the files when it was opened, by name."""

    templates: Mapping[str, Template]

    @classmethod
    def read(cls, folder: Path | None = None) -> Self:
        """Read the bundled templates, and the folder's, which take the place of bundled ones with their names."""
        found = templates_in(files(FOLDER).iterdir())
        if folder is not None:
            found |= templates_in(_own(folder))
        return cls({name: found[name] for name in sorted(found)})

    @override
    def all(self) -> Sequence[Template]:
        return tuple(self.templates.values())

    @override
    def named(self, name: str) -> Template:
        if name not in self.templates:
            raise TemplateNotFound(name=name, known=", ".join(self.templates))
        return self.templates[name]


def templates_in(paths: Iterable[Traversable]) -> dict[str, Template]:
    """Read files; `CannotOpen` names one that has no template in it, or one with the name of another."""
    found: dict[str, Template] = {}
    for path in paths:
        if not path.name.endswith(ENDING):
            continue
        template = _readable(path)
        if template.name in found:
            raise CannotOpen(f"{path} is another template called {template.name!r}: give it another name")
        found[template.name] = template
    return found


def template_of(data: bytes) -> Template:
    """Return the template that a file's content describes; `BadTemplate` where it is none."""
    if len(data) > LARGEST:
        raise _no_template(f"must have {LARGEST} bytes at most")
    try:
        document = json.loads(data, object_pairs_hook=_once)
    except RecursionError as error:
        raise _no_template("is nested too deeply") from error
    except ValueError as error:
        raise _no_template(f"must be JSON in UTF-8: {error}") from error
    return read_template(document)


def _no_template(says: str) -> BadTemplate:
    return BadTemplate(faults=(Fault("", says),))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) < len(pairs):
        raise ValueError("a field is there twice")
    return document


def _readable(path: Traversable) -> Template:
    try:
        return template_of(path.read_bytes())
    except BadTemplate as bad:
        faults = "; ".join(f"{fault.pointer or 'it'} {fault.detail}" for fault in bad.faults)
        raise CannotOpen(f"{path} is no template: {faults}") from bad
    except OSError as error:
        raise CannotOpen(f"{path} cannot be read: {error.strerror}") from error


def _own(folder: Path) -> Sequence[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        raise CannotOpen(f"ODDIYA_TEMPLATES is {str(folder)!r}, which cannot be read: {error.strerror}") from error


@frozen(kw_only=True)
class Section:
    """What the templates are told."""

    folder: Path | None = setting(
        "ODDIYA_TEMPLATES",
        "a folder with templates of your own for films, as docs/templates.md describes",
        default=None,
    )


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[VideoTemplates]:
    """Read the templates."""
    yield await asyncio.to_thread(JsonVideoTemplates.read, section.folder)
