"""People who plan trips: have plans made, read, list, rename and share them."""

from typing import ClassVar

from typing_extensions import override

from tests.load.people.person import Person
from tests.load.people.trips import (
    find_plan,
    list_plans,
    make_a_plan,
    read_plan,
    rename_plan,
    share_plan,
    watch_a_plan_come,
)


class Planner(Person):
    """Makes plans."""

    tasks: ClassVar = {
        read_plan: 6,
        list_plans: 4,
        rename_plan: 3,
        watch_a_plan_come: 3,
        make_a_plan: 2,
        share_plan: 1,
    }

    @override
    def settle(self) -> None:
        find_plan(self)
