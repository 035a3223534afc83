"""Looking at what films can be like."""

from collections.abc import Sequence

from attrs import frozen

from core.video.model.template import Template
from ports.video_templates import VideoTemplates


@frozen(kw_only=True)
class ListTemplates:
    """Return every template, by name."""

    templates: VideoTemplates

    def __call__(self) -> Sequence[Template]:
        """List."""
        return self.templates.all()
