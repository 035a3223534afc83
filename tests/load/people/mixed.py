"""An evening as it is: most people read, some write, few order plans, films or frames; all are told notices live."""

from typing import ClassVar

from typing_extensions import override

from tests.load.people.account import (
    choose_channels,
    edit_profile,
    list_sessions,
    read_notices,
    read_profile,
    register_device,
    renew,
    sign_in,
)
from tests.load.people.listening import listen
from tests.load.people.making import list_films, list_frames, list_templates, make_film, take_frames
from tests.load.people.person import Person
from tests.load.people.trips import (
    find_places,
    find_plan,
    list_plans,
    make_a_plan,
    read_plan,
    rename_plan,
    share_plan,
    watch_a_plan_come,
)


class Traveller(Person):
    """Does what people do; of a thousand things, so many are of each kind."""

    tasks: ClassVar = {
        read_plan: 220,
        list_plans: 180,
        read_profile: 140,
        read_notices: 130,
        list_films: 50,
        list_templates: 40,
        find_places: 40,
        list_sessions: 20,
        list_frames: 2,
        rename_plan: 60,
        edit_profile: 40,
        choose_channels: 30,
        register_device: 20,
        share_plan: 10,
        renew: 8,
        sign_in: 2,
        watch_a_plan_come: 4,
        make_a_plan: 2,
        make_film: 1,
        take_frames: 1,
    }

    @override
    def settle(self) -> None:
        find_plan(self)
        listen(self)
