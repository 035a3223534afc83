"""What can go wrong, in Oddiya's own words: one root and a closed set of kinds."""

from typing import ClassVar

from attrs import define, fields_dict, frozen


@frozen
class Fault:
    """One thing wrong with an input: where (an RFC 6901 pointer) and what."""

    pointer: str
    detail: str


@define(kw_only=True)
class OddiyaError(Exception):
    """The root of every error that Oddiya raises on purpose.

    A feature subclasses one of the kinds below and gives it typed fields, a `code` slug that clients may rely on, and
    what it `says`: what is wrong, where, and what to do, with the fields in braces.
    """

    code: ClassVar[str] = "error"
    says: ClassVar[str] = "something is wrong"

    def __str__(self) -> str:
        return self.says.format_map({name: getattr(self, name) for name in fields_dict(type(self))})


@define(kw_only=True)
class NotFound(OddiyaError):
    """What was asked for does not exist, or not for this caller."""

    code: ClassVar[str] = "not-found"
    says: ClassVar[str] = "there is no such thing"


@define(kw_only=True)
class Conflict(OddiyaError):
    """The request contradicts what is already so."""

    code: ClassVar[str] = "conflict"
    says: ClassVar[str] = "this contradicts what is already so"


@define(kw_only=True)
class Invalid(OddiyaError):
    """The request can never be carried out as it stands."""

    code: ClassVar[str] = "invalid"
    says: ClassVar[str] = "the request cannot be carried out as it stands"
    faults: tuple[Fault, ...] = ()


@define(kw_only=True)
class Forbidden(OddiyaError):
    """The caller is known and may not do this."""

    code: ClassVar[str] = "forbidden"
    says: ClassVar[str] = "you may not do this"


@define(kw_only=True)
class Unauthenticated(OddiyaError):
    """The caller has not shown who they are."""

    code: ClassVar[str] = "unauthenticated"
    says: ClassVar[str] = "sign in first"


@define(kw_only=True)
class TooMany(OddiyaError):
    """The caller asks more often than they may; `retry_after` is in seconds."""

    code: ClassVar[str] = "too-many"
    says: ClassVar[str] = "too many requests; try again in {retry_after:.0f} s"
    retry_after: float


@define(kw_only=True)
class Unavailable(OddiyaError):
    """Something Oddiya depends on does not answer now; the same request may pass later."""

    code: ClassVar[str] = "unavailable"
    says: ClassVar[str] = "{what} is not available right now; try again in {retry_after:g} s"
    what: str
    retry_after: float = 1.0


@define(kw_only=True)
class OutOfStep(Invalid):
    """A step that follows from none that is still open: what it hands back is unknown, used up, or too old."""

    code: ClassVar[str] = "out-of-step"
    says: ClassVar[str] = "this step does not follow from one that is still open; begin again"


@define(kw_only=True)
class BadAnswer(Unavailable):
    """Somebody Oddiya depends on answered what cannot be right."""

    code: ClassVar[str] = "bad-answer"
    says: ClassVar[str] = "{what} answered what cannot be right; try again in {retry_after:g} s"


@define(kw_only=True)
class NoAnswer(Unavailable):
    """Somebody Oddiya depends on did not answer in time."""

    code: ClassVar[str] = "no-answer"
    says: ClassVar[str] = "{what} did not answer in time; try again in {retry_after:g} s"


@define(kw_only=True)
class VersionMismatch(Conflict):
    """The caller edited a version that is no longer the newest."""

    code: ClassVar[str] = "version-mismatch"
    says: ClassVar[str] = "version {expected} was edited, but {actual} is the newest; read it again and repeat the edit"
    expected: int
    actual: int


KINDS: tuple[type[OddiyaError], ...] = (
    NotFound,
    Conflict,
    Invalid,
    Forbidden,
    Unauthenticated,
    TooMany,
    Unavailable,
)
