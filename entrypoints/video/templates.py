"""What films can be like."""

from collections.abc import Mapping
from typing import Annotated

from attrs import frozen
from typing_extensions import Doc

from core.video.model.canvas import Aspect
from core.video.model.template import Asked, BrokenPhotos, Cuts, Span, Template
from core.video.use_cases.films.list_templates import ListTemplates
from entrypoints.http.caller import Caller
from entrypoints.http.route import get


@frozen(kw_only=True)
class SpanOut:
    """A number to be chosen between two others."""

    default: float
    least: float
    most: float


@frozen(kw_only=True)
class TemplateOut:
    """One kind of film, and what an order for it needs."""

    name: str
    version: int
    about: Annotated[Mapping[str, str], Doc("what it is like, by language")]
    aspects: Annotated[tuple[Aspect, ...], Doc("the first is what a film gets that asks for none")]
    least_photos: int
    most_photos: int
    seconds_per_photo: SpanOut
    fade_seconds: float
    cuts: Annotated[Cuts, Doc("whether photos are shown for equally long, or change with the music's beats")]
    moves: Annotated[bool, Doc("whether photos come closer or go away")]
    music: Asked
    title: Asked
    captions: Asked
    broken_photos: Annotated[BrokenPhotos, Doc("whether a photo that cannot be shown fails the film or is skipped")]


@frozen(kw_only=True)
class TemplateRoutes:
    """Templates."""

    list_templates: ListTemplates

    @get("/api/v1/video-templates", tags="films")
    async def get_video_templates(self, caller: Caller) -> tuple[TemplateOut, ...]:  # noqa: ARG002 - for signed-in people
        """List the templates, by name."""
        return tuple(map(template_out, self.list_templates()))


def template_out(template: Template) -> TemplateOut:
    """Present a template."""
    return TemplateOut(
        name=template.name,
        version=template.version,
        about=template.about,
        aspects=template.aspects,
        least_photos=template.least_photos,
        most_photos=template.most_photos,
        seconds_per_photo=_span_out(template.seconds_per_photo),
        fade_seconds=template.fade_seconds,
        cuts=template.cuts,
        moves=template.movement is not None,
        music=template.music,
        title=template.title,
        captions=template.captions,
        broken_photos=template.broken_photos,
    )


def _span_out(span: Span) -> SpanOut:
    return SpanOut(default=span.default, least=span.least, most=span.most)
