"""The formats in which a plan can be taken away."""

from collections.abc import Callable, Mapping
from typing import Final, Literal

from attrs import frozen

from core.planning.model.plan import Plan
from entrypoints.planning.exports.gpx import gpx
from entrypoints.planning.exports.ics import ics
from entrypoints.planning.exports.kml import kml
from entrypoints.planning.exports.markdown import markdown

Format = Literal["ics", "gpx", "kml", "md"]


@frozen(kw_only=True)
class Export:
    """A kind of file: how it is called in HTTP, what its name ends with, and how a plan becomes one."""

    content_type: str
    ending: str
    write: Callable[[Plan], bytes]


EXPORTS: Final[Mapping[Format, Export]] = {
    "ics": Export(content_type="text/calendar; charset=utf-8", ending=".ics", write=ics),
    "gpx": Export(content_type="application/gpx+xml", ending=".gpx", write=gpx),
    "kml": Export(content_type="application/vnd.google-earth.kml+xml", ending=".kml", write=kml),
    "md": Export(content_type="text/markdown; charset=utf-8", ending=".md", write=markdown),
}
