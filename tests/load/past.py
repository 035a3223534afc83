"""What people did before this evening: whoever arrives finds plans that they once had made."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any, Final

from attrs import frozen

from tests.load.database import Onlooker
from tests.travellers import a_traveller, made

PLACES: Final = ("Busan", "Seoul", "Jeju")
OFTEN: Final = 0.5
# An identity is a plan's own and its owner's; both stand in the document, too.
HAND_OUT: Final = """
    INSERT INTO plan_service.travel_plans
        (id, user_id, title, location, start_date, end_date, version, created_at, updated_at, document)
    SELECT copy.id, copy.user_id, title, location, start_date, end_date, version, created_at, updated_at,
        replace(replace(document, plan.id::text, copy.id::text), plan.user_id::text, copy.user_id::text)
    FROM plan_service.travel_plans plan, LATERAL (
        SELECT gen_random_uuid() AS id, users.id AS user_id FROM user_service.users
        WHERE plan.user_id = %(author)s AND NOT EXISTS (
            SELECT FROM plan_service.travel_plans own WHERE own.user_id = users.id
        )
    ) copy
    WHERE plan.user_id = %(author)s
"""


@frozen
class Past:
    """The plans of an author, which everybody gets copies of."""

    author: str
    database: Onlooker

    def hand_out(self) -> None:
        """Give plans to all who have none."""
        self.database.cursor.execute(HAND_OUT, {"author": self.author})

    def go_on(self, until: Event) -> None:
        """Do so whenever somebody may have come."""
        while not until.wait(OFTEN):
            self.hand_out()


def written_down(gateway: str, database: Onlooker) -> Past:
    """Have somebody make the plans."""
    author = a_traveller(gateway)
    for place in PLACES:
        made(author, place)
    me: dict[str, Any] = author.get("/api/v1/users/me").json
    return Past(me["id"], database)


@contextmanager
def remembering(past: Past) -> Iterator[None]:
    """Let everybody find plans during the block."""
    enough = Event()
    thread = Thread(target=past.go_on, args=(enough,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        enough.set()
        thread.join()
