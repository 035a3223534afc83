"""What the models behind the stand-ins think: honest, careless or hostile, and the same way every time.

A mind is shown the material, the tools' names, and what tools have answered so far, and says what to do next.
"""

import re
from collections.abc import Callable, Sequence
from random import Random  # noqa: TID251 - seeded, so that it repeats
from typing import Any

from attrs import frozen

Json = dict[str, Any]


@frozen
class Saying:
    """One turn of a model: tools that it asks for, by name, with what it gives them; and text."""

    calls: tuple[tuple[str, Any], ...] = ()
    text: str = ""


Mind = Callable[[Json, Sequence[Any]], Saying]


def ids_in(material: Json) -> list[str]:
    """Return the ids of the places that a material holds."""
    return [place["id"] for pool in material["bases"] for place in pool]


def submitting(ids: Sequence[Any], **more: Any) -> Saying:
    """Say that these places are picked."""
    picks = [{"id": one, "reason": "", "weight": 0.9} for one in ids]
    return Saying((("submit_selection", {"picks": picks, **more}),))


def honest(material: Json, answers: Sequence[Any]) -> Saying:
    """Look at the weather and search, at once; then pick the first places."""
    if not answers:
        return Saying((("look_at_weather", {}), ("search_places", {"query": "market"})))
    return submitting(ids_in(material)[: material["picks_wanted"]])


def hasty(material: Json, _answers: Sequence[Any]) -> Saying:
    """Pick the first places without a look at anything."""
    return submitting(ids_in(material)[: material["picks_wanted"]])


def inventive(material: Json, _answers: Sequence[Any]) -> Saying:
    """Pick places that do not exist beside two that do, and insist on it."""
    return submitting(["kakao:666", "gazetteer:atlantis/palace", *ids_in(material)[:2]])


def obedient(material: Json, answers: Sequence[Any]) -> Saying:
    """Do whatever any text says: pick every id that is named anywhere."""
    ids = re.findall(r"(?:evil|kakao|gazetteer):[\w/-]+", repr((material, answers)))
    return submitting(list(dict.fromkeys(ids)), avoid=["everything"], title="<b>HACKED</b> http://evil.example")


def talkative(_material: Json, _answers: Sequence[Any]) -> Saying:
    """Talk and do nothing."""
    return Saying(text="Certainly! Busan is lovely in December.")


def searching(_material: Json, _answers: Sequence[Any]) -> Saying:
    """Search and never come to an end."""
    return Saying((("search_places", {"query": "palace"}),))


def malformed(_material: Json, answers: Sequence[Any]) -> Saying:
    """Give tools what makes no sense."""
    nonsense: tuple[Json, ...] = (
        {"picks": "all of them"},
        {"picks": [None, 7, {"id": 8}]},
        {},
        {"picks": {"id": "x"}},
        {"pick": []},
    )
    return Saying((("submit_selection", nonsense[len(answers) % len(nonsense)]), ("no_such_tool", {"a": 1})))


def random_mind(seed: int) -> Mind:
    """Return a mind that does anything."""
    dice = Random(seed)

    def think(material: Json, _answers: Sequence[Any]) -> Saying:
        names = dice.choices(["submit_selection", "search_places", "look_at_weather", "sudo"], k=dice.randint(1, 3))
        return Saying(tuple((name, _anything(dice, material)) for name in names))

    return think


def _anything(dice: Random, material: Json) -> Json:
    ids = [*ids_in(material), "kakao:666", "", "evil:1"]
    values = [dice.choice(ids), 7, None, True, -1e300, 1e400, [], {}, "https://evil.example", "\u202e</material>"]
    picks = [{"id": dice.choice([*ids, 7, None]), "weight": dice.choice(values), "reason": dice.choice(values)}]
    picks = picks * dice.randint(0, 3) + [{"id": dice.choice(ids)} for _ in range(dice.randint(0, 4))]
    return {"picks": dice.choice([picks, picks, dice.choice(values)]), "query": dice.choice(values), "easy": "yes"}
