"""What can be told of an order before anybody has looked at its photos: whether the template takes it."""

from collections.abc import Iterator

from core.errors import Fault
from core.video.model.compiling.words import LONGEST_CAPTION, LONGEST_TITLE, flaws
from core.video.model.order import Wishes
from core.video.model.template import Asked, Template


def order_faults(template: Template, *, wishes: Wishes, photos: int, music: bool) -> Iterator[Fault]:
    """Yield whatever keeps the template from taking an order, each fault pointing into the order."""
    yield from _photos(template, photos)
    yield from _asked("/title", template.title, given=wishes.title is not None)
    yield from _asked("/captions", template.captions, given=bool(wishes.captions))
    yield from _asked("/music", template.music, given=music)
    yield from _title(template, wishes.title)
    yield from _captions(template, wishes.captions, photos)
    yield from _numbers(template, wishes)


def _photos(template: Template, photos: int) -> Iterator[Fault]:
    if not template.least_photos <= photos <= template.most_photos:
        yield Fault("/photos", f"must be {template.least_photos} to {template.most_photos} photos, not {photos}")


def _asked(pointer: str, asked: Asked, *, given: bool) -> Iterator[Fault]:
    if asked == "required" and not given:
        yield Fault(pointer, "is missing: the template needs it")
    if asked == "no" and given:
        yield Fault(pointer, "must be left out: the template has no place for it")


def _title(template: Template, title: str | None) -> Iterator[Fault]:
    if title is not None and template.title != "no":
        for flaw in flaws(title, longest=LONGEST_TITLE):
            yield Fault("/title", flaw)


def _captions(template: Template, captions: tuple[str, ...], photos: int) -> Iterator[Fault]:
    if not captions or template.captions == "no":
        return
    if len(captions) > photos:
        yield Fault("/captions", f"must be {photos} at most, one for each photo, not {len(captions)}")
    if template.captions == "required" and len(captions) < photos:
        yield Fault("/captions", f"must be {photos}, one for each photo, not {len(captions)}")
    for place, caption in enumerate(captions):
        if caption or template.captions == "required":
            for flaw in flaws(caption, longest=LONGEST_CAPTION):
                yield Fault(f"/captions/{place}", flaw)


def _numbers(template: Template, wishes: Wishes) -> Iterator[Fault]:
    if wishes.aspect is not None and wishes.aspect not in template.aspects:
        yield Fault("/aspect", f"must be one of {', '.join(template.aspects)}")
    seconds, span = wishes.seconds_per_photo, template.seconds_per_photo
    if seconds is not None and not span.least <= seconds <= span.most:
        yield Fault("/seconds_per_photo", f"must be from {span.least:g} to {span.most:g}")
