"""What is refused about multipart forms."""

from typing import ClassVar

from attrs import define

from entrypoints.http.refusals import Refusal


@define(kw_only=True)
class BadMultipart(Refusal):
    """The body is no multipart form."""

    code: ClassVar[str] = "bad-multipart"
    says: ClassVar[str] = "the body is not multipart/form-data as RFC 7578 has it: {why}"
    why: str
