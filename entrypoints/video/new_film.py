"""What clients ask to be filmed."""

from typing import Annotated, Final

from attrs import frozen
from typing_extensions import Doc

from core.video.model.canvas import Aspect
from core.video.model.compiling.words import LONGEST_CAPTION, LONGEST_TITLE
from core.video.model.order import Wishes
from core.video.model.ordering import WantedFilm
from core.video.model.photo import PhotoShape
from core.video.model.templates.rules import MOST_PHOTOS
from entrypoints.http.shapes.constraints import Example, Items, Length, Range

LONGEST_URL: Final = 4096
LARGEST_SIDE: Final = 100_000
Key = Annotated[str, Length(min=1, max=512), Doc("the `key` of an upload of mine")]
Url = Annotated[str, Length(min=1, max=LONGEST_URL)]
Caption = Annotated[str, Length(max=LONGEST_CAPTION)]
Side = Annotated[int, Range(min=1, max=LARGEST_SIDE)]


@frozen(kw_only=True)
class NewFilm:
    """A film to be made of photos, in this order; what is left out is left to the template."""

    template: Annotated[str, Length(min=1, max=100), Example("basic")]
    photos: Annotated[tuple[Key, ...], Items(max=MOST_PHOTOS)] = ()
    photo_urls: Annotated[
        tuple[Url, ...], Items(max=MOST_PHOTOS), Doc("instead of `photos`: signed URLs of uploads of mine")
    ] = ()
    title: Annotated[str, Length(min=1, max=LONGEST_TITLE), Example("부산의 사흘")] | None = None
    captions: Annotated[
        tuple[Caption, ...], Items(max=MOST_PHOTOS), Doc("the one at each place belongs to the photo there")
    ] = ()
    aspect: Aspect | None = None
    seconds_per_photo: Annotated[float, Range(min=0, max=60)] | None = None
    music: Key | None = None

    def wanted(self) -> WantedFilm:
        """Return what is asked for."""
        return WantedFilm(
            template=self.template,
            photos=self.photos,
            photo_urls=self.photo_urls,
            music=self.music,
            wishes=Wishes(
                title=self.title,
                captions=self.captions,
                aspect=self.aspect,
                seconds_per_photo=self.seconds_per_photo,
            ),
        )


@frozen(kw_only=True)
class PhotoSize:
    """A photo's size, turned upright."""

    width: Side
    height: Side


@frozen(kw_only=True)
class FilmToPreview(NewFilm):
    """A film to be looked at before it is made."""

    shapes: Annotated[tuple[PhotoSize, ...], Items(max=MOST_PHOTOS), Doc("one for each photo, or none")] = ()

    def photo_shapes(self) -> tuple[PhotoShape, ...]:
        """Return the photos' sizes."""
        return tuple(PhotoShape(width=shape.width, height=shape.height) for shape in self.shapes)
