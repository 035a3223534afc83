"""What a language model made of the wishes: places that it was given, by their ids, and words."""

from attrs import field, frozen
from attrs.validators import ge, le, optional

from core.planning.model.place import Place, PlaceId
from core.planning.model.plan import PlanSource
from core.planning.model.preferences import EARLIEST, LATEST, Diet, Interest

LONGEST_REASON = 200


@frozen(kw_only=True)
class Pick:
    """A place worth visiting for these travellers: how much (0 to 1), and why."""

    place_id: PlaceId
    reason: str = ""
    weight: float = field(default=0.5, validator=[ge(0), le(1)])


@frozen(kw_only=True)
class Selection:
    """The places picked, and the wishes found in the note.

    - `avoid` are texts as in the preferences. `easy`: the note asks for short ways and few stops.
    - `day_start` and `day_end` are minutes of the day, None where the note does not say.
    - `unread`: there is a note, and the rules that read it understood nothing of it.
    - `why_offline` says why another model than the configured one answered, and is empty when it did.
    - `found` are the places picked that were in no pool: the model has searched for them.
    """

    picks: tuple[Pick, ...]
    source: PlanSource
    interests: tuple[Interest, ...] = ()
    avoid: tuple[str, ...] = ()
    easy: bool = False
    diet: tuple[Diet, ...] = ()
    day_start: int | None = field(default=None, validator=optional([ge(EARLIEST), le(LATEST)]))
    day_end: int | None = field(default=None, validator=optional([ge(EARLIEST), le(LATEST)]))
    unread: bool = False
    title: str = ""
    why_offline: str = ""
    found: tuple[Place, ...] = ()
