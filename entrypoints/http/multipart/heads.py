"""What stands around the parts of a multipart form: the boundary, and each part's own headers (RFC 7578)."""

import re
from collections.abc import Mapping
from typing import Final

from attrs import frozen

from entrypoints.http.multipart.refusals import BadMultipart

# RFC 2046 section 5.1.1; a space may stand in one, but nobody puts it there.
BOUNDARY: Final = re.compile(r";\s*boundary\s*=\s*(\"?)([0-9A-Za-z'()+_,./:=?-]{1,70})\1\s*(?=;|$)", re.IGNORECASE)
FIELD: Final = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\n\x00]*)")
PARAMETER: Final = re.compile(r";[ \t]*([\w*-]+)=(?:\"((?:[^\"\\]|\\.)*)\"|([^\s;\"]+))[ \t]*")
FORM_DATA: Final = re.compile(r"form-data[ \t]*(?=;|$)", re.IGNORECASE)
AS_IT_IS: Final = ("7bit", "8bit", "binary")


@frozen(kw_only=True)
class PartHead:
    """What a part is called, and its media type, an empty text where it has none."""

    name: str
    media: str


def boundary_of(content_type: str) -> bytes:
    """Return what stands between the parts of a body with this Content-Type."""
    found = BOUNDARY.findall(content_type)
    if len(found) != 1:
        raise BadMultipart(why="Content-Type has no boundary, or not just one")
    return str(found[0][1]).encode()


def head_of(raw: bytes) -> PartHead:
    """Read the headers of a part."""
    fields = _fields_of(raw)
    if fields.get("content-transfer-encoding", "binary").lower() not in AS_IT_IS:
        raise BadMultipart(why="a part is encoded; send it as it is")
    media = fields.get("content-type", "").partition(";")[0].strip().lower()
    return PartHead(name=_name_in(fields.get("content-disposition", "")), media=media)


def _fields_of(raw: bytes) -> Mapping[str, str]:
    lines = [FIELD.fullmatch(line) for line in raw.decode(errors="replace").split("\r\n")]
    fields = {line[1].lower(): line[2].strip() for line in lines if line is not None}
    if len(fields) != len(lines):
        raise BadMultipart(why="the headers of a part cannot be read")
    return fields


def _name_in(disposition: str) -> str:
    begun = FORM_DATA.match(disposition)
    at = begun.end() if begun else len(disposition)
    # What follows the name is of no interest: clients write file names in many ways.
    while (found := PARAMETER.match(disposition, at)) is not None:
        if found[1].lower() == "name":
            return found[2] if found[3] is None else found[3]
        at = found.end()
    raise BadMultipart(why="a part has no name: it begins with Content-Disposition: form-data; name=…")
