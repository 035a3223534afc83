"""Where templates for films are found."""

from collections.abc import Sequence
from typing import Protocol

from core.video.model.template import Template


class VideoTemplates(Protocol):
    """Knows the templates; each has been checked.

    - `all` is ordered by name, and its names are unique.
    - `named` raises `TemplateNotFound`, which names those that there are.
    """

    def all(self) -> Sequence[Template]:
        """Return every template."""
        ...

    def named(self, name: str) -> Template:
        """Return a template."""
        ...
