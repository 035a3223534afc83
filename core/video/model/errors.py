"""What can be wrong with films and frames, their orders, their files, or the work on them."""

from datetime import datetime
from typing import ClassVar

from attrs import define

from core.errors import Conflict, Invalid, NotFound, Unavailable


@define(kw_only=True)
class FilmNotFound(NotFound):
    """There is no such film, or it is another's."""

    code: ClassVar[str] = "film-not-found"
    says: ClassVar[str] = "you have no such film"


@define(kw_only=True)
class FilmNotReady(Conflict):
    """There is nothing to look at yet, or there never will be."""

    code: ClassVar[str] = "film-not-ready"
    says: ClassVar[str] = "this film is {status}: only a COMPLETED one can be downloaded"
    status: str


@define(kw_only=True)
class OrdererGone(NotFound):
    """The account for which something was ordered is no more."""

    code: ClassVar[str] = "owner-gone"
    says: ClassVar[str] = "the account that this was ordered for has been deleted"


@define(kw_only=True)
class KeyOfAnotherOrder(Invalid):
    """The Idempotency-Key belongs to a different order."""

    code: ClassVar[str] = "idempotency-key-reused"
    says: ClassVar[str] = "this Idempotency-Key was used for a different request; make a new key for each new request"


@define(kw_only=True)
class TooManyWaiting(Conflict):
    """Somebody has as many films and frames in the making as one person may have."""

    code: ClassVar[str] = "too-many-waiting"
    says: ClassVar[str] = "{most} of your orders are not finished yet; wait for one of them, or cancel it"
    most: int


@define(kw_only=True)
class BadOrder(Invalid):
    """An order that nothing can be made of; the faults say where and why."""

    code: ClassVar[str] = "bad-order"
    says: ClassVar[str] = "nothing can be made of this"


@define(kw_only=True)
class BadUpload(Invalid):
    """A file that nobody may send; the faults say where and why."""

    code: ClassVar[str] = "bad-upload"
    says: ClassVar[str] = "some of these files cannot be taken"


@define(kw_only=True)
class BadTemplate(Invalid):
    """Data that is no template; the faults say where and why."""

    code: ClassVar[str] = "bad-template"
    says: ClassVar[str] = "this is no template"


@define(kw_only=True)
class TemplateNotFound(Invalid):
    """There is no such template."""

    code: ClassVar[str] = "template-not-found"
    says: ClassVar[str] = "no template is called {name!r}; there are: {known}"
    name: str
    known: str


@define(kw_only=True)
class BrokenPhoto(Invalid):
    """A photo that cannot be shown: its number among the film's photos, from 1, and why."""

    code: ClassVar[str] = "broken-photo"
    says: ClassVar[str] = "photo {number} {reason}"
    number: int
    reason: str


@define(kw_only=True)
class BrokenMusic(Invalid):
    """A sound that cannot be played."""

    code: ClassVar[str] = "broken-music"
    says: ClassVar[str] = "the music {reason}"
    reason: str


@define(kw_only=True)
class ChangedFile(Invalid):
    """A file is gone, or not the one that was ordered."""

    code: ClassVar[str] = "changed-file"
    says: ClassVar[str] = "{key} has been changed or removed since it was ordered"
    key: str


@define(kw_only=True)
class JobNotFound(NotFound):
    """There is no such job, or not any more."""

    code: ClassVar[str] = "job-not-found"
    says: ClassVar[str] = "there is no such job"


@define(kw_only=True)
class JobSettled(Conflict):
    """The work is done, has failed, or was cancelled already."""

    code: ClassVar[str] = "job-settled"
    says: ClassVar[str] = "nothing is left to be done"


@define(kw_only=True)
class JobTaken(Unavailable):
    """Somebody else works on it, or it is not due yet."""

    code: ClassVar[str] = "job-taken"
    what: str = "the job"


@define(kw_only=True)
class JobLost(Conflict):
    """The lease went to somebody else, whose work counts now."""

    code: ClassVar[str] = "job-lost"
    says: ClassVar[str] = "another worker has taken this over"


@define(kw_only=True)
class ClockAstray(Conflict):
    """This machine's time is not the one that all processes share: what is old cannot be told from what is new."""

    code: ClassVar[str] = "clock-astray"
    says: ClassVar[str] = (
        "it is {here:%Y-%m-%d %H:%M:%S} UTC by this machine's clock and {shared:%Y-%m-%d %H:%M:%S} UTC by the "
        "database's: nothing is deleted before one of them is put right"
    )
    here: datetime
    shared: datetime


@define(kw_only=True)
class TooManyStrays(Conflict):
    """Most of what was made is nobody's: the jobs that it was made for are rather in another database."""

    code: ClassVar[str] = "too-many-strays"
    says: ClassVar[str] = (
        "{strays} of {of} results belong to no order: the database seems to be the wrong one, or an older one that was "
        "restored. Nothing is deleted. If they are meant to go, use --strays"
    )
    strays: int
    of: int
