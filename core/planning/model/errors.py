"""What can be wrong with a plan that somebody asks for."""

from collections.abc import Sequence
from typing import ClassVar, Final, Self

from attrs import define

from core.errors import Fault, Invalid, NotFound, Unavailable

IS_UNKNOWN: Final = " is no destination that is known"
PERHAPS: Final = "perhaps "


@define(kw_only=True)
class PlanNotFound(NotFound):
    """There is no such plan, or it is another's."""

    code: ClassVar[str] = "plan-not-found"
    says: ClassVar[str] = "you have no such plan"


@define(kw_only=True)
class OwnerGone(NotFound):
    """The account for which a plan was made is no more."""

    code: ClassVar[str] = "owner-gone"
    says: ClassVar[str] = "the account that this plan was made for has been deleted"


@define(kw_only=True)
class SharedPlanNotFound(NotFound):
    """The link leads nowhere, or no longer."""

    code: ClassVar[str] = "shared-plan-not-found"
    says: ClassVar[str] = "this link leads to no plan; perhaps it was revoked"


@define(kw_only=True)
class PlaceNotFound(NotFound):
    """Nobody knows the place."""

    code: ClassVar[str] = "place-not-found"
    says: ClassVar[str] = "there is no place {place_id!r}; GET /api/v1/places finds places"
    place_id: str


@define(kw_only=True)
class UnknownDestination(Invalid):
    """A location that is nowhere we know; `suggestions` are names that are known. Its faults say both."""

    code: ClassVar[str] = "unknown-destination"
    says: ClassVar[str] = "no destination is called {location!r}; perhaps you mean one of: {listed}"
    location: str
    suggestions: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        unknown = Fault("/location", f"{self.location}{IS_UNKNOWN}")
        self.faults = (unknown, *(Fault("/location", f"{PERHAPS}{name}") for name in self.suggestions))

    @classmethod
    def of_faults(cls, faults: Sequence[Fault]) -> Self:
        """Return the error that has these faults."""
        unknown, *perhaps = [fault.detail for fault in faults]
        names = tuple(name.removeprefix(PERHAPS) for name in perhaps)
        return cls(location=unknown.removesuffix(IS_UNKNOWN), suggestions=names)

    @property
    def listed(self) -> str:
        """The suggestions as a list."""
        return ", ".join(self.suggestions)

    def __str__(self) -> str:
        return self.says.format(location=self.location, listed=self.listed)


@define(kw_only=True)
class BadDates(Invalid):
    """Dates on which no trip can take place; the faults say which and why."""

    code: ClassVar[str] = "bad-dates"
    says: ClassVar[str] = "no trip can take place on these dates"


@define(kw_only=True)
class BadPreferences(Invalid):
    """Wishes that are no wishes; the faults say which and why."""

    code: ClassVar[str] = "bad-preferences"
    says: ClassVar[str] = "some of the preferences cannot be read"


@define(kw_only=True)
class WishesConflict(Invalid):
    """Wishes that cannot all come true: a smallest set of them, as faults, each with what giving it up would allow."""

    code: ClassVar[str] = "wishes-conflict"
    says: ClassVar[str] = "these wishes cannot all come true together; changing any one of them may help"


@define(kw_only=True)
class BadEdit(Invalid):
    """An edit that makes no plan; the faults say where and why."""

    code: ClassVar[str] = "bad-edit"
    says: ClassVar[str] = "the edit makes no plan"


@define(kw_only=True)
class PlanUnproven(Unavailable):
    """The checks refused whatever was planned: a fault of ours, which is better told than hidden."""

    code: ClassVar[str] = "plan-unproven"
    says: ClassVar[str] = "no plan was found of which every rule could be proven; try other dates or fewer wishes"
    what: str = "a proven plan"
